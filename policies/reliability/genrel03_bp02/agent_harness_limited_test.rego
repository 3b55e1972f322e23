package lens_test.genrel03_bp02.agent_harness_limited_test

import data.lens_test.testing

_control := "GENREL03-BP02/agent-harness-limited"

_id := testing.arn("bedrock-agentcore", "harness/coach")

_limits := {"maxIterations": 50, "timeoutSeconds": 900, "maxTokens": 4000}

_harness(properties) := testing.record(
	"AWS::BedrockAgentCore::Harness",
	_id,
	object.union({"status": "READY"}, properties),
)

_good := _harness(_limits)

_kinds(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

_messages(properties) := testing.messages(_control, testing.facts([_harness(properties)], {}, []))

test_limits_pass if _kinds([_good], []) == ["pass"]

test_many_iterations_fail if {
	properties := object.union(_limits, {"maxIterations": 51})
	testing.results(_control, testing.facts([_harness(properties)], {}, [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::BedrockAgentCore::Harness", "id": _id, "region": "us-east-1", "item": ""},
		"message": "the limit is 51 iterations, and at most 50 are allowed",
		"proof": [{"id": _id, "pointer": "/properties/maxIterations"}],
		"causes": [],
	}]
}

test_long_timeout_fails if {
	_messages(object.union(_limits, {"timeoutSeconds": 1800})) == [
		"the timeout is 30 minutes, and at most 15 minutes are allowed",
	]
}

test_each_limit_is_asked_for if {
	_messages({}) == [concat("; ", [
		"it has no limit of iterations",
		"it has no limit of tokens",
		"it has no timeout",
	])]
	model := {"bedrockModelConfig": {"modelId": "amazon.nova-pro-v1:0", "maxTokens": 100}}
	properties := object.union(object.remove(_limits, ["maxTokens"]), {"model": model})
	_messages(properties) == ["it has no limit of tokens"]
}

test_hook_without_a_timeout_passes if {
	hook := {"beforeToolCall": {"name": "h", "target": {"lambda": {"arn": "x"}}}}
	_kinds([_harness(object.union(_limits, {"hooks": [hook]}))], []) == ["pass"]
}

test_limits_are_parameters if {
	params := {_control: {"max_iterations": 20, "max_timeout_seconds": 60}}
	testing.messages(_control, testing.facts([_good], params, [])) == [concat("; ", [
		"the limit is 50 iterations, and at most 20 are allowed",
		"the timeout is 15 minutes, and at most 1 minute are allowed",
	])]
}

test_harness_that_is_not_ready_not_applicable if {
	_kinds([_harness({"status": "CREATING"})], []) == ["not_applicable"]
	_kinds([], []) == ["not_applicable"]
}

test_harness_that_was_not_read_unknown if {
	_kinds([_good], [testing.gap("bedrock-agentcore-control:GetHarness", _id)]) == ["unknown"]
}

test_denied_listing_unknown if {
	_kinds([], [testing.gap("bedrock-agentcore-control:ListHarnesses", "us-east-1")]) == ["unknown"]
}
