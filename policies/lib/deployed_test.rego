package lens_test.deployed_test

import data.lens.lib.deployed
import data.lens_test.testing

_agent := testing.record("AWS::Bedrock::Agent", testing.arn("bedrock", "agent/A1"), {"agentId": "A1"})

_alias(id, status, routes) := testing.record(
	"AWS::Bedrock::AgentAlias",
	testing.arn("bedrock", sprintf("agent-alias/A1/%s", [id])),
	{
		"agentAliasId": id,
		"agentAliasStatus": status,
		"routingConfiguration": routes,
	},
)

# The versions of agent A1 that its aliases deploy.
_agents(aliases) := {version |
	some [agent, version] in found
	agent == testing.arn("bedrock", "agent/A1")
} if {
	found := deployed.agents with input as testing.facts(array.concat([_agent], aliases), {}, [])
}

_to(version) := [{"agentVersion": version}]

test_alias_deploys_its_version if _agents([_alias("L1", "PREPARED", _to("2"))]) == {"2"}

test_two_aliases_deploy_both if {
	_agents([_alias("L1", "PREPARED", _to("2")), _alias("L2", "UPDATING", _to("3"))]) == {"2", "3"}
}

test_alias_may_deploy_draft if _agents([_alias("L1", "PREPARED", _to("DRAFT"))]) == {"DRAFT"}

test_no_alias_deploys_draft if _agents([]) == {"DRAFT"}

test_built_in_test_alias_does_not_count if {
	_agents([_alias("TSTALIASID", "PREPARED", _to("DRAFT")), _alias("L1", "PREPARED", _to("2"))]) == {"2"}
}

test_built_in_test_alias_alone_deploys_draft if {
	_agents([_alias("TSTALIASID", "PREPARED", _to("DRAFT"))]) == {"DRAFT"}
}

test_alias_that_rejects_invocations_counts if {
	alias := _alias("L1", "PREPARED", _to("2"))
	_agents([object.union(alias, {"properties": {"aliasInvocationState": "REJECT_INVOCATIONS"}})]) == {"2"}
}

test_alias_that_failed_or_goes_away_does_not_count if {
	_agents([_alias("L1", "FAILED", _to("2")), _alias("L2", "DELETING", _to("3"))]) == {"DRAFT"}
}

test_alias_without_a_status_counts if {
	alias := testing.record("AWS::Bedrock::AgentAlias", testing.arn("bedrock", "agent-alias/A1/L1"), {
		"agentAliasId": "L1",
		"routingConfiguration": _to("2"),
	})
	_agents([alias]) == {"2"}
}

test_alias_of_another_agent_deploys_nothing_here if {
	alias := testing.record("AWS::Bedrock::AgentAlias", testing.arn("bedrock", "agent-alias/A2/L1"), {
		"agentAliasId": "L1",
		"agentAliasStatus": "PREPARED",
		"routingConfiguration": _to("2"),
	})
	_agents([alias]) == {"DRAFT"}
}

_flow := testing.record("AWS::Bedrock::Flow", testing.arn("bedrock", "flow/F1"), {"id": "F1"})

_flow_alias(id, version) := testing.record(
	"AWS::Bedrock::FlowAlias",
	testing.arn("bedrock", sprintf("flow/F1/alias/%s", [id])),
	{
		"id": id,
		"flowId": "F1",
		"routingConfiguration": [{"flowVersion": version}],
	},
)

_flows(aliases) := found if {
	found := deployed.flows with input as testing.facts(array.concat([_flow], aliases), {}, [])
}

test_flow_alias_deploys_its_version if _flows([_flow_alias("L1", "2")]) == {[_flow.id, "2"]}

test_flow_without_alias_deploys_draft if _flows([]) == {[_flow.id, "DRAFT"]}

test_flows_built_in_test_alias_does_not_count if {
	_flows([_flow_alias("TSTALIASID", "DRAFT"), _flow_alias("L1", "2")]) == {[_flow.id, "2"]}
}

test_record_of_a_deployed_agent_version if {
	version := testing.record("AWS::Bedrock::AgentVersion", sprintf("%s:2", [_agent.id]), {"version": "2"})
	facts := testing.facts([_agent, version], {}, [])
	numbered := deployed.agent_version([_agent.id, "2"]) with input as facts
	numbered == version
	draft := deployed.agent_version([_agent.id, "DRAFT"]) with input as facts
	draft == _agent
	not deployed.agent_version([_agent.id, "3"]) with input as facts
}

test_record_of_a_deployed_flow_version if {
	version := testing.record("AWS::Bedrock::FlowVersion", sprintf("%s:2", [_flow.id]), {"version": "2"})
	facts := testing.facts([_flow, version], {}, [])
	numbered := deployed.flow_version([_flow.id, "2"]) with input as facts
	numbered == version
	draft := deployed.flow_version([_flow.id, "DRAFT"]) with input as facts
	draft == _flow
}
