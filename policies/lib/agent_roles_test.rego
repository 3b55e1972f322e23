package lens_test.agent_roles_test

import data.lens.lib.agent_roles
import data.lens_test.testing

_role(name) := testing.iam(sprintf("role/%s", [name]))

_uses(records) := found if {
	found := agent_roles.uses with input as testing.facts(records, {}, [])
}

# What a resource that names its role itself gives.
_use(record, member) := {
	"role": _role("r"),
	"by": record.id,
	"type": record.type,
	"region": "us-east-1",
	"id": record.id,
	"pointer": sprintf("/properties/%s", [member]),
}

test_every_kind_of_agent_like_resource if {
	members := {
		"AWS::Bedrock::Agent": "agentResourceRoleArn",
		"AWS::Bedrock::Flow": "executionRoleArn",
		"AWS::BedrockAgentCore::Runtime": "roleArn",
		"AWS::BedrockAgentCore::Gateway": "roleArn",
		"AWS::BedrockAgentCore::Harness": "executionRoleArn",
		"AWS::BedrockAgentCore::BrowserCustom": "executionRoleArn",
		"AWS::BedrockAgentCore::CodeInterpreterCustom": "executionRoleArn",
		"AWS::BedrockAgentCore::Memory": "memoryExecutionRoleArn",
	}
	records := [r | some type, member in members; r := testing.record(type, testing.arn("x", type), {member: _role("r")})]
	_uses(records) == {_use(r, members[r.type]) | some r in records}
}

test_a_resource_without_a_role_uses_none if _uses([testing.record("AWS::BedrockAgentCore::Memory", testing.arn("x", "memory/m"), {})]) == set()

_agent := testing.record("AWS::Bedrock::Agent", testing.arn("bedrock", "agent/A1"), {"agentResourceRoleArn": _role("r")})

_version(number) := testing.record("AWS::Bedrock::AgentVersion", testing.arn("bedrock", sprintf("agent/A1:%s", [number])), {
	"version": number,
	"agentResourceRoleArn": _role(number),
})

_alias(state, number) := testing.record("AWS::Bedrock::AgentAlias", testing.arn("bedrock", "agent-alias/A1/L1"), {
	"agentAliasId": "L1",
	"agentAliasStatus": "PREPARED",
	"aliasInvocationState": state,
	"routingConfiguration": [{"agentVersion": number}],
})

_arns(records) := found if {
	found := agent_roles.arns with input as testing.facts(records, {}, [])
}

test_a_deployed_versions_role_is_its_agents if {
	_uses([_agent, _version("2"), _alias("ACCEPT_INVOCATIONS", "2")]) == {
		_use(_agent, "agentResourceRoleArn"),
		{
			"role": _role("2"),
			"by": _agent.id,
			"type": "AWS::Bedrock::Agent",
			"region": "us-east-1",
			"id": testing.arn("bedrock", "agent/A1:2"),
			"pointer": "/properties/agentResourceRoleArn",
		},
	}
}

test_a_version_behind_a_rejecting_alias_counts if {
	_arns([_agent, _version("2"), _alias("REJECT_INVOCATIONS", "2")]) == {_role("r"), _role("2")}
}

test_a_version_that_no_alias_routes_to_does_not_count if {
	_arns([_agent, _version("2"), _version("3"), _alias("ACCEPT_INVOCATIONS", "3")]) == {_role("r"), _role("3")}
}

test_a_deployed_flow_versions_role_is_its_flows if {
	flow := testing.record("AWS::Bedrock::Flow", testing.arn("bedrock", "flow/F1"), {"id": "F1", "executionRoleArn": _role("r")})
	version := testing.record("AWS::Bedrock::FlowVersion", testing.arn("bedrock", "flow/F1:2"), {
		"id": "F1",
		"version": "2",
		"executionRoleArn": _role("2"),
	})
	unused := testing.record("AWS::Bedrock::FlowVersion", testing.arn("bedrock", "flow/F1:3"), {
		"id": "F1",
		"version": "3",
		"executionRoleArn": _role("3"),
	})
	alias := testing.record("AWS::Bedrock::FlowAlias", testing.arn("bedrock", "flow/F1/alias/L1"), {
		"id": "L1",
		"flowId": "F1",
		"routingConfiguration": [{"flowVersion": "2"}],
	})
	{[u.by, u.type, u.role] | some u in _uses([flow, version, unused, alias])} == {
		[flow.id, "AWS::Bedrock::Flow", _role("r")],
		[flow.id, "AWS::Bedrock::Flow", _role("2")],
	}
}
