# METADATA
# title: Put a permissions boundary on every agent role
# description: A boundary holds what an agent may ever do, whatever policies are attached to its role later.
# custom:
#   id: GENSEC05-BP01/agent-role-bounded
#   severity: medium
#   precision: very-high
#   mode: automated
#   resources: [AWS::IAM::Role]
#   lists: ["@agentic-resources", "@agent-roles"]
#   evidence: [iam:GetAccountAuthorizationDetails]
#   params:
#     escalation_actions: ["iam:PassRole", "iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion", "iam:AttachRolePolicy", "iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy", "iam:CreateAccessKey", "iam:CreateServiceSpecificCredential", "iam:DeleteRolePermissionsBoundary", "lambda:UpdateFunctionCode", "lambda:UpdateFunctionConfiguration", "bedrock:UpdateAgent", "bedrock:UpdateGuardrail", "bedrock:DeleteGuardrail", "bedrock-agentcore:UpdatePolicy", "bedrock-agentcore:UpdateGateway", "bedrock-agentcore:InvokeAgentRuntimeCommand", "bedrock-agentcore:GetWorkloadAccessTokenForUserId", "sts:AssumeRole"]
#   remediation: Set a permissions boundary that allows only what agents may ever do and leaves these actions out.
#   iac: {terraform: aws_iam_role.permissions_boundary, cloudformation: AWS::IAM::Role PermissionsBoundary}
#   peers: [prowler:bedrock_agent_role_least_privilege]
package lens.controls.gensec05_bp01.agent_role_bounded

import data.lens.lib.actions
import data.lens.lib.agent_roles
import data.lens.lib.boundaries
import data.lens.lib.text

_params := input.params["GENSEC05-BP01/agent-role-bounded"]

_pointer := "/properties/PermissionsBoundary"

subjects := agent_roles.subjects

violations contains {
	"subject": agent_roles.subject(arn),
	"message": sprintf("the role has no permissions boundary (used by %s)", [text.names(users)]),
	"proof": [{"id": arn, "pointer": _pointer}],
} if {
	some arn, users in agent_roles.users
	boundaries.of[arn] == ""
}

violations contains {
	"subject": agent_roles.subject(arn),
	"message": sprintf("its boundary %s allows %s on every resource", [text.quoted(boundaries.of[arn]), text.names(_named[boundaries.of[arn]])]),
	"proof": [{"id": arn, "pointer": _pointer}],
} if {
	some arn, _ in agent_roles.records
	count(_named[boundaries.of[arn]]) > 0
}

# Boundary's ARN -> the actions of the list that it lets through, as the list writes them.
_named := {boundary: {name | some name in _params.escalation_actions; count(actions.of([name]) & allowed) > 0} |
	some boundary, allowed in boundaries.everywhere
}

# Which policies a role has does not matter here.
unseen := agent_roles.unread | agent_roles.unread_boundaries

# A role and a boundary that were seen stand, whatever else could not be.
proven := subjects - {u.subject | some u in unseen}
