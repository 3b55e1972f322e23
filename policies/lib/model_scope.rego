# METADATA
# title: Scope of permissions to invoke models
# description: |
#   The actions that invoke a model, the kinds of resources that they work on, and how broad a
#   statement is for them.
package lens.lib.model_scope

import data.lens.lib.conditions
import data.lens.lib.resources

actions := {
	"bedrock:invokemodel", "bedrock:invokemodelwithresponsestream",
	"bedrock:createmodelinvocationjob",
}

# The kinds of models and profiles that these actions work on.
kinds := resources.of_action["bedrock:invokemodel"]

# Whether a Resource pattern matches every model of a provider. A wildcard directly after the dot
# that follows the provider's name does this, and is accepted if `allowed`. A wildcard before that
# dot matches the models of several providers.
whole_provider(pattern, _) if regex.match(`foundation-model/[^.*?]*[*?]`, pattern)

whole_provider(pattern, allowed) if {
	not allowed
	regex.match(`foundation-model/[^.*?]*\.[*?]`, pattern)
}

# The kinds for which a statement may be broad. If models can only be called through named profiles,
# the profiles limit them.
excused(statement) := {"foundation-model" |
	some [operator, key, values] in conditions.restricting(statement)
	key == "bedrock:inferenceprofilearn"
	operator != "null"
	every value in values { count(_profiles(value)) == 0 }
}

# The kinds of profiles for which a value matches every profile in its Region.
_profiles(value) := {kind |
	some kind in {"inference-profile", "application-inference-profile"}
	every probe in _probes[kind] { resources.covers(resources.placed(value), probe) }
}

_probes := resources.kinds
