package lens_test.gencost03_bp02.prompt_max_tokens_test

import data.lens_test.testing

_control := "GENCOST03-BP02/prompt-max-tokens"

_id := testing.arn("bedrock", "prompt/GUIDE00001")

_variant(more) := object.union({"name": "a", "modelId": "amazon.nova-lite-v1:0"}, more)

_limit(n) := {"inferenceConfiguration": {"text": {"maxTokens": n}}}

_field(name, n) := {"additionalModelRequestFields": {"redacted": {
	"length": 9,
	"hmac": "",
	"signs": {name: n},
}}}

_prompt(variants) := testing.record("AWS::Bedrock::Prompt", _id, {"variants": variants})

_kinds(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

_verdict(more) := _kinds([_prompt([_variant(more)])], [])

_none := "it has no limit of the response's tokens"

test_no_limit_fails if {
	testing.results(_control, testing.facts([_prompt([_variant({})])], {}, [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::Bedrock::Prompt", "id": _id, "region": "us-east-1", "item": "DRAFT/a"},
		"message": _none,
		"proof": [{"id": _id, "pointer": "/properties/variants/0"}],
		"causes": [],
	}]
	every more in [_limit(0), _field("temperature", 0.5)] { _verdict(more) == ["fail"] }
}

test_limit_passes if {
	_verdict(_limit(4096)) == ["pass"]
	every name in ["max_tokens", "maxTokens", "max_gen_len", "max_completion_tokens"] {
		_verdict(_field(name, 500)) == ["pass"]
	}
}

test_high_limit_fails if {
	message := "the limit of the response is 4097 tokens, and at most 4096 are allowed"
	field := _field("max_tokens", 4097)
	every more in [_limit(4097), field, object.union(_limit(5), field)] {
		testing.messages(_control, testing.facts([_prompt([_variant(more)])], {}, [])) == [message]
	}
}

test_all_variants_count if {
	second := object.union(_variant({}), {"name": "b"})
	document := testing.facts([_prompt([_variant(_limit(9)), second])], {}, [])
	testing.verdicts(_control, document) == {["pass", _id, "DRAFT/a"], ["fail", _id, "DRAFT/b"]}
}

_model(kinds) := testing.record(
	"AWS::Bedrock::FoundationModel",
	"arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0",
	{"modelId": "amazon.nova-lite-v1:0", "outputModalities": kinds},
)

test_agents_and_pictures_not_applicable if {
	agent := {"name": "a", "genAiResource": {"agent": {"agentIdentifier": "x"}}}
	_kinds([_prompt([agent])], []) == ["not_applicable"]
	_kinds([_prompt([_variant({})]), _model(["IMAGE"])], []) == ["not_applicable"]
	_kinds([_prompt([_variant({})]), _model(["IMAGE", "TEXT"])], []) == ["fail"]
}

_models := testing.gap("bedrock:ListFoundationModels", "us-east-1")

test_models_that_were_not_listed if {
	_kinds([_prompt([_variant({})])], [_models]) == ["unknown"]
	_kinds([_prompt([_variant(_limit(5))])], [_models]) == ["pass"]
	_kinds([_prompt([_variant(_limit(5000))])], [_models]) == ["fail"]
}

_version(more) := testing.record("AWS::Bedrock::PromptVersionSummary", sprintf("%s:1", [_id]), {
	"version": "1",
	"variants": [_variant(more)],
})

_flow := testing.record(
	"AWS::Bedrock::Flow",
	testing.arn("bedrock", "flow/ROUTE00001"),
	{"definition": {"nodes": [{
		"name": "ask",
		"type": "Prompt",
		"configuration": {"prompt": {"sourceConfiguration": {"resource": {"promptArn": _version({}).id}}}},
	}]}},
)

test_version_that_nothing_names_is_a_review if {
	_kinds([_prompt([]), _version({})], []) == ["review"]
	_kinds([_prompt([]), _version({}), _flow], []) == ["fail"]
	_kinds([_prompt([]), _version(_limit(9))], []) == ["pass"]
}

test_what_was_not_read_is_unknown if {
	gap := testing.gap("bedrock-agent:GetPrompt", _id)
	_kinds([testing.record("AWS::Bedrock::Prompt", _id, {})], [gap]) == ["unknown"]
	_kinds([], [testing.gap("bedrock-agent:ListPrompts", "us-east-1")]) == ["unknown"]
}

test_nothing_not_applicable if _kinds([], []) == ["not_applicable"]
