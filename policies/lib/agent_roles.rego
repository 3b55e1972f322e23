# METADATA
# title: Agent roles (D9)
# description: |
#   The roles that agent-like resources run with: agents (the draft and every deployed version), flows likewise, and AgentCore's runtimes,
#   gateways, harnesses, browsers, code interpreters and memories.
package lens.lib.agent_roles

import data.lens.lib.deployed

# Every role in use, for a look-up.
arns := {use.role | some use in uses}

# {role, by, type, region, id, pointer}: `by` is the agent-like resource, `id` and `pointer` show the role.
uses := {use |
	some list in _direct
	some r in list[0]
	use := _use(r.properties[list[1]], r, r, list[1])
} | _versions

_direct := [
	[input.resources["AWS::Bedrock::Agent"], "agentResourceRoleArn"],
	[input.resources["AWS::Bedrock::Flow"], "executionRoleArn"],
	[input.resources["AWS::BedrockAgentCore::Runtime"], "roleArn"],
	[input.resources["AWS::BedrockAgentCore::Gateway"], "roleArn"],
	[input.resources["AWS::BedrockAgentCore::Harness"], "executionRoleArn"],
	[input.resources["AWS::BedrockAgentCore::BrowserCustom"], "executionRoleArn"],
	[input.resources["AWS::BedrockAgentCore::CodeInterpreterCustom"], "executionRoleArn"],
	[input.resources["AWS::BedrockAgentCore::Memory"], "memoryExecutionRoleArn"],
]

_versions := {_use(v.properties.agentResourceRoleArn, _agent(v), v, "agentResourceRoleArn") |
	some v in input.resources["AWS::Bedrock::AgentVersion"]
	[_agent(v).id, v.properties.version] in deployed.agents
} | {_use(v.properties.executionRoleArn, _flow(v), v, "executionRoleArn") |
	some v in input.resources["AWS::Bedrock::FlowVersion"]
	[_flow(v).id, v.properties.version] in deployed.flows
}

# The ARN of a version is its owner's with the number behind it.
_agent(v) := {"type": "AWS::Bedrock::Agent", "id": trim_suffix(v.id, sprintf(":%s", [v.properties.version])), "region": v.region}

_flow(v) := {"type": "AWS::Bedrock::Flow", "id": trim_suffix(v.id, sprintf(":%s", [v.properties.version])), "region": v.region}

_use(role, by, seen, member) := {
	"role": role,
	"by": by.id,
	"type": by.type,
	"region": by.region,
	"id": seen.id,
	"pointer": sprintf("/properties/%s", [member]),
}
