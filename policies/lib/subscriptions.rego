# METADATA
# title: Which statements let somebody subscribe to models or accept their terms
# description: |
#   AWS Marketplace sells models of other providers. Amazon Bedrock asks for further agreements. None
#   of these actions has resource types, so only a condition limits which models are meant.
package lens.lib.subscriptions

import data.lens.lib.actions
import data.lens.lib.conditions
import data.lens.lib.statements as library
import data.lens.lib.wildcards

# [{allow, subscribes, accepts}, ...]: the Allow statements for these actions. `allow` is one of
# lib/statements.rego. `subscribes` is any-product, through-bedrock, named, or empty for a
# statement that does not allow aws-marketplace:Subscribe. `accepts` are the actions of Amazon
# Bedrock. no-service-wildcard-actions judges whole services, but not AWS Marketplace.
statements := [{"allow": allow, "subscribes": subscribes, "accepts": accepts} |
	some allow in library.allows
	accepts := {_accepting[action] | some action in allow.named}
	subscribes := _subscribes(allow)
	count(accepts) + count(subscribes) > 0
]

_accepting := {lower(name): name |
	some name in [
		"bedrock:CreateFoundationModelAgreement", "bedrock:PutFoundationModelEntitlement",
		"bedrock:PutUseCaseForModelAccess",
	]
}

_subscribes(allow) := "" if {
	not _may_subscribe(allow)
} else := "named" if {
	_limited(allow.statement)
} else := "through-bedrock" if {
	_through_bedrock(allow.statement)
} else := "any-product"

_may_subscribe(allow) if "aws-marketplace:subscribe" in allow.named

_may_subscribe(allow) if {
	some pattern in allow.statement.Action
	"aws-marketplace:subscribe" in actions.of([pattern])
	not actions.matches(pattern, "aws-external-anthropic:aaaa")
}

_limited(statement) if {
	some [_, key, values] in conditions.restricting(statement)
	key == "aws-marketplace:productid"
	every value in values { _names_product(value) }
}

# A value that matches two ids of models with nothing but the prefix in common matches most of them.
_names_product(value) if {
	pattern := regex.replace(value, `\$\{[^}]*\}`, "*")
	count({id | some id in ["prod-abcdefghijklm", "prod-nopqrstuvwxyz"]; wildcards.matches(pattern, id)}) < 2
}

_through_bedrock(statement) if {
	some [_, key, values] in conditions.restricting(statement)
	key in {"aws:calledvia", "aws:calledviafirst", "aws:calledvialast"}
	every value in values { value == "bedrock.amazonaws.com" }
}
