# METADATA
# title: Long-term API keys for models
# description: |
#   In IAM such a key is a service-specific credential, of bedrock.amazonaws.com for Amazon Bedrock or
#   of aws-external-anthropic.amazonaws.com for Claude Platform on AWS.
package lens.lib.api_keys

import data.lens.lib.group

# The records of the keys for these services.
of(services) := [key |
	some key in input.resources["AWS::IAM::ServiceSpecificCredential"]
	service(key) in services
]

# The service that a key is for. If AWS names no service that is known, the user's name shows it:
# the consoles name the users that they create for a key.
service(key) := name if {
	name := key.properties.ServiceName
	name in _known
} else := "bedrock.amazonaws.com" if {
	startswith(key.properties.UserName, "BedrockAPIKey-")
} else := "aws-external-anthropic.amazonaws.com" if {
	startswith(key.properties.UserName, "AeaApiKey-")
} else := object.get(key.properties, "ServiceName", "")

# The services that have such credentials, by the documentation of IAM.
_known := {
	"aws-external-anthropic.amazonaws.com", "bedrock.amazonaws.com", "cassandra.amazonaws.com",
	"cloudwatch.amazonaws.com", "codecommit.amazonaws.com", "logs.amazonaws.com",
}

# The subject of a result about a key: its user.
subject(key) := {
	"type": "AWS::IAM::User",
	"id": _user(key.properties.UserName),
	"region": key.region,
	"item": key.properties.ServiceSpecificCredentialId,
}

# The ARN of a user. Without the account's listing of users its path is not known.
_user(name) := arn if {
	arn := _arns[name][0]
} else := sprintf("arn:%s:iam::%s:user/%s", [input.partition, input.account, name])

_arns := group.by_first({[u.properties.UserName, u.id] | some u in input.resources["AWS::IAM::User"]})

# Whether a key worked when the snapshot was started.
active(key) if {
	not _off(key)
	not _expired(key)
}

_off(key) if key.properties.Status in {"Inactive", "Expired"}

_expired(key) if _time(key.properties.ExpirationDate) <= _time(input.started)

# The number of days between the creation of a key and its expiry, rounded up. Undefined for a key
# that never expires.
lifetime(key) := ceil((_time(key.properties.ExpirationDate) - _time(key.properties.CreateDate)) / _day)

_day := ((24 * 60) * 60) * 1000000000

_time(text) := time.parse_rfc3339_ns(text)
