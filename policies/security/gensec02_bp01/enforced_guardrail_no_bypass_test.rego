package lens_test.gensec02_bp01.enforced_guardrail_no_bypass_test

import data.lens_test.testing

_control := "GENSEC02-BP01/enforced-guardrail-no-bypass"

_id := testing.arn("bedrock", "enforced-guardrail-configuration/c1")

_config(changes) := testing.record("AWS::Bedrock::EnforcedGuardrailConfiguration", _id, object.union(
	{"guardrailArn": testing.arn("bedrock", "guardrail/g"), "guardrailVersion": "1"},
	changes,
))

_model(id, kinds) := testing.record(
	"AWS::Bedrock::FoundationModel",
	sprintf("arn:aws:bedrock:us-east-1::foundation-model/%s", [id]),
	{"modelId": id, "outputModalities": kinds},
)

_models := [
	_model("amazon.embed-v2:0", ["EMBEDDING"]),
	_model("amazon.chat-v1:0", ["TEXT"]),
	_model("amazon.both-v1:0", ["EMBEDDING", "TEXT"]),
]

_enforced(included, excluded) := _config({"modelEnforcement": {
	"includedModels": included,
	"excludedModels": excluded,
}})

_results(config, params, gaps) := testing.results(
	_control,
	testing.facts(array.concat([config], _models), {_control: params}, gaps),
)

_kind(config) := r.kind if [r] := _results(config, {}, [])

_message(config) := r.message if [r] := _results(config, {}, [])

test_some_models_fail if {
	_results(_enforced(["amazon.chat-v1:0"], []), {}, []) == [{
		"kind": "fail",
		"subject": {
			"type": "AWS::Bedrock::EnforcedGuardrailConfiguration",
			"id": _id,
			"region": "us-east-1",
			"item": "",
		},
		"message": `it is enforced on some models alone, "amazon.chat-v1:0"`,
		"proof": [{"id": _id, "pointer": "/properties/modelEnforcement"}],
		"causes": [],
	}]
}

test_all_models_pass if {
	_kind(_config({})) == "pass"
	_kind(_enforced(["ALL"], [])) == "pass"
	_kind(_enforced(["ALL", "amazon.chat-v1:0"], [])) == "pass"
	_kind(_config({"modelEnforcement": {"includedModels": ["ALL"]}})) == "pass"
}

test_models_that_are_not_shown_unknown if {
	_message(_config({"modelEnforcement": {}})) == "AWS does not show on which models it is enforced"
	_kind(_enforced([], [])) == "unknown"
}

test_excluded_models if {
	_kind(_enforced(["ALL"], ["amazon.embed-v2:0"])) == "pass"
	_message(_enforced(["ALL"], ["amazon.embed-v2:0", "amazon.chat-v1:0"])) == concat("", [
		"models are excluded that return more than embeddings, ",
		`"amazon.chat-v1:0"`,
	])
	_kind(_enforced(["ALL"], ["amazon.both-v1:0"])) == "fail"
	_kind(_enforced(["ALL"], ["amazon.chat-v1:0:200k"])) == "fail"
	_kind(_enforced(["ALL"], ["us.amazon.chat-v1:0"])) == "fail"
}

test_excluded_model_that_is_not_listed_unknown if {
	_message(_enforced(["ALL"], ["amazon.new-v1:0"])) == concat("", [
		"models are excluded of which no listing shows what they return, ",
		`"amazon.new-v1:0"`,
	])
	_kind(_enforced(["ALL"], ["amazon.new-v1:0", "amazon.chat-v1:0"])) == "fail"
	_kind(_enforced(["ALL"], ["amazon.titan-text-express-v1:0:8k/abcdef123456"])) == "unknown"
}

test_allowed_exclusions if {
	config := _enforced(["ALL"], ["amazon.chat-v1:0:200k", "amazon.new-v1:0"])
	every allowed in [["amazon.*"], ["amazon.chat-v1:0", "amazon.new-v1:0"]] {
		[found] := _results(config, {"allowed_exclusions": allowed}, [])
		found.kind == "pass"
	}
	[other] := _results(config, {"allowed_exclusions": ["amazon.new-v1:0"]}, [])
	other.kind == "fail"
}

test_tags if {
	_message(_config({"inputTags": "HONOR"})) == concat("", [
		"input tags are honored, so callers decide which text ",
		"is checked",
	])
	_kind(_config({"inputTags": "IGNORE"})) == "pass"
}

_guarding(messages, system) := _config({"selectiveContentGuarding": {"messages": messages, "system": system}})

test_selective_guarding if {
	_message(_guarding("SELECTIVE", "COMPREHENSIVE")) == concat("", [
		"messages are guarded selectively, so callers decide which ",
		"text is checked",
	])
	_kind(_guarding("COMPREHENSIVE", "SELECTIVE")) == "pass"
	_kind(_config({"selectiveContentGuarding": {}})) == "pass"
	[found] := _results(_guarding("COMPREHENSIVE", "SELECTIVE"), {"require_system_guarding": true}, [])
	found.kind == "fail"
	found.message == "system prompts are guarded selectively, so callers decide which text is checked"
}

test_models_denied if {
	denied := testing.gap("bedrock:ListFoundationModels", "us-east-1")
	kinds := {name: kind |
		some name, config in {
			"all": _config({}),
			"some": _enforced(["amazon.chat-v1:0"], []),
			"hidden": _enforced(["ALL"], ["amazon.new-v1:0"]),
		}
		[found] := testing.results(_control, testing.facts([config], {}, [denied]))
		kind := found.kind
	}
	kinds == {"all": "pass", "some": "fail", "hidden": "unknown"}
}

test_listing_denied_unknown if {
	denied := testing.gap("bedrock:ListEnforcedGuardrailsConfiguration", "us-east-1")
	testing.kinds(_control, testing.facts([], {}, [denied])) == ["unknown"]
}

test_none_not_applicable if testing.kinds(_control, testing.facts(_models, {}, [])) == ["not_applicable"]
