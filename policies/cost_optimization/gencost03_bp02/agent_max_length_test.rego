package lens_test.gencost03_bp02.agent_max_length_test

import data.lens_test.testing

_control := "GENCOST03-BP02/agent-max-length"

_id := testing.arn("bedrock", "agent/HELPER0001")

_prompt(type, more) := object.union(
	{"promptType": type, "promptCreationMode": "OVERRIDDEN", "promptState": "ENABLED"},
	more,
)

_limit(tokens) := {"inferenceConfiguration": {"maximumLength": tokens, "temperature": 0}}

_main(tokens) := _prompt("ORCHESTRATION", _limit(tokens))

_holder(prompts) := {"promptOverrideConfiguration": {"promptConfigurations": prompts}}

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

_facts(records, gaps) := testing.facts(records, {}, gaps)

_items(records, gaps) := {[v[0], v[2]] | some v in testing.verdicts(_control, _facts(records, gaps))}

test_limit_passes if _items([_agent([_main(4096)])], []) == {["pass", ""]}

test_no_limit_fails if {
	bare := _prompt("PRE_PROCESSING", {"inferenceConfiguration": {"temperature": 0}})
	testing.results(_control, _facts([_agent([_main(5), bare])], [])) == [{
		"kind": "fail",
		"subject": {
			"type": "AWS::Bedrock::Agent",
			"id": _id,
			"region": "us-east-1",
			"item": "DRAFT/PRE_PROCESSING",
		},
		"message": "the prompt is overridden, and its answers have no limit of tokens",
		"proof": [{
			"id": _id,
			"pointer": "/properties/promptOverrideConfiguration/promptConfigurations/1",
		}],
		"causes": [],
	}]
	_items([_agent([_main(0)])], []) == {["fail", "DRAFT/ORCHESTRATION"]}
}

test_high_limit_fails if {
	testing.messages(_control, _facts([_agent([_main(4097)])], [])) == [
		"the limit of an answer is 4097 tokens, and at most 4096 are allowed",
	]
}

test_limit_under_a_name_of_the_model_counts if {
	signs := {"redacted": {"length": 9, "hmac": "x", "signs": {"max_tokens": 500}}}
	prompt := _prompt("ORCHESTRATION", {"additionalModelRequestFields": signs})
	_items([_agent([prompt])], []) == {["pass", ""]}
}

test_settings_of_aws_are_not_judged if {
	every more in [{"promptCreationMode": "DEFAULT"}, {"promptState": "DISABLED"}] {
		prompt := _prompt("ORCHESTRATION", object.union(_limit(9000), more))
		_items([_agent([prompt])], []) == {["pass", ""]}
	}
	_items([testing.record("AWS::Bedrock::Agent", _id, {})], []) == {["pass", ""]}
}

test_served_version_counts if {
	_items([_agent([_main(5)]), _alias, _version("2", [_main(9000)])], []) == {["fail", "2/ORCHESTRATION"]}
	_items([_agent([]), _version("2", [_main(9000)])], []) == {["pass", ""]}
}

test_what_was_not_read_unknown if {
	every operation in ["GetAgent", "ListAgentAliases", "GetAgentVersion"] {
		gap := testing.gap(sprintf("bedrock-agent:%s", [operation]), _id)
		_items([testing.record("AWS::Bedrock::Agent", _id, {})], [gap]) == {["unknown", ""]}
		_items([_agent([_main(5)])], [gap]) == {["unknown", ""]}
		_items([_agent([_main(9000)])], [gap]) == {["fail", "DRAFT/ORCHESTRATION"]}
	}
	_items([], [testing.gap("bedrock-agent:ListAgents", "us-east-1")]) == {["unknown", ""]}
}

test_no_agent_not_applicable if {
	custom := testing.record("AWS::Bedrock::Agent", _id, {"orchestrationType": "CUSTOM_ORCHESTRATION"})
	every records in [[], [custom]] {
		_items(records, []) == {["not_applicable", ""]}
	}
}

test_limit_is_a_parameter if {
	facts := testing.facts([_agent([_main(5)])], {_control: {"max_tokens": 4}}, [])
	testing.kinds(_control, facts) == ["fail"]
}
