# METADATA
# title: Have no long-term Amazon Bedrock API keys, or let them expire soon
# description: A long-term key is a password for models that works from anywhere, forever if it has no expiry.
# custom:
#   id: GENSEC01-BP01/api-keys-expire
#   severity: critical
#   precision: very-high
#   mode: automated
#   resources: [AWS::IAM::User]
#   lists: [iam:ListServiceSpecificCredentials]
#   evidence: []
#   params: {max_lifetime_days: 30, allow_long_term_keys: false}
#   messages:
#     no-end: the active Bedrock API key of user %s never expires
#     too-old: the active Bedrock API key of user %s lives %s days, and %s are allowed
#     long-term: the active Bedrock API key of user %s is a long-term key, valid until %s
#   item: credential
#   remediation: >-
#     Delete the key and use short-term keys or a role's credentials. If a long-term key must stay,
#     create it again with an expiry in days.
package lens.controls.gensec01_bp01.api_keys_expire

import data.lens.lib.api_keys
import data.lens.lib.finding

_params := input.params["GENSEC01-BP01/api-keys-expire"]

subjects contains subject if {
	some key in api_keys.all_keys
	subject := api_keys.subject(key)
}

violations contains finding.of(subject, message, arguments, proof) if {
	some key in api_keys.all_keys
	api_keys.active(key)
	subject := api_keys.subject(key)
	user := key.properties.UserName
	[message, terms] := _fault(key, _params.max_lifetime_days, _params.allow_long_term_keys)
	proof := [
		{"id": key.id, "pointer": "/properties/Status"},
		{"id": key.id, "pointer": "/properties/ExpirationDate"},
	]
	arguments := array.concat([user], terms)
}

# [name of a message, its arguments after the user].
_fault(key, most_days, allowed) := ["no-end", []] if {
	not key.properties.ExpirationDate
} else := ["too-old", [days, most_days]] if {
	days := api_keys.lifetime(key)
	days > most_days
} else := ["long-term", [key.properties.ExpirationDate]] if {
	not allowed
}
