# METADATA
# title: Scope model invocation permissions to named models or inference profiles
# description: A permission on every model admits the dearest one, and those that nobody has tested for this use.
# custom:
#   id: GENSEC01-BP01/model-invoke-resource-scoped
#   severity: high
#   precision: very-high
#   mode: automated
#   resources: [AWS::IAM::ManagedPolicy, AWS::IAM::Role, AWS::IAM::User, AWS::IAM::Group]
#   lists: [iam:GetAccountAuthorizationDetails]
#   evidence: []
#   params:
#     allow_provider_wildcard: false
#   remediation: Name the inference profile and the models behind it, and tie the models to the profile with the condition key bedrock:InferenceProfileArn.
#   iac: {terraform: aws_iam_policy.policy, cloudformation: AWS::IAM::ManagedPolicy PolicyDocument}
package lens.controls.gensec01_bp01.model_invoke_resource_scoped

import data.lens.lib.conditions
import data.lens.lib.documents
import data.lens.lib.resources
import data.lens.lib.statements
import data.lens.lib.text

_params := input.params["GENSEC01-BP01/model-invoke-resource-scoped"]

_actions := {"bedrock:invokemodel", "bedrock:invokemodelwithresponsestream", "bedrock:createmodelinvocationjob"}

_kinds := {"foundation-model", "inference-profile", "application-inference-profile", "provisioned-model", "imported-model", "custom-model-deployment"}

# What stands for whole services is no-service-wildcard-actions' matter.
_allows := [allow | some allow in statements.allows; count(allow.named & _actions) > 0]

subjects contains documents.subject(allow) if some allow in _allows

violations contains {
	"subject": documents.subject(allow),
	"message": sprintf("a statement lets models be called on %s", [reach]),
	"proof": [{"id": allow.id, "pointer": pointer}],
} if {
	some allow in _allows
	some [reach, pointer] in _faults(allow)
}

_faults(allow) := {["all resources but those of NotResource", sprintf("%s/NotResource", [allow.pointer])]} if allow.statement.NotResource

_faults(allow) := {[sprintf("%s, which is %s", [text.quoted(pattern), reach]), sprintf("%s/Resource/%d", [allow.pointer, i])] |
	some i, pattern in allow.statement.Resource
	some reach in _reaches(pattern, _excused(allow.statement))
} if {
	allow.statement.Resource
}

# What a Resource pattern admits that it should not: every thing of a kind, or every model of a provider. `excused` kinds may be broad.
_reaches(pattern, excused) := {concat(", ", [sprintf("every %s", [kind]) | some kind in sort(kinds)])} if {
	kinds := resources.broad[pattern] & (_kinds - excused)
	count(kinds) > 0
} else := {"every model of a provider"} if {
	_provider_wide(pattern)
	not "foundation-model" in excused
} else := set()

# A wildcard before the dot behind the provider's name stands for many providers, one right behind it for all models of one.
_provider_wide(pattern) if regex.match(`foundation-model/[^.*?]*[*?]`, pattern)

_provider_wide(pattern) if {
	not _params.allow_provider_wildcard
	regex.match(`foundation-model/[^.*?]*\.[*?]`, pattern)
}

# Models that may only be called through named profiles are as narrow as those.
_excused(statement) := {"foundation-model" |
	some [operator, key, values] in conditions.restricting(statement)
	key == "bedrock:inferenceprofilearn"
	operator != "null"
	every value in values { count(_profiles(value)) == 0 }
}

# The kinds of profiles for which a value is broad, whatever its Region.
_profiles(value) := {kind |
	some kind in {"inference-profile", "application-inference-profile"}
	every probe in resources.kinds[kind] { resources.covers(resources.placed(value), probe) }
}
