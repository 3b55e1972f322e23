# METADATA
# title: Keep long-term Amazon Bedrock API keys out, or at least short-lived
# description: A long-term key is a password for models that works from anywhere; one made without an age works for ever.
# custom:
#   id: GENSEC01-BP01/api-keys-expire
#   severity: critical
#   precision: very-high
#   mode: automated
#   resources: [AWS::IAM::User]
#   lists: [iam:ListServiceSpecificCredentials]
#   evidence: []
#   params:
#     max_lifetime_days: 30
#     allow_long_term_keys: false
#   messages:
#     no-end: the active Bedrock API key of user %s never expires
#     too-old: the active Bedrock API key of user %s lives %s days, and %s are allowed
#     long-term: the active Bedrock API key of user %s is a long-term key, valid until %s
#   item: credential
#   remediation: >-
#     Delete the key and use short-term keys or a role's credentials; where a long-term key must stay, make it again
#     with an expiry in days.
package lens.controls.gensec01_bp01.api_keys_expire

import data.lens.lib.finding

_params := input.params["GENSEC01-BP01/api-keys-expire"]

_day := ((24 * 60) * 60) * 1000000000

_keys := [c |
	some c in input.resources["AWS::IAM::ServiceSpecificCredential"]
	c.properties.ServiceName == "bedrock.amazonaws.com"
]

subjects contains _subject(key) if some key in _keys

violations contains finding.of(_subject(key), fault.message, array.concat([key.properties.UserName], fault.arguments), [
	{"id": key.id, "pointer": "/properties/Status"},
	{"id": key.id, "pointer": "/properties/ExpirationDate"},
]) if {
	some key in _keys
	not _off(key)
	not _expired(key)
	fault := _fault(key)
}

# The listing names the user and not its path.
_subject(key) := {
	"type": "AWS::IAM::User",
	"id": sprintf("arn:%s:iam::%s:user/%s", [input.partition, input.account, key.properties.UserName]),
	"region": key.region,
	"item": key.properties.ServiceSpecificCredentialId,
}

_off(key) if key.properties.Status in {"Inactive", "Expired"}

_expired(key) if time.parse_rfc3339_ns(key.properties.ExpirationDate) <= time.parse_rfc3339_ns(input.started)

_fault(key) := {"message": "no-end", "arguments": []} if {
	not key.properties.ExpirationDate
} else := {"message": "too-old", "arguments": [_lifetime(key), _params.max_lifetime_days]} if {
	_lifetime(key) > _params.max_lifetime_days
} else := {"message": "long-term", "arguments": [key.properties.ExpirationDate]} if {
	not _params.allow_long_term_keys
}

# In days; a day that has begun counts whole.
_lifetime(key) := ceil((_time(key.properties.ExpirationDate) - _time(key.properties.CreateDate)) / _day)

_time(text) := time.parse_rfc3339_ns(text)
