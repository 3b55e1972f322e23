package lens_test.genperf02_bp02.low_randomness_for_repeatable_output_test

import data.lens_test.testing

_control := "GENPERF02-BP02/low-randomness-for-repeatable-output"

_id := testing.arn("bedrock", "prompt/GUIDE00001")

_model := "us.amazon.nova-lite-v1:0"

_text(flags) := {"text": {"text": {"redacted": {
	"length": 9,
	"hmac": "",
	"signs": object.union({"static": 9}, flags),
}}}}

_forced(choice) := {"chat": {"system": [], "toolConfiguration": {"tools": [], "toolChoice": choice}}}

_tool := {"tool": {"name": {"redacted": {"length": 9, "hmac": ""}}}}

_variant(template, settings) := {
	"name": "a",
	"modelId": _model,
	"templateConfiguration": template,
	"inferenceConfiguration": {"text": settings},
}

_prompt(template, settings) := testing.record(
	"AWS::Bedrock::Prompt",
	_id,
	{"variants": [_variant(template, settings)]},
)

_judge(type, config) := testing.record(
	"AWS::BedrockAgentCore::Evaluator",
	testing.arn("bedrock-agentcore", "evaluator/strict-abcdefghij"),
	{"evaluatorType": type, "status": "ACTIVE", "evaluatorConfig": config},
)

_kinds(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

_verdict(template, settings) := _kinds([_prompt(template, settings)], [])

_json := _text({"json": true})

test_high_temperature_fails if {
	testing.results(_control, testing.facts([_prompt(_json, {"temperature": 0.75})], {}, [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::Bedrock::Prompt", "id": _id, "region": "us-east-1", "item": "DRAFT/a"},
		"message": "its output must be repeatable, its temperature is 0.75, and at most 0.5 is allowed",
		"proof": [{"id": _id, "pointer": "/properties/variants/0"}],
		"causes": [],
	}]
	_verdict(_json, {"temperature": 0.75, "topP": 0.1}) == ["fail"]
}

test_low_temperature_passes if {
	every value in [0, 0.5] { _verdict(_json, {"temperature": value}) == ["pass"] }
	_verdict(_json, {"temperature": 0.25, "topP": 0.99}) == ["pass"]
	_verdict(_json, {"topP": 0.9}) == ["pass"]
}

_messages(settings) := testing.messages(_control, testing.facts([_prompt(_json, settings)], {}, []))

test_neither_or_a_wide_top_p_fails if {
	start := "its output must be repeatable"
	_messages({}) == [sprintf("%s, and it sets neither temperature nor top-p", [start])]
	wide := "it sets no temperature, its top-p is 0.99, and at most 0.9 is allowed"
	_messages({"topP": 0.99}) == [sprintf("%s, %s", [start, wide])]
}

test_what_must_be_repeatable if {
	every flag in ["json", "xml", "classify", "only_output"] { _verdict(_text({flag: true}), {}) == ["fail"] }
	every choice in [_tool, {"any": {}}] { _verdict(_forced(choice), {}) == ["fail"] }
	every template in [_text({}), _text({"json": false}), _forced({"auto": {}})] {
		_verdict(template, {}) == ["not_applicable"]
	}
}

test_parameters if {
	other := testing.facts([_prompt(_json, {})], {_control: {"structured_signs": ["xml"]}}, [])
	testing.kinds(_control, other) == ["not_applicable"]
	every pattern in ["amazon.nova-lite*", _model] {
		exempt := testing.facts([_prompt(_json, {})], {_control: {"no_sampling_models": [pattern]}}, [])
		testing.kinds(_control, exempt) == ["not_applicable"]
	}
}

_own := _text({"structured": true})

test_phrases_of_the_configuration if {
	_verdict(_own, {}) == ["fail"]
	other := object.union(testing.facts([_prompt(_own, {})], {}, []), {"other_signs": ["structured"]})
	testing.kinds(_control, other) == ["unknown"]
	message := "the phrases under signs in genai-lens.yaml changed after its text was read, so scan again"
	testing.messages(_control, other) == [message]
	unasked := object.union(other, {"params": object.union(other.params, {_control: object.union(
		other.params[_control],
		{"structured_signs": ["json"]},
	)})})
	testing.kinds(_control, unasked) == ["not_applicable"]
	known := object.union(testing.facts([_prompt(_json, {})], {}, []), {"other_signs": ["structured"]})
	testing.kinds(_control, known) == ["fail"]
}

_config(kind, model) := {kind: {"modelConfig": model}}

test_judges if {
	calm := {"bedrockEvaluatorModelConfig": {"modelId": _model, "inferenceConfig": {"temperature": 0}}}
	wild := {"responsesEvaluatorModelConfig": {"modelId": _model, "temperature": 1}}
	_kinds([_judge("Custom", _config("llmAsAJudge", calm))], []) == ["pass"]
	_kinds([_judge("Custom", _config("llmAsAJudge", wild))], []) == ["fail"]
	_kinds([_judge("CustomDerived", _config("derived", wild))], []) == ["fail"]
	unset := _judge("Custom", _config("llmAsAJudge", {"bedrockEvaluatorModelConfig": {"modelId": _model}}))
	document := testing.facts([unset], {}, [])
	testing.verdicts(_control, document) == {["fail", unset.id, ""]}
	pointer := "/properties/evaluatorConfig/llmAsAJudge/modelConfig"
	testing.proofs(_control, document) == [{"id": unset.id, "pointer": pointer}]
}

test_version_that_nothing_names_is_a_review if {
	version := testing.record("AWS::Bedrock::PromptVersionSummary", sprintf("%s:1", [_id]), {
		"version": "1",
		"variants": [_variant(_json, {})],
	})
	_kinds([testing.record("AWS::Bedrock::Prompt", _id, {"variants": []}), version], []) == ["review"]
}

test_what_was_not_read_is_unknown if {
	gap := testing.gap("bedrock-agent:GetPrompt", _id)
	_kinds([testing.record("AWS::Bedrock::Prompt", _id, {})], [gap]) == ["unknown"]
	judge := object.union(_judge("Custom", {}), {"properties": {"evaluatorType": "Custom", "status": "ACTIVE"}})
	lost := testing.gap("bedrock-agentcore-control:GetEvaluator", judge.id)
	_kinds([testing.without(judge, "evaluatorConfig")], [lost]) == ["unknown"]
	every operation in ["bedrock-agent:ListPrompts", "bedrock-agentcore-control:ListEvaluators"] {
		_kinds([], [testing.gap(operation, "us-east-1")]) == ["unknown"]
	}
	_kinds([_prompt(_json, {})], [gap]) == ["fail"]
}

test_nothing_not_applicable if {
	_kinds([], []) == ["not_applicable"]
	agent := testing.record("AWS::Bedrock::Prompt", _id, {"variants": [{"name": "a", "genAiResource": {}}]})
	_kinds([agent], []) == ["not_applicable"]
}
