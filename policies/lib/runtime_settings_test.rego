package lens_test.runtime_settings_test

import data.lens.lib.runtime_settings
import data.lens_test.testing

_id := testing.arn("bedrock-agentcore", "runtime/planner-abc1234567")

_signs := {"credentials": 1}

_runtime := testing.record("AWS::BedrockAgentCore::Runtime", _id, {
	"agentRuntimeVersion": "2",
	"environmentVariables": {"redacted": {"length": 9, "hmac": "x", "signs": _signs}},
})

# The version that is the newest too is not said twice.
test_each_place_once if {
	type := "AWS::BedrockAgentCore::RuntimeVersion"
	version := testing.record(type, sprintf("%s:2", [_id]), _runtime.properties)
	facts := testing.facts([_runtime, version], {}, [])
	all := runtime_settings.all with input as facts
	all == {{
		"subject": {"type": "AWS::BedrockAgentCore::Runtime", "id": _id, "region": "us-east-1", "item": ""},
		"kind": "variables",
		"said": [],
		"place": {"id": _id, "pointer": "/properties/environmentVariables"},
		"signs": _signs,
	}}
}

test_null_is_nothing if {
	runtime := testing.record("AWS::BedrockAgentCore::Runtime", _id, {"environmentVariables": null})
	facts := testing.facts([runtime], {}, [])
	all := runtime_settings.all with input as facts
	all == set()
}
