# METADATA
# title: Put a permissions boundary on every agent role
# description: A boundary limits what an agent can ever do, even if somebody attaches more policies later.
# custom:
#   id: GENSEC05-BP01/agent-role-bounded
#   severity: medium
#   precision: very-high
#   mode: automated
#   resources: [AWS::IAM::Role]
#   lists: ["@agentic-resources", "@agent-roles"]
#   evidence: [iam:GetAccountAuthorizationDetails]
#   params:
#     escalation_actions: [sts:AssumeRole, iam:PassRole, iam:CreatePolicyVersion, iam:SetDefaultPolicyVersion,
#       iam:AttachRolePolicy, iam:PutRolePolicy, iam:UpdateAssumeRolePolicy, iam:CreateAccessKey,
#       iam:CreateServiceSpecificCredential, iam:DeleteRolePermissionsBoundary, lambda:UpdateFunctionCode,
#       lambda:UpdateFunctionConfiguration, bedrock:UpdateAgent, bedrock:UpdateGuardrail,
#       bedrock:DeleteGuardrail, bedrock-agentcore:UpdatePolicy, bedrock-agentcore:UpdateGateway,
#       bedrock-agentcore:InvokeAgentRuntimeCommand, bedrock-agentcore:GetWorkloadAccessTokenForUserId]
#   messages:
#     no-boundary: no permissions boundary is set (used by %s)
#     escalation: permissions boundary %s allows %s on every resource
#     role-not-shown: "@role-not-shown"
#     role-unreadable: "@role-unreadable"
#     boundary-not-shown: "@boundary-not-shown"
#   item: none
#   remediation: >-
#     Set a permissions boundary that allows only what agents may ever do, and none of these actions.
package lens.controls.gensec05_bp01.agent_role_bounded

import data.lens.lib.agent_grants
import data.lens.lib.agent_roles
import data.lens.lib.boundaries
import data.lens.lib.finding

_params := input.params["GENSEC05-BP01/agent-role-bounded"]

subjects := agent_roles.subjects

violations contains finding.of(subject, "no-boundary", [users], [proof]) if {
	some arn, users in agent_roles.users
	boundaries.of[arn] == ""
	subject := agent_roles.subject(arn)
	proof := _proof(arn)
}

violations contains finding.of(subject, "escalation", [boundary, names], [proof]) if {
	some [arn, boundary, names] in agent_grants.past_boundaries(_params.escalation_actions)
	subject := agent_roles.subject(arn)
	proof := _proof(arn)
}

_proof(arn) := {"id": arn, "pointer": "/properties/PermissionsBoundary"}

unseen := agent_roles.unread | agent_roles.unread_boundaries

# A role with a good boundary that was read passes. Its policies do not matter here.
proven := subjects - {u.subject | some u in unseen}
