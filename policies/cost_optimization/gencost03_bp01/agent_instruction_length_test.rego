package lens_test.gencost03_bp01.agent_instruction_length_test

import data.lens_test.testing

_control := "GENCOST03-BP01/agent-instruction-length"

_id := testing.arn("bedrock", "agent/HELPER0001")

_length(n) := {"redacted": {"length": n, "hmac": "", "signs": {"characters": n}}}

_agent(n, templates) := testing.record("AWS::Bedrock::Agent", _id, {
	"instruction": _length(n),
	"promptOverrideConfiguration": {"promptConfigurations": templates},
})

_group(state, n) := testing.record(
	"AWS::Bedrock::AgentActionGroup",
	sprintf("%s:DRAFT:action-group/TOOLS00001", [_id]),
	{"actionGroupState": state, "functionSchema": {"functions": [{"description": _length(n)}]}},
)

_harness(lengths) := testing.record(
	"AWS::BedrockAgentCore::Harness",
	testing.arn("bedrock-agentcore", "harness/coach-abc1234567"),
	{"status": "READY", "systemPrompt": [{"text": _length(n)} | some n in lengths]},
)

_kinds(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

_messages(records) := testing.messages(_control, testing.facts(records, {}, []))

test_long_instruction_fails if {
	start := "its instruction and the descriptions of its action groups have about 2000 tokens,"
	document := testing.facts([_agent(4000, []), _group("ENABLED", 4001)], {}, [])
	testing.results(_control, document) == [{
		"kind": "fail",
		"subject": {"type": "AWS::Bedrock::Agent", "id": _id, "region": "us-east-1", "item": "DRAFT"},
		"message": sprintf("%s and at most 2000 are allowed", [start]),
		"proof": [{"id": _id, "pointer": "/properties/instruction"}],
		"causes": [],
	}]
}

test_short_texts_pass if {
	_kinds([_agent(4000, []), _group("ENABLED", 4000)], []) == ["pass"]
	_kinds([_agent(4000, []), _group("DISABLED", 9000)], []) == ["pass"]
	_kinds([testing.record("AWS::Bedrock::Agent", _id, {})], []) == ["pass"]
}

_template(mode) := {
	"promptType": "ORCHESTRATION",
	"promptCreationMode": mode,
	"promptState": "ENABLED",
	"basePromptTemplate": _length(9000),
}

test_long_template if {
	_kinds([_agent(40, [_template("DEFAULT")])], []) == ["pass"]
	message := `its overridden template "ORCHESTRATION" has about 2250 tokens, and at most 2000 are allowed`
	_messages([_agent(40, [_template("OVERRIDDEN")])]) == [message]
}

test_harness if {
	_kinds([_harness([4000, 4000])], []) == ["pass"]
	message := "its system prompt has about 2250 tokens, and at most 2000 are allowed"
	_messages([_harness([4000, 5000])]) == [message]
	_kinds([testing.without(_harness([]), "systemPrompt")], []) == ["pass"]
}

test_what_was_not_read_is_unknown if {
	_kinds([_agent(40, [])], [testing.gap("bedrock-agent:GetAgent", _id)]) == ["unknown"]
	group := _group("ENABLED", 9)
	lost := testing.gap("bedrock-agent:GetAgentActionGroup", group.id)
	_kinds([_agent(40, []), group], [lost]) == ["unknown"]
	_kinds([_agent(9000, []), group], [lost]) == ["fail"]
	harness := _harness([])
	_kinds([harness], [testing.gap("bedrock-agentcore-control:GetHarness", harness.id)]) == ["unknown"]
	every operation in ["bedrock-agent:ListAgents", "bedrock-agentcore-control:ListHarnesses"] {
		_kinds([], [testing.gap(operation, "us-east-1")]) == ["unknown"]
	}
}

test_version_that_was_not_read_is_unknown if {
	alias := testing.record("AWS::Bedrock::AgentAlias", testing.arn("bedrock", "agent-alias/HELPER0001/LIVE1"), {
		"agentAliasId": "LIVE1",
		"agentAliasStatus": "PREPARED",
		"routingConfiguration": [{"agentVersion": "2"}],
	})
	gap := testing.gap("bedrock-agent:GetAgentVersion", sprintf("%s:2", [_id]))
	document := testing.facts([_agent(40, []), alias], {}, [gap])
	testing.verdicts(_control, document) == {["pass", _id, "DRAFT"], ["unknown", _id, "2"]}
}

test_nothing_not_applicable if _kinds([], []) == ["not_applicable"]
