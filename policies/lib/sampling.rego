# METADATA
# title: How random the answers of a model may be
# description: |
#   The temperature and top-p that a prompt, an evaluator or a harness sets: in the members that AWS
#   has for them, or in the fields that are passed on to the model. Undefined if it sets none.
package lens.lib.sampling

temperature(config) := _set(config, {"temperature"})

top_p(config) := _set(config, {"topP", "top_p"})

# The largest, if it is set twice.
_set(config, names) := max({value |
	some part in [
		object.get(config, ["inferenceConfiguration", "text"], {}),
		object.get(config, "inferenceConfig", {}),
		object.get(config, ["additionalModelRequestFields", "redacted", "signs"], {}),
		object.get(config, ["additionalParams", "redacted", "signs"], {}),
		config,
	]
	some name in names
	value := part[name]
	is_number(value)
})
