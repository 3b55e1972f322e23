package lens_test.agent_texts_test

import data.lens.lib.agent_texts
import data.lens_test.testing

_id := testing.arn("bedrock", "agent/HELPER0001")

_length(n) := {"redacted": {"length": n, "hmac": "", "signs": {"characters": n}}}

_template(type, mode, state, n) := {
	"promptType": type,
	"promptCreationMode": mode,
	"promptState": state,
	"basePromptTemplate": _length(n),
}

_agent := testing.record("AWS::Bedrock::Agent", _id, {
	"instruction": _length(100),
	"promptOverrideConfiguration": {"promptConfigurations": [
		_template("PRE_PROCESSING", "DEFAULT", "ENABLED", 1),
		_template("ORCHESTRATION", "OVERRIDDEN", "ENABLED", 2),
		_template("POST_PROCESSING", "OVERRIDDEN", "DISABLED", 3),
	]},
})

_group(version, name, state, lengths) := testing.record(
	"AWS::Bedrock::AgentActionGroup",
	sprintf("%s:%s:action-group/%s", [_id, version, name]),
	{
		"actionGroupState": state,
		"functionSchema": {"functions": [{"description": _length(n)} | some n in lengths]},
	},
)

_all(records) := {[text[0].item, text[1], text[2], text[3], text[5]] | some text in found} if {
	facts := testing.facts(records, {}, [])
	found := agent_texts.all with input as facts
}

_override := "/properties/promptOverrideConfiguration/promptConfigurations/1"

test_texts_of_the_draft if {
	groups := [
		_group("DRAFT", "a", "ENABLED", [5, 5]),
		_group("DRAFT", "b", "ENABLED", [5, 5]),
		_group("DRAFT", "c", "DISABLED", [1000]),
		_group("2", "d", "ENABLED", [1000]),
	]
	_all(array.concat(groups, [_agent])) == {
		["DRAFT", "instruction", [], 120, "/properties/instruction"],
		["DRAFT", "template", ["ORCHESTRATION"], 2, _override],
	}
}

_alias_id := testing.arn("bedrock", "agent-alias/HELPER0001/LIVE000001")

_alias := testing.record("AWS::Bedrock::AgentAlias", _alias_id, {
	"agentAliasId": "LIVE000001",
	"agentAliasStatus": "PREPARED",
	"routingConfiguration": [{"agentVersion": "2"}],
})

_version := testing.record("AWS::Bedrock::AgentVersion", sprintf("%s:2", [_id]), {"instruction": _length(7)})

test_texts_of_a_version_behind_an_alias if {
	found := _all([_agent, _alias, _version, _group("2", "d", "ENABLED", [1000])])
	["2", "instruction", [], 1007, "/properties/instruction"] in found
	["DRAFT", "instruction", [], 100, "/properties/instruction"] in found
}

test_version_that_was_not_read_is_a_subject if {
	group := _group("DRAFT", "a", "ENABLED", [])
	facts := testing.facts([_agent, _alias, group], {}, [])
	items := {s.item | some s in agent_texts.subjects} with input as facts
	items == {"DRAFT", "2"}
	relied := {[s.item, id] | some [s, id] in agent_texts.relies_on} with input as facts
	relied == {["2", sprintf("%s:2", [_id])], ["DRAFT", sprintf("%s:DRAFT", [_id])], ["DRAFT", group.id]}
}
