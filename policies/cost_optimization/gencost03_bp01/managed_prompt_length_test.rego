package lens_test.gencost03_bp01.managed_prompt_length_test

import data.lens_test.testing

_control := "GENCOST03-BP01/managed-prompt-length"

_id := testing.arn("bedrock", "prompt/GUIDE00001")

_text(n) := {"text": {"redacted": {"length": n, "hmac": "", "signs": {
	"characters": n + 5,
	"static": n,
	"prefix": 0,
	"variables": 1,
}}}}

_point := {"cachePoint": {"type": "default"}}

_chat(name, system) := {"name": name, "modelId": "m", "templateConfiguration": {"chat": {"system": system}}}

_prompt(variants, more) := testing.record(
	"AWS::Bedrock::Prompt",
	_id,
	object.union({"variants": variants}, more),
)

_kinds(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

_verdict(system) := _kinds([_prompt([_chat("a", system)], {})], [])

_messages(system) := testing.messages(_control, testing.facts([_prompt([_chat("a", system)], {})], {}, []))

test_long_text_fails if {
	testing.results(_control, testing.facts([_prompt([_chat("a", [_text(6001)])], {})], {}, [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::Bedrock::Prompt", "id": _id, "region": "us-east-1", "item": "DRAFT/a"},
		"message": "its text has about 1500 tokens, and at most 1500 are allowed without a cache point",
		"proof": [{"id": _id, "pointer": "/properties/variants/0"}],
		"causes": [],
	}]
	_verdict([_text(3000), _text(3001)]) == ["fail"]
}

test_text_at_the_limit_passes if _verdict([_text(6000)]) == ["pass"]

test_cached_text if {
	_verdict([_text(32000), _point]) == ["pass"]
	_messages([_text(40000), _point]) == ["its text has about 10000 tokens, and at most 8000 are allowed"]
	behind := "about 2000 tokens stand behind its last cache point, and at most 1500 are allowed there"
	_messages([_text(9), _point, _text(8000)]) == [behind]
}

test_only_the_default_variant_counts if {
	variants := [_chat("a", [_text(9)]), _chat("b", [_text(9000)])]
	_kinds([_prompt(variants, {"defaultVariant": "a"})], []) == ["pass"]
	_kinds([_prompt(variants, {"defaultVariant": "b"})], []) == ["fail"]
	_kinds([_prompt(variants, {})], []) == ["fail", "pass"]
}

_version := testing.record("AWS::Bedrock::PromptVersionSummary", sprintf("%s:1", [_id]), {
	"version": "1",
	"variants": [_chat("a", [_text(9000)])],
})

_flow(source) := testing.record(
	"AWS::Bedrock::Flow",
	testing.arn("bedrock", "flow/ROUTE00001"),
	{"definition": {"nodes": [{
		"name": "ask",
		"type": "Prompt",
		"configuration": {"prompt": {"sourceConfiguration": source}},
	}]}},
)

test_version_that_nothing_names_is_a_review if {
	prompt := _prompt([], {})
	_kinds([prompt, _version], []) == ["review"]
	_kinds([prompt, _version, _flow({"resource": {"promptArn": _version.id}})], []) == ["fail"]
}

test_inline_prompt_of_a_flow if {
	flow := _flow({"inline": _chat("a", [_text(9000)])})
	testing.verdicts(_control, testing.facts([flow], {}, [])) == {["fail", flow.id, "DRAFT/ask"]}
	_kinds([_flow({"inline": _chat("a", [_text(9)])})], []) == ["pass"]
}

test_what_was_not_read_is_unknown if {
	gap := testing.gap("bedrock-agent:GetPrompt", _id)
	_kinds([testing.record("AWS::Bedrock::Prompt", _id, {})], [gap]) == ["unknown"]
	flow := testing.record("AWS::Bedrock::Flow", _flow({}).id, {})
	_kinds([flow], [testing.gap("bedrock-agent:GetFlow", flow.id)]) == ["unknown"]
	_kinds([], [testing.gap("bedrock-agent:ListPrompts", "us-east-1")]) == ["unknown"]
	_kinds([_prompt([_chat("a", [_text(9000)])], {})], [gap]) == ["fail"]
}

test_nothing_not_applicable if {
	_kinds([], []) == ["not_applicable"]
	_kinds([_prompt([{"name": "a", "genAiResource": {}}], {})], []) == ["not_applicable"]
}
