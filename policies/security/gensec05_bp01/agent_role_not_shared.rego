# METADATA
# title: Give each agent, flow, runtime and gateway a role of its own
# description: With a shared role each of its users can do what the others may, and nobody can take a right from one alone.
# custom:
#   id: GENSEC05-BP01/agent-role-not-shared
#   severity: medium
#   precision: very-high
#   mode: automated
#   resources: [AWS::Bedrock::Agent, AWS::Bedrock::Flow, AWS::BedrockAgentCore::Runtime, AWS::BedrockAgentCore::Gateway, AWS::BedrockAgentCore::Harness, AWS::BedrockAgentCore::BrowserCustom, AWS::BedrockAgentCore::CodeInterpreterCustom, AWS::BedrockAgentCore::Memory]
#   lists: ["@agentic-resources", "@agent-roles"]
#   evidence: ["@agent-roles", lambda:ListFunctions, sagemaker:DescribeModel, sagemaker:DescribeNotebookInstance]
#   params: {}
#   remediation: Create a role for each agentic resource, with the rights of that one alone.
#   iac: {terraform: aws_bedrockagent_agent.agent_resource_role_arn, cloudformation: AWS::Bedrock::Agent AgentResourceRoleArn}
#   peers: [prowler:bedrock_agent_role_not_shared_across_agents]
package lens.controls.gensec05_bp01.agent_role_not_shared

import data.lens.lib.agent_roles
import data.lens.lib.group
import data.lens.lib.text

_subjects := {[use, _subject(use)] | some use in agent_roles.uses}

_subject(use) := {"type": use.type, "id": use.by, "region": use.region, "item": ""}

subjects contains pair[1] if some pair in _subjects

# A share that was seen stands, whatever else could not be.
violations contains {
	"subject": pair[1],
	"message": sprintf("its role %s is also used by %s", [text.quoted(pair[0].role), text.names(others)]),
	"proof": [{"id": pair[0].id, "pointer": pair[0].pointer}],
} if {
	some pair in _subjects
	use := pair[0]
	others := {user | some user in _users[use.role]; _principal(user) != _principal(use.by)}
	count(others) > 0
}

# Anyone who could not be seen may use the same role.
relies_on contains [pair[1], "*"] if some pair in _subjects

_users := group.by_first({[use.role, use.by] | some use in agent_roles.uses} | _others)

_others := {[f.properties.Role, f.id] | some f in input.resources["AWS::Lambda::Function"]} | ({[m.properties.ExecutionRoleArn, m.id] | some m in input.resources["AWS::SageMaker::Model"]} | {[n.properties.RoleArn, n.id] | some n in input.resources["AWS::SageMaker::NotebookInstance"]})

# A harness and the runtime that AgentCore makes for it are one.
_principal(id) := object.get(_harness_of, id, id)

# Grouped, since two harnesses that name one runtime would be a conflict of keys.
_harness_of := {runtime: ids[0] | some runtime, ids in group.by_first(_made_for)}

_made_for := {[h.properties.environment.agentCoreRuntimeEnvironment.agentRuntimeArn, h.id] |
	some h in input.resources["AWS::BedrockAgentCore::Harness"]
}
