# METADATA
# title: Have no long-term API keys for models, or let them expire soon
# description: A long-term key is a password for models that works from anywhere, forever if it has no expiry.
# custom:
#   id: GENSEC01-BP01/api-keys-expire
#   severity: critical
#   precision: very-high
#   mode: automated
#   resources: [AWS::IAM::User]
#   lists: [iam:ListServiceSpecificCredentials]
#   evidence: [iam:GetAccountAuthorizationDetails]
#   params:
#     max_lifetime_days: 30
#     allow_long_term_keys: false
#     services: [bedrock.amazonaws.com, aws-external-anthropic.amazonaws.com]
#   messages:
#     no-end: the active API key for %s never expires
#     too-old: the active API key for %s is valid for %s, longer than the allowed %s
#     long-term: the active API key for %s is a long-term key (expires %s)
#   item: credential
#   remediation: >-
#     Delete the key and use short-term keys or a role's credentials. If a long-term key must stay,
#     create it again with an expiry in days.
package lens.controls.gensec01_bp01.api_keys_expire

import data.lens.lib.api_keys
import data.lens.lib.finding

_params := input.params["GENSEC01-BP01/api-keys-expire"]

_keys := api_keys.of(_params.services)

subjects contains subject if {
	some key in _keys
	subject := api_keys.subject(key)
}

violations contains finding.of(subject, message, arguments, proof) if {
	some key in _keys
	api_keys.active(key)
	subject := api_keys.subject(key)
	[message, terms] := _fault(key, _params.max_lifetime_days, _params.allow_long_term_keys)
	proof := [
		{"id": key.id, "pointer": "/properties/Status"},
		{"id": key.id, "pointer": "/properties/ExpirationDate"},
	]
	arguments := array.concat([api_keys.service(key)], terms)
}

# The listing of users only gives the path of a user.
proven := subjects - {found.subject | some found in violations}

# [name of a message, its arguments after the service].
_fault(key, most_days, allowed) := ["no-end", []] if {
	not key.properties.ExpirationDate
} else := ["too-old", [{"days": days, "beside": most_days}, {"days": most_days, "beside": days}]] if {
	days := api_keys.lifetime(key)
	days > most_days
} else := ["long-term", [date]] if {
	not allowed
	date := substring(key.properties.ExpirationDate, 0, 10)
}
