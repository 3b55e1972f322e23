package lens_test.genperf02_bp02.agent_override_parameters_test

import data.lens_test.testing

_control := "GENPERF02-BP02/agent-override-parameters"

_id := testing.arn("bedrock", "agent/HELPER0001")

_h := testing.arn("bedrock-agentcore", "harness/coach")

_prompt(type, more) := object.union(
	{"promptType": type, "promptCreationMode": "OVERRIDDEN", "promptState": "ENABLED"},
	more,
)

_main(settings) := _prompt("ORCHESTRATION", {"inferenceConfiguration": settings})

_holder(prompts) := {
	"foundationModel": "us.anthropic.claude-sonnet-4-v1:0",
	"promptOverrideConfiguration": {"promptConfigurations": prompts},
}

_agent(prompts) := testing.record("AWS::Bedrock::Agent", _id, _holder(prompts))

_version(number, prompts) := testing.record(
	"AWS::Bedrock::AgentVersion",
	sprintf("%s:%s", [_id, number]),
	_holder(prompts),
)

_alias := testing.record(
	"AWS::Bedrock::AgentAlias",
	testing.arn("bedrock", "agent-alias/HELPER0001/LIVE"),
	{"agentAliasId": "LIVE", "agentAliasStatus": "PREPARED", "routingConfiguration": [{"agentVersion": "2"}]},
)

_harness(kind, settings) := testing.record("AWS::BedrockAgentCore::Harness", _h, {
	"status": "READY",
	"model": {kind: object.union({"modelId": "us.amazon.nova-pro-v1:0"}, settings)},
})

_signs(member, numbers) := {member: {"redacted": {"length": 9, "hmac": "x", "signs": numbers}}}

_facts(records, gaps) := testing.facts(records, {}, gaps)

_items(records, gaps) := {[v[0], v[2]] | some v in testing.verdicts(_control, _facts(records, gaps))}

_none := {["not_applicable", ""]}

test_temperature_or_top_p_passes if {
	every settings in [{"temperature": 0}, {"topP": 0.5}, {"temperature": 1, "topP": 1}] {
		_items([_agent([_main(settings)])], []) == {["pass", ""]}
		_items([_harness("bedrockModelConfig", settings)], []) == {["pass", ""]}
	}
}

test_name_of_the_model_counts if {
	every numbers in [{"temperature": 0}, {"top_p": 1}, {"topP": 1}] {
		prompt := _prompt("ORCHESTRATION", _signs("additionalModelRequestFields", numbers))
		_items([_agent([prompt])], []) == {["pass", ""]}
		_items([_harness("bedrockModelConfig", _signs("additionalParams", numbers))], []) == {["pass", ""]}
	}
	_items([_harness("bedrockModelConfig", _signs("additionalParams", {"max_tokens": 5}))], []) == {["fail", ""]}
}

test_neither_fails if {
	prompts := [_main({"temperature": 0}), _prompt("POST_PROCESSING", {"inferenceConfiguration": {"topK": 5}})]
	testing.results(_control, _facts([_agent(prompts)], [])) == [{
		"kind": "fail",
		"subject": {
			"type": "AWS::Bedrock::Agent",
			"id": _id,
			"region": "us-east-1",
			"item": "DRAFT/POST_PROCESSING",
		},
		"message": "the prompt is overridden, and sets neither a temperature nor a top-p",
		"proof": [{
			"id": _id,
			"pointer": "/properties/promptOverrideConfiguration/promptConfigurations/1",
		}],
		"causes": [],
	}]
}

test_harness_with_neither_fails if {
	testing.results(_control, _facts([_harness("bedrockModelConfig", {"maxTokens": 5})], [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::BedrockAgentCore::Harness", "id": _h, "region": "us-east-1", "item": ""},
		"message": "its model has neither a temperature nor a top-p",
		"proof": [{"id": _h, "pointer": "/properties/model/bedrockModelConfig"}],
		"causes": [],
	}]
}

test_what_is_not_judged if {
	every more in [{"promptCreationMode": "DEFAULT"}, {"promptState": "DISABLED"}] {
		_items([_agent([_prompt("ORCHESTRATION", more)])], []) == _none
	}
	_items([_harness("openAiModelConfig", {})], []) == _none
	new := {"status": "CREATING", "model": {"bedrockModelConfig": {}}}
	_items([testing.record("AWS::BedrockAgentCore::Harness", _h, new)], []) == _none
	_items([], []) == _none
}

test_served_version_counts if {
	records := [_agent([_main({"topP": 1})]), _alias, _version("2", [_main({})])]
	_items(records, []) == {["fail", "2/ORCHESTRATION"]}
}

test_models_without_such_parameters_are_excused if {
	records := [_agent([_main({})]), _harness("bedrockModelConfig", {})]
	both := {_control: {"no_sampling_models": ["anthropic.claude-*", "amazon.*"]}}
	testing.kinds(_control, testing.facts(records, both, [])) == ["not_applicable"]
	one := {_control: {"no_sampling_models": ["amazon.*"]}}
	testing.kinds(_control, testing.facts(records, one, [])) == ["fail"]
}

test_what_was_not_read_unknown if {
	every operation in ["GetAgent", "ListAgentAliases", "GetAgentVersion"] {
		gap := testing.gap(sprintf("bedrock-agent:%s", [operation]), _id)
		_items([testing.record("AWS::Bedrock::Agent", _id, {})], [gap]) == {["unknown", ""]}
		_items([_agent([_main({"topP": 1})])], [gap]) == {["unknown", ""]}
		_items([_agent([_main({})])], [gap]) == {["fail", "DRAFT/ORCHESTRATION"]}
	}
	gap := testing.gap("bedrock-agentcore-control:GetHarness", _h)
	bare := testing.record("AWS::BedrockAgentCore::Harness", _h, {"status": "READY"})
	_items([bare], [gap]) == {["unknown", ""]}
}

test_one_kind_stands_whatever_was_not_read_of_the_other if {
	records := [_agent([_main({"topP": 1})]), _harness("bedrockModelConfig", {"topP": 1})]
	gap := testing.gap("bedrock-agentcore-control:GetHarness", "us-east-1")
	{v[0] | some v in testing.verdicts(_control, _facts(records, [gap]))} == {"pass"}
}

test_denied_listing_unknown if {
	every operation in ["bedrock-agent:ListAgents", "bedrock-agentcore-control:ListHarnesses"] {
		_items([], [testing.gap(operation, "us-east-1")]) == {["unknown", ""]}
	}
}
