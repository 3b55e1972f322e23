# METADATA
# title: Long-term API keys for Amazon Bedrock
# description: In IAM such a key is a service-specific credential of bedrock.amazonaws.com.
package lens.lib.api_keys

# The records of these keys.
all_keys := [key |
	some key in input.resources["AWS::IAM::ServiceSpecificCredential"]
	key.properties.ServiceName == "bedrock.amazonaws.com"
]

# The subject of a result about a key: its user. The listing names the user without its path.
subject(key) := {
	"type": "AWS::IAM::User",
	"id": sprintf("arn:%s:iam::%s:user/%s", [input.partition, input.account, key.properties.UserName]),
	"region": key.region,
	"item": key.properties.ServiceSpecificCredentialId,
}

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
