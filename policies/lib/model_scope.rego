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

# Whether a Resource pattern matches every model or inference profile of a provider. A wildcard
# directly after the dot that follows the provider's name does this, and is accepted if `allowed`. A
# wildcard before that dot matches those of several providers. A geography may come before the
# provider of a profile.
whole_provider(pattern, _) if regex.match(sprintf("%s[^.*?]*[*?]", [_before]), pattern)

whole_provider(pattern, allowed) if {
	not allowed
	regex.match(sprintf(`%s[^.*?]*[.][*?]`, [_before]), pattern)
}

_before := `:(foundation-model/|inference-profile/((apac|au|ca|eu|global|jp|us|us-gov)[.])?)`

# The kinds for which a statement may be broad. If models can only be called through named profiles,
# the profiles limit them.
excused(statement) := {"foundation-model" |
	some [operator, key, values] in conditions.restricting(statement)
	key == "bedrock:inferenceprofilearn"
	operator != "null"
	every value in values { not all_profiles(value) }
}

# Whether a value of a condition matches every profile of a kind, or of a geography, in its Region.
all_profiles(value) if {
	pattern := regex.replace(value, `\$\{[^}]*\}`, "*")
	count(resources.breadth_of(pattern) & {"inference-profile", "application-inference-profile"}) > 0
}
