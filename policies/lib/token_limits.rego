# METADATA
# title: How many tokens a call of a model may return
# description: |
#   The limit stands among the inference parameters, or under a name of the model's own among the
#   additional fields, of which a snapshot holds some numbers. Zero is no limit.
package lens.lib.token_limits

# The limit that a prompt, a node of a flow or the model of a harness sets. Undefined if there is
# none. Of several limits the highest counts.
of(config) := max(limits) if {
	limits := {limit | some limit in _written(config); is_number(limit); limit > 0}
	count(limits) > 0
}

_written(config) := {limit |
	some path in _paths
	limit := object.get(config, path, 0)
} | {limit |
	some member in ["additionalModelRequestFields", "additionalParams"]
	some name in _names
	limit := object.get(config, [member, "redacted", "signs", name], 0)
}

# Of a prompt or node, of a node's orchestration, of an agent's prompt, and of a harness's model.
_paths := [
	["inferenceConfiguration", "text", "maxTokens"],
	["inferenceConfig", "text", "maxTokens"],
	["inferenceConfiguration", "maximumLength"],
	["maxTokens"],
]

_names := ["max_tokens", "maxTokens", "max_gen_len", "max_completion_tokens"]
