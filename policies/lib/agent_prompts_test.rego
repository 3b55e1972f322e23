package lens_test.agent_prompts_test

import data.lens.lib.agent_prompts
import data.lens_test.testing

_id := testing.arn("bedrock", "agent/HELPER0001")

_prompt(type, more) := object.union(
	{"promptType": type, "promptCreationMode": "OVERRIDDEN", "promptState": "ENABLED"},
	more,
)

_holder(prompts) := {
	"foundationModel": "amazon.nova-pro-v1:0",
	"promptOverrideConfiguration": {"promptConfigurations": prompts},
}

_agent(prompts, more) := testing.record("AWS::Bedrock::Agent", _id, object.union(_holder(prompts), more))

_version(number, prompts) := testing.record(
	"AWS::Bedrock::AgentVersion",
	sprintf("%s:%s", [_id, number]),
	_holder(prompts),
)

_alias(version) := testing.record(
	"AWS::Bedrock::AgentAlias",
	testing.arn("bedrock", "agent-alias/HELPER0001/LIVE"),
	{
		"agentAliasId": "LIVE",
		"agentAliasStatus": "PREPARED",
		"routingConfiguration": [{"agentVersion": version}],
	},
)

_found(records) := {[one.subject.item, one.model, one.proof.id] | some one in all} if {
	facts := testing.facts(records, {}, [])
	all := agent_prompts.overridden with input as facts
}

_main := _prompt("ORCHESTRATION", {})

test_overridden_prompt_counts if {
	_found([_agent([_main], {})]) == {["DRAFT/ORCHESTRATION", "amazon.nova-pro-v1:0", _id]}
	own := _prompt("ORCHESTRATION", {"foundationModel": "amazon.nova-lite-v1:0"})
	_found([_agent([own], {})]) == {["DRAFT/ORCHESTRATION", "amazon.nova-lite-v1:0", _id]}
	shown := testing.facts([_agent([_prompt("PRE_PROCESSING", {"promptState": "DISABLED"}), own], {})], {}, [])
	all := agent_prompts.overridden with input as shown
	{one.proof.pointer | some one in all} == {"/properties/promptOverrideConfiguration/promptConfigurations/1"}
}

test_state_that_is_not_shown_is_enabled if {
	bare := {"promptType": "ORCHESTRATION", "promptCreationMode": "OVERRIDDEN"}
	count(_found([_agent([bare], {})])) == 1
}

test_prompts_that_do_not_count if {
	_found([_agent([_prompt("ORCHESTRATION", {"promptCreationMode": "DEFAULT"})], {})]) == set()
	_found([_agent([_prompt("PRE_PROCESSING", {"promptState": "DISABLED"})], {})]) == set()
	_found([_agent([_main], {"orchestrationType": "CUSTOM_ORCHESTRATION"})]) == set()
	_found([_agent([_main], {"agentStatus": "DELETING"})]) == set()
}

test_version_behind_an_alias_counts if {
	records := [_agent([], {}), _alias("2"), _version("2", [_main]), _version("1", [_main])]
	{found[0] | some found in _found(records)} == {"2/ORCHESTRATION"}
	_found([_agent([], {}), _alias("DRAFT")]) == set()
}

test_agents_that_were_not_read if {
	every operation in ["GetAgent", "ListAgentAliases", "GetAgentVersion"] {
		facts := testing.facts([_agent([], {})], {}, [testing.gap(sprintf("bedrock-agent:%s", [operation]), _id)])
		found := agent_prompts.unread with input as facts
		{subject.id | some subject in found} == {_id}
	}
	read := testing.facts([_agent([], {})], {}, [])
	none := agent_prompts.unread with input as read
	none == set()
}
