# METADATA
# title: Which foundation models are of one family
# description: |
#   A family is a provider, the first word in the id of a model, and the word for a size or a class,
#   whatever the generation: haiku, lite, large. Where an id has no such word, all its parts without
#   numbers of versions and dates are the family.
package lens.lib.model_families

import data.lens.lib.wildcards

# The provider of a model, by its normal id (lib/models_in_use.rego).
provider(id) := split(id, ".")[0]

# Whether two models of one provider are of one family. `patterns` name further families.
same(one, other, _) if {
	provider(one) == provider(other)
	family(one) == family(other)
}

same(one, other, patterns) if {
	provider(one) == provider(other)
	some pattern in patterns
	wildcards.matches(pattern, one)
	wildcards.matches(pattern, other)
}

family(id) := words if {
	classes := {part | some part in _parts(id); part in _words}
	count(classes) > 0
	words := classes | {_first(id)}
} else := _parts(id)

_words := {
	"haiku", "sonnet", "opus", "instant",
	"micro", "lite", "pro", "premier",
	"nano", "mini", "small", "medium", "large", "plus",
	"maverick", "scout",
}

_first(id) := regex.replace(split(substring(id, count(provider(id)) + 1, -1), "-")[0], `[0-9.]+$`, "")

# `llama3-1-70b-instruct-v1:0` has the parts llama, 70b and instruct.
_parts(id) := {part |
	some text in split(split(substring(id, count(provider(id)) + 1, -1), ":")[0], "-")
	not regex.match(`^v?[0-9.]+$`, text)
	part := regex.replace(text, `[0-9.]+$`, "")
}
