package lens_test.genperf02_bp02.one_sampling_control_test

import data.lens_test.testing

_control := "GENPERF02-BP02/one-sampling-control"

_id := testing.arn("bedrock", "prompt/GUIDE00001")

_settings(found) := {"name": "a", "modelId": "m", "inferenceConfiguration": {"text": found}}

_prompt(found) := testing.record("AWS::Bedrock::Prompt", _id, {"variants": [_settings(found)]})

_harness(found) := testing.record(
	"AWS::BedrockAgentCore::Harness",
	testing.arn("bedrock-agentcore", "harness/coach-abc1234567"),
	{"status": "READY", "model": {"openAiModelConfig": object.union({"modelId": "m"}, found)}},
)

_kinds(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

_both := {"temperature": 0.5, "topP": 0.75}

test_both_fail if {
	testing.results(_control, testing.facts([_prompt(_both)], {}, [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::Bedrock::Prompt", "id": _id, "region": "us-east-1", "item": "DRAFT/a"},
		"message": "its temperature is 0.5, and its top-p is 0.75",
		"proof": [{"id": _id, "pointer": "/properties/variants/0"}],
		"causes": [],
	}]
	_kinds([_prompt({"temperature": 0, "topP": 0})], []) == ["fail"]
}

test_one_or_none_passes if {
	every found in [{}, {"temperature": 0.2}, {"temperature": 0.2, "topP": 1}, {"temperature": 1, "topP": 0.5}] {
		_kinds([_prompt(found)], []) == ["pass"]
	}
}

test_harness if {
	document := testing.facts([_harness(_both)], {}, [])
	testing.proofs(_control, document) == [{"id": _harness(_both).id, "pointer": "/properties/model"}]
	testing.kinds(_control, document) == ["fail"]
	_kinds([_harness({"topP": 0.5})], []) == ["pass"]
	every status, kind in {"UPDATING": "fail", "UPDATE_FAILED": "fail", "CREATING": "not_applicable"} {
		_kinds([object.union(_harness(_both), {"properties": {"status": status}})], []) == [kind]
	}
}

test_inline_prompt_and_version if {
	flow := testing.record(
		"AWS::Bedrock::Flow",
		testing.arn("bedrock", "flow/ROUTE00001"),
		{"definition": {"nodes": [{
			"name": "ask",
			"type": "Prompt",
			"configuration": {"prompt": {"sourceConfiguration": {"inline": _settings(_both)}}},
		}]}},
	)
	testing.verdicts(_control, testing.facts([flow], {}, [])) == {["fail", flow.id, "DRAFT/ask"]}
	version := testing.record("AWS::Bedrock::PromptVersionSummary", sprintf("%s:1", [_id]), {
		"version": "1",
		"variants": [_settings(_both)],
	})
	_kinds([testing.record("AWS::Bedrock::Prompt", _id, {"variants": []}), version], []) == ["review"]
}

test_what_was_not_read_is_unknown if {
	gap := testing.gap("bedrock-agent:GetPrompt", _id)
	_kinds([testing.record("AWS::Bedrock::Prompt", _id, {})], [gap]) == ["unknown"]
	harness := testing.record("AWS::BedrockAgentCore::Harness", _harness({}).id, {"status": "READY"})
	_kinds([harness], [testing.gap("bedrock-agentcore-control:GetHarness", harness.id)]) == ["unknown"]
	flow := testing.record("AWS::Bedrock::Flow", testing.arn("bedrock", "flow/ROUTE00001"), {})
	_kinds([flow], [testing.gap("bedrock-agent:GetFlow", flow.id)]) == ["unknown"]
	every operation in ["bedrock-agent:ListPrompts", "bedrock-agentcore-control:ListHarnesses"] {
		_kinds([], [testing.gap(operation, "us-east-1")]) == ["unknown"]
	}
	_kinds([_prompt(_both)], [gap]) == ["fail"]
}

test_nothing_not_applicable if {
	_kinds([], []) == ["not_applicable"]
	agent := testing.record("AWS::Bedrock::Prompt", _id, {"variants": [{"name": "a", "genAiResource": {}}]})
	_kinds([agent], []) == ["not_applicable"]
}
