package lens_test.gensec04_bp01.prompt_no_secrets_test

import data.lens_test.testing

_control := "GENSEC04-BP01/prompt-no-secrets"

_text(signs) := {"redacted": {"length": 9, "hmac": "x", "signs": object.union({"characters": 9}, signs)}}

_clean := {"credentials": 0}

_key := {"credentials": 1, "access_key": true}

_word := {"credentials": 0, "perhaps_password": true}

_template(signs) := {"templateConfiguration": {"text": {"text": _text(signs)}}}

_variants(signs) := {"variants": [object.union({"name": "main"}, _template(signs))]}

_id := testing.arn("bedrock", "prompt/SUMMARY001")

_prompt(signs) := testing.record("AWS::Bedrock::Prompt", _id, _variants(signs))

_version(signs) := testing.record(
	"AWS::Bedrock::PromptVersionSummary", concat("", [_id, ":1"]),
	object.union(_variants(signs), {"id": "SUMMARY001", "version": "1"}),
)

_agent(signs) := testing.record(
	"AWS::Bedrock::Agent", testing.arn("bedrock", "agent/HELPER0001"),
	{"instruction": _text(signs)},
)

_harness(signs) := testing.record(
	"AWS::BedrockAgentCore::Harness", testing.arn("bedrock-agentcore", "harness/coach-abc1234567"),
	{"systemPrompt": [{"text": _text(signs)}, {"text": _text(_clean)}]},
)

_flow(signs) := testing.record(
	"AWS::Bedrock::Flow", testing.arn("bedrock", "flow/ROUTE00001"),
	{"definition": {"nodes": [{"name": "answer", "type": "Prompt", "configuration": {"prompt": {
		"sourceConfiguration": {"inline": _template(signs)},
	}}}]}},
)

_facts(records, gaps) := testing.facts(records, {}, gaps)

_kinds(records, gaps) := testing.kinds(_control, _facts(records, gaps))

_messages(records) := testing.messages(_control, _facts(records, []))

test_key_in_a_draft_fails if {
	testing.results(_control, _facts([_prompt(_key), _version(_clean)], [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::Bedrock::Prompt", "id": _id, "region": "us-east-1", "item": ""},
		"message": `what looks like a password or a key stands in "DRAFT/main"`,
		"proof": [{"id": _id, "pointer": "/properties/variants/0"}],
		"causes": [],
	}]
}

test_key_in_each_kind_of_text_fails if {
	_messages([_agent(_key)]) == [`what looks like a password or a key stands in "DRAFT"`]
	_messages([_flow(_key)]) == [`what looks like a password or a key stands in "DRAFT/answer"`]
	_messages([_harness(_key)]) == ["what looks like a password or a key stands in its texts"]
}

test_clean_texts_pass if {
	records := [_prompt(_clean), _version(_clean), _agent(_clean), _flow(_clean), _harness(_clean)]
	_kinds(records, []) == ["pass", "pass", "pass", "pass"]
}

_unused := concat(" ", [
	`what looks like a password or a key stands in "1/main", which nothing names:`,
	"replace the secret, and delete what holds it",
])

test_key_in_a_version_that_nothing_names_review if {
	records := [_prompt(_clean), _version(_key)]
	_kinds(records, []) == ["review"]
	_messages(records) == [_unused]
	declared := object.union(_facts(records, []), {"workload": {"prompts": [concat("", [_id, ":1"])]}})
	testing.kinds(_control, declared) == ["fail"]
}

test_word_review if {
	text := "a word in %s may be a password or explain one; decide which, and reword it"
	_messages([_prompt(_word)]) == [replace(text, "%s", `"DRAFT/main"`)]
	_messages([_harness(_word)]) == [replace(text, "%s", "its texts")]
	_kinds([_prompt(_word)], []) == ["review"]
	_kinds([_prompt(object.union(_word, _key))], []) == ["fail"]
}

test_phrases_of_the_configuration if {
	own := {"credentials": 0, "secret": true}
	_kinds([_prompt(own)], []) == ["fail"]
	others := object.union(_facts([_prompt(own), _agent(_key)], []), {"other_signs": ["secret"]})
	testing.kinds(_control, others) == ["fail", "unknown"]
	text := "the phrases under signs in genai-lens.yaml changed after its texts were read, so scan again"
	text in testing.messages(_control, others)
}

test_text_that_was_not_searched_unknown if {
	_kinds([_prompt({})], []) == ["unknown"]
	_messages([_prompt({})]) == ["the scan did not look for secrets in its texts, so scan again"]
}

test_lost_answers_unknown if {
	_kinds([_prompt(_clean)], [testing.gap("bedrock-agent:GetPrompt", _id)]) == ["unknown"]
	own := testing.gap("bedrock-agent:ListPrompts", _id)
	_kinds([_prompt(_clean)], [own]) == ["unknown", "unknown"]
	version := testing.gap("bedrock-agent:GetPrompt", concat("", [_id, ":1"]))
	_kinds([_prompt(_clean), testing.without(_version(_clean), "variants")], [version]) == ["unknown"]
	_kinds([_prompt(_key), testing.without(_version(_clean), "variants")], [version]) == ["fail"]
	every gap in [
		testing.gap("bedrock-agent:GetAgent", _agent(_clean).id),
		testing.gap("bedrock-agent:ListAgentAliases", _agent(_clean).id),
	] {
		_kinds([_agent(_clean)], [gap]) == ["unknown"]
	}
	_kinds([_flow(_clean)], [testing.gap("bedrock-agent:GetFlow", _flow(_clean).id)]) == ["unknown"]
	lost := testing.gap("bedrock-agentcore-control:GetHarness", _harness(_clean).id)
	_kinds([_harness(_clean)], [lost]) == ["unknown"]
	_kinds([], [testing.gap("bedrock-agent:ListFlows", "us-east-1")]) == ["unknown"]
}

test_nothing_of_these_not_applicable if _kinds([], []) == ["not_applicable"]
