package lens_test.genperf02_bp01.prompt_cache_points_test

import data.lens_test.testing

_control := "GENPERF02-BP01/prompt-cache-points"

_id := testing.arn("bedrock", "prompt/GUIDE00001")

_text(n) := {"text": {"redacted": {"length": n, "hmac": "", "signs": {
	"characters": n,
	"static": n,
	"prefix": n,
	"variables": 0,
}}}}

_mixed(n) := {"text": {"redacted": {"length": n, "hmac": "", "signs": {
	"characters": n + 5,
	"static": n,
	"prefix": n,
	"variables": 1,
}}}}

_variable := _mixed(0)

_point := {"cachePoint": {"type": "default"}}

_description := {"redacted": {"length": 5000, "hmac": "", "signs": {"characters": 5000}}}

_tool := {"toolSpec": {"description": _description}}

_sonnet := "us.anthropic.claude-sonnet-4-20250514-v1:0"

_chat(model, tools, system, messages) := {
	"name": "a",
	"modelId": model,
	"templateConfiguration": {"chat": {
		"toolConfiguration": {"tools": tools},
		"system": system,
		"messages": [{"role": "user", "content": messages}],
	}},
}

_plain(text, point) := {
	"name": "a",
	"modelId": _sonnet,
	"templateConfiguration": {"text": object.union(text, point)},
}

_prompt(variant) := testing.record("AWS::Bedrock::Prompt", _id, {"variants": [variant]})

_verdict(variant) := _kinds([_prompt(variant)], [])

