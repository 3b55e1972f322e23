# METADATA
# title: Give each agent, flow, runtime and gateway a role of its own
# description: With a shared role, each user can do what the others can, and you cannot restrict only one.
# custom:
#   id: GENSEC05-BP01/agent-role-not-shared
#   severity: medium
#   precision: very-high
#   mode: automated
#   resources: [AWS::Bedrock::Agent, AWS::Bedrock::Flow, AWS::BedrockAgentCore::Runtime,
#     AWS::BedrockAgentCore::Gateway, AWS::BedrockAgentCore::Harness, AWS::BedrockAgentCore::BrowserCustom,
#     AWS::BedrockAgentCore::CodeInterpreterCustom, AWS::BedrockAgentCore::Memory]
#   lists: ["@agentic-resources", "@agent-roles"]
#   evidence: ["@agent-roles", bedrock-agent:GetKnowledgeBase, lambda:ListFunctions,
#     sagemaker:DescribeModel, sagemaker:DescribeNotebookInstance, sagemaker:DescribeDomain,
#     sagemaker:DescribeUserProfile]
#   params: {}
#   messages:
#     shared: role %s is also used by %s
#   item: none
#   remediation: Create a role for each agentic resource, with only the permissions that it needs.
package lens.controls.gensec05_bp01.agent_role_not_shared

import data.lens.lib.agent_roles
import data.lens.lib.finding
import data.lens.lib.group

subjects := {_subject(use) | some use in agent_roles.uses}

_subject(use) := {"type": use.type, "id": use.by, "region": use.region, "item": ""}

# A shared role that was seen is a failure, whatever else was not read.
violations contains finding.of(subject, "shared", arguments, [proof]) if {
	some use in agent_roles.uses
	others := {user | some user in _users[use.role]; agent_roles.runner(user) != agent_roles.runner(use.by)}
	count(others) > 0
	proof := {"id": use.id, "pointer": use.pointer}
	subject := _subject(use)
	arguments := [use.role, others]
}

# A resource that was not read may use the same role.
relies_on := {[_subject(use), "*"] | some use in agent_roles.uses}

# ARN of a role -> everything that runs with it.
_users := group.by_first({[use.role, use.by] | some use in agent_roles.uses} | _others)

_others := {[role, r.id] |
	some type, paths in {
		"AWS::Bedrock::KnowledgeBase": [["roleArn"]],
		"AWS::Lambda::Function": [["Role"]],
		"AWS::SageMaker::Domain": [
			["DefaultUserSettings", "ExecutionRole"],
			["DefaultSpaceSettings", "ExecutionRole"],
		],
		"AWS::SageMaker::Model": [["ExecutionRoleArn"]],
		"AWS::SageMaker::NotebookInstance": [["RoleArn"]],
		"AWS::SageMaker::UserProfile": [["UserSettings", "ExecutionRole"]],
	}
	some r in input.resources[type]
	some path in paths
	role := object.get(r.properties, path, "")
}
