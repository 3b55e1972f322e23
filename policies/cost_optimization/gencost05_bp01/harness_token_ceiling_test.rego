package lens_test.gencost05_bp01.harness_token_ceiling_test

import data.lens_test.testing

_control := "GENCOST05-BP01/harness-token-ceiling"

_id := testing.arn("bedrock-agentcore", "harness/coach")

_harness(properties) := testing.record(
	"AWS::BedrockAgentCore::Harness",
	_id,
	object.union({"status": "READY"}, properties),
)

_model(kind, limits) := {"model": {kind: object.union({"modelId": "amazon.nova-pro-v1:0"}, limits)}}

_answers(tokens) := _model("bedrockModelConfig", {"maxTokens": tokens})

_kinds(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

_facts(properties) := testing.facts([_harness(properties)], {}, [])

_passes(properties) if _kinds([_harness(properties)], []) == ["pass"]

_fails(properties) if _kinds([_harness(properties)], []) == ["fail"]

test_limit_of_a_run_passes if {
	_passes({"maxTokens": 200000})
	_passes(object.union(_answers(8192), {"maxTokens": 50000, "maxIterations": 100}))
}

test_high_limit_of_a_run_fails if {
	testing.results(_control, _facts({"maxTokens": 200001})) == [{
		"kind": "fail",
		"subject": {"type": "AWS::BedrockAgentCore::Harness", "id": _id, "region": "us-east-1", "item": ""},
		"message": "the limit of a run is 200001 tokens, and at most 200000 are allowed",
		"proof": [{"id": _id, "pointer": "/properties/maxTokens"}],
		"causes": [],
	}]
	_fails(object.union(_answers(10), {"maxTokens": 300000}))
}

test_iterations_with_short_answers_pass if {
	_passes(object.union(_answers(4000), {"maxIterations": 50}))
	_passes(_answers(2666)) # AWS stops after 75 iterations
}

test_iterations_with_long_answers_fail if {
	facts := _facts(object.union(_answers(4000), {"maxIterations": 51}))
	testing.messages(_control, facts) == [concat(" ", [
		"a run has no limit of tokens, so it may generate 204000: 51 iterations with up to 4000 each;",
		"at most 200000 are allowed",
	])]
	testing.proofs(_control, facts) == [{"id": _id, "pointer": "/properties/model"}]
	_fails(_answers(2667))
}

test_models_of_others_count if {
	every kind in ["openAiModelConfig", "geminiModelConfig", "liteLlmModelConfig"] {
		_passes(_model(kind, {"maxTokens": 1000}))
		_fails(_model(kind, {"maxTokens": 8192}))
		_fails(_model(kind, {}))
	}
}

_fields(tokens) := {"additionalParams": {"redacted": {
	"length": 9,
	"hmac": "x",
	"signs": {"max_tokens": tokens},
}}}

test_limit_under_a_name_of_the_model_counts if {
	_passes(_model("openAiModelConfig", _fields(2000)))
	_fails(_model("openAiModelConfig", _fields(4000)))
}

test_no_limit_of_tokens_fails if {
	facts := _facts(object.union(_model("bedrockModelConfig", {}), {"maxIterations": 5}))
	testing.messages(_control, facts) == [concat(" ", [
		"neither a run nor an answer of its model has a limit of tokens",
		"(GENREL03-BP02/agent-harness-limited asks for that of the run too)",
	])]
	testing.proofs(_control, facts) == [{"id": _id, "pointer": "/properties"}]
	_fails({})
}

test_limits_are_parameters if {
	params := {_control: {"max_run_tokens": 1000, "default_iterations": 10}}
	testing.kinds(_control, testing.facts([_harness(_answers(100))], params, [])) == ["pass"]
	testing.kinds(_control, testing.facts([_harness(_answers(101))], params, [])) == ["fail"]
}

test_harness_that_is_not_ready_not_applicable if {
	_kinds([_harness({"status": "CREATING"})], []) == ["not_applicable"]
	_kinds([], []) == ["not_applicable"]
}

test_harness_that_was_not_read_unknown if {
	_kinds([_harness({})], [testing.gap("bedrock-agentcore-control:GetHarness", _id)]) == ["unknown"]
}

test_denied_listing_unknown if {
	_kinds([], [testing.gap("bedrock-agentcore-control:ListHarnesses", "us-east-1")]) == ["unknown"]
}