_kinds(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

_messages(variant) := testing.messages(_control, testing.facts([_prompt(variant)], {}, []))

test_no_cache_point_fails if {
	variant := _chat(_sonnet, [], [_text(4096)], [_variable])
	testing.results(_control, testing.facts([_prompt(variant)], {}, [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::Bedrock::Prompt", "id": _id, "region": "us-east-1", "item": "DRAFT/a"},
		"message": "about 1024 tokens at its start never change, and it has no cache point",
		"proof": [{"id": _id, "pointer": "/properties/variants/0"}],
		"causes": [],
	}]
}

test_cache_point_behind_the_prefix_passes if {
	_verdict(_chat(_sonnet, [], [_text(4096), _point], [_variable])) == ["pass"]
	_verdict(_chat(_sonnet, [_tool, _point], [_text(9)], [_variable])) == ["pass"]
	_verdict(_chat(_sonnet, [], [_text(4096)], [_point, _variable])) == ["pass"]
	_verdict(_chat(_sonnet, [], [_text(4096), _point, _variable, _point], [])) == ["pass"]
	_verdict(_plain(_text(5000), _point)) == ["pass"]
}

test_cache_point_behind_a_variable_fails if {
	message := "about 1250 tokens at its start never change, and its first cache point is behind a variable"
	_messages(_chat(_sonnet, [], [_mixed(5000), _point], [])) == [message]
	_messages(_chat(_sonnet, [], [_text(5000)], [_variable, _point])) == [message]
}

test_cache_point_that_is_too_early_fails if {
	message := "its cache point is behind about 2 tokens, and the model caches from 1024 tokens on"
	_messages(_chat(_sonnet, [], [_text(9), _point, _text(5000)], [_variable])) == [message]
}

test_plain_text_with_a_variable_is_a_review if {
	tail := "a cache point can follow them if its type is CHAT"
	message := sprintf("about 1250 tokens at its start never change; %s", [tail])
	every point in [{}, _point] {
		variant := _plain(_mixed(5000), point)
		_verdict(variant) == ["review"]
		_messages(variant) == [message]
	}
	_verdict(_plain(_text(5000), {})) == ["fail"]
}

test_short_prefix_not_applicable if {
	_verdict(_chat(_sonnet, [], [_text(4095)], [_variable])) == ["not_applicable"]
	_verdict(_chat(_sonnet, [], [_variable, _text(9000)], [])) == ["not_applicable"]
}

test_each_model_has_its_own_limit if {
	every model in ["anthropic.claude-3-haiku-20240307-v1:0", "anthropic.claude-haiku-4-5-20251001-v1:0"] {
		_verdict(_chat(model, [], [_text(9000)], [])) == ["not_applicable"]
	}
	_verdict(_chat("amazon.nova-lite-v1:0", [], [_text(4000)], [])) == ["fail"]
	_verdict(_chat("amazon.nova-lite-v1:0", [_tool], [_text(9)], [])) == ["not_applicable"]
	_verdict(_chat(_sonnet, [_tool], [_text(9)], [])) == ["fail"]
}

test_model_of_the_parameters if {
	prompt := _prompt(_chat("example.new-v1:0", [], [_text(400)], []))
	document := testing.facts([prompt], {_control: {"caching_models": {"example.new-v1:0": 100}}}, [])
	testing.kinds(_control, document) == ["fail"]
}

_throughput := "arn:aws:bedrock:us-east-1:111122223333:provisioned-model/abc123"

test_model_that_is_hidden_unknown if {
	variant := _chat(_throughput, [], [_text(5000)], [])
	_verdict(variant) == ["unknown"]
	end := "and which models that stands for was not read"
	_messages(variant) == [sprintf(`it names "%s", %s`, [_throughput, end])]
	_verdict(_chat(_throughput, [], [_text(9)], [])) == ["not_applicable"]
	_verdict(object.remove(_chat("", [], [_text(5000)], []), ["modelId"])) == ["not_applicable"]
}

test_model_behind_a_throughput if {
	model := "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-5-haiku-20241022-v1:0"
	record := testing.record("AWS::Bedrock::ProvisionedModelThroughput", _throughput, {
		"modelArn": model,
		"status": "InService",
	})
	_kinds([_prompt(_chat(_throughput, [], [_text(8192)], [])), record], []) == ["fail"]
	_kinds([_prompt(_chat(_throughput, [], [_text(8191)], [])), record], []) == ["not_applicable"]
}

_version := testing.record("AWS::Bedrock::PromptVersionSummary", sprintf("%s:1", [_id]), {
	"version": "1",
	"variants": [_chat(_sonnet, [], [_text(5000)], [])],
})

_source(prompt) := {
	"name": "ask",
	"type": "Prompt",
	"configuration": {"prompt": {"sourceConfiguration": prompt}},
}

_flow(prompt) := testing.record(
	"AWS::Bedrock::Flow",
	testing.arn("bedrock", "flow/ROUTE00001"),
	{"definition": {"nodes": [_source(prompt)]}},
)

_empty := testing.record("AWS::Bedrock::Prompt", _id, {"variants": []})

test_version_that_nothing_names_is_a_review if {
	_kinds([_empty, _version], []) == ["review"]
	_kinds([_empty, _version, _flow({"resource": {"promptArn": _version.id}})], []) == ["fail"]
}

test_inline_prompt_of_a_flow if {
	flow := _flow({"inline": _chat(_sonnet, [], [_text(5000)], [])})
	testing.verdicts(_control, testing.facts([flow], {}, [])) == {["fail", flow.id, "DRAFT/ask"]}
}

test_what_was_not_read_is_unknown if {
	gap := testing.gap("bedrock-agent:GetPrompt", _id)
	_kinds([testing.record("AWS::Bedrock::Prompt", _id, {})], [gap]) == ["unknown"]
	version := testing.record("AWS::Bedrock::PromptVersionSummary", _version.id, {"version": "1"})
	lost := testing.gap("bedrock-agent:GetPrompt", _version.id)
	testing.verdicts(_control, testing.facts([_empty, version], {}, [lost])) == {["unknown", _id, "1"]}
	flow := testing.record("AWS::Bedrock::Flow", _flow({}).id, {})
	_kinds([flow], [testing.gap("bedrock-agent:GetFlow", flow.id)]) == ["unknown"]
	every operation in ["ListPrompts", "ListFlows"] {
		denied := testing.gap(sprintf("bedrock-agent:%s", [operation]), "us-east-1")
		_kinds([], [denied]) == ["unknown"]
	}
}

test_what_was_seen_fails_whatever_was_not_read if {
	gap := testing.gap("bedrock-agent:GetPrompt", "us-east-1")
	_kinds([_prompt(_chat(_sonnet, [], [_text(5000)], []))], [gap]) == ["fail"]
}

test_nothing_not_applicable if _kinds([], []) == ["not_applicable"]
