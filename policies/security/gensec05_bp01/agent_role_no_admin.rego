# METADATA
# title: Give agent roles no administrative, wildcard or privilege-escalating permission
# description: Whoever manipulates the agent can do whatever its role may do, even give it more permissions.
# custom:
#   id: GENSEC05-BP01/agent-role-no-admin
#   severity: critical
#   precision: very-high
#   mode: automated
#   resources: [AWS::IAM::Role]
#   lists: ["@agentic-resources", "@agent-roles"]
#   evidence: [iam:GetAccountAuthorizationDetails]
#   params:
#     services: [iam, sts, s3, lambda, dynamodb, ec2, secretsmanager, kms, bedrock, bedrock-agentcore,
#       sagemaker, organizations, kendra, ses, sns, sqs]
#     escalation_actions: [sts:AssumeRole, iam:PassRole, iam:CreatePolicyVersion, iam:SetDefaultPolicyVersion,
#       iam:AttachRolePolicy, iam:PutRolePolicy, iam:UpdateAssumeRolePolicy, iam:CreateAccessKey,
#       iam:CreateServiceSpecificCredential, iam:DeleteRolePermissionsBoundary, lambda:UpdateFunctionCode,
#       lambda:UpdateFunctionConfiguration, bedrock:UpdateAgent, bedrock:UpdateGuardrail,
#       bedrock:DeleteGuardrail, bedrock-agentcore:UpdatePolicy, bedrock-agentcore:UpdateGateway,
#       bedrock-agentcore:InvokeAgentRuntimeCommand, bedrock-agentcore:GetWorkloadAccessTokenForUserId]
#   messages:
#     aws-full-access: AWS managed policy %s is attached
#     whole-service: "a statement allows every action of a service: %s"
#     not-action: a statement with NotAction allows every action but those that it names
#     broad: a statement allows %s on %s
#     not-resource: "@not-resource"
#     used-by: it is used by %s
#     role-not-shown: "@role-not-shown"
#     role-unreadable: "@role-unreadable"
#     policy-not-shown: "@policy-not-shown"
#     boundary-not-shown: "@boundary-not-shown"
#   item: none
#   remediation: Replace these policies with statements that name the actions and ARNs that the agent needs.
package lens.controls.gensec05_bp01.agent_role_no_admin

import data.lens.lib.actions
import data.lens.lib.agent_grants
import data.lens.lib.agent_roles
import data.lens.lib.finding

_params := input.params["GENSEC05-BP01/agent-role-no-admin"]

subjects := agent_roles.subjects

violations := _faults | {finding.of(f.subject, "used-by", [users], f.proof) |
	some f in _faults
	users := agent_roles.users[f.subject.id]
}

# A policy or a boundary that was not read may deny an escalation action.
_faults := (_attached | _stated) | {f |
	some f in _escalations
	subject := f.subject
	not subject in _limited
}

unseen := agent_roles.unseen | {u | some u in agent_roles.unread_boundaries; u.subject in _escalating}

_limited := {u.subject | some u in unseen}

_escalating := {f.subject | some f in _escalations}

# A role that was read completely passes, whatever else was not read.
proven := subjects - _limited

_attached := {finding.of(full.subject, "aws-full-access", [full.policy], [full.proof]) |
	some full in agent_grants.full_access
}

_stated contains finding.of(subject, "whole-service", [whole], [proof]) if {
	some allow in agent_grants.allows
	whole := {p | some p in allow.statement.Action} & _whole
	count(whole) > 0
	subject := allow.subject
	proof := allow.proof
}

_stated contains finding.of(subject, "not-action", [], [proof]) if {
	some allow in agent_grants.allows
	allow.statement.NotAction
	subject := allow.subject
	proof := allow.proof
}

_escalations contains finding.of(subject, message, arguments, [proof]) if {
	some allow in agent_grants.allows
	some broad in agent_grants.broad(allow, _whole)
	names := {name | some name in _params.escalation_actions; count(actions.of([name]) & broad.actions) > 0}
	count(names) > 0
	arguments := array.concat([names], broad.patterns)
	subject := allow.subject
	message := broad.message
	proof := allow.proof
}

# The distinct patterns that match every action of one of the services.
_whole := actions.whole(_params.services)
