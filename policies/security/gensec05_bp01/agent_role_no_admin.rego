# METADATA
# title: Give agent roles no administrative, wildcard or privilege-escalating permission
# description: Whoever talks an agent into it can do whatever its role may, up to giving itself more.
# custom:
#   id: GENSEC05-BP01/agent-role-no-admin
#   severity: critical
#   precision: very-high
#   mode: automated
#   resources: [AWS::IAM::Role]
#   lists: ["@agentic-resources", "@agent-roles"]
#   evidence: [iam:GetAccountAuthorizationDetails]
#   params:
#     services: [iam, sts, s3, lambda, dynamodb, ec2, secretsmanager, kms, bedrock, bedrock-agentcore, sagemaker, organizations, kendra, ses, sns, sqs]
#     escalation_actions: ["iam:PassRole", "iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion", "iam:AttachRolePolicy", "iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy", "iam:CreateAccessKey", "iam:CreateServiceSpecificCredential", "iam:DeleteRolePermissionsBoundary", "lambda:UpdateFunctionCode", "lambda:UpdateFunctionConfiguration", "bedrock:UpdateAgent", "bedrock:UpdateGuardrail", "bedrock:DeleteGuardrail", "bedrock-agentcore:UpdatePolicy", "bedrock-agentcore:UpdateGateway", "bedrock-agentcore:InvokeAgentRuntimeCommand", "bedrock-agentcore:GetWorkloadAccessTokenForUserId", "sts:AssumeRole"]
#   remediation: Replace these policies by statements that name the actions and the ARNs that the agent needs.
#   iac: {terraform: aws_iam_role_policy.policy, cloudformation: AWS::IAM::Role Policies}
#   peers: [prowler:bedrock_agent_role_least_privilege, aws-samples-aiml:BR-08, aws-samples-aiml:FS-07]
package lens.controls.gensec05_bp01.agent_role_no_admin

import data.lens.lib.actions
import data.lens.lib.agent_roles
import data.lens.lib.group
import data.lens.lib.principals
import data.lens.lib.resources
import data.lens.lib.text

_params := input.params["GENSEC05-BP01/agent-role-no-admin"]

subjects := agent_roles.subjects

violations contains {
	"subject": agent_roles.subject(arn),
	"message": sprintf("%s (used by %s)", [concat("; ", sort({f.message | some f in faults})), text.names(agent_roles.users[arn])]),
	"proof": [{"id": f.id, "pointer": f.pointer} | some f in faults],
} if {
	certain := {e | some e in _escalations; not agent_roles.subject(e.role) in _limited}
	some arn, faults in group.by_first({[f.role, f] | some f in ((_attached | _stated) | certain)})
}

# A policy or a boundary that was not shown may deny an action, or keep it out: no escalation is certain then.
unseen := agent_roles.unseen | {u | some u in agent_roles.unread_boundaries; u.subject.id in {e.role | some e in _escalations}}

_limited := {u.subject | some u in unseen}

# A role that was seen whole stands, whatever else could not be.
proven := subjects - _limited

# AWS's own policies of full access.
_attached contains {
	"role": arn,
	"message": sprintf("the AWS managed policy %s is attached", [text.quoted(policy.PolicyArn)]),
	"id": arn,
	"pointer": sprintf("/properties/AttachedManagedPolicies/%d", [i]),
} if {
	some arn, role in agent_roles.records
	some i, policy in role.properties.AttachedManagedPolicies
	startswith(policy.PolicyArn, sprintf("arn:%s:iam::aws:policy/", [input.partition]))
	regex.match(`/(AdministratorAccess|PowerUserAccess|[^/]*FullAccess)$`, policy.PolicyArn)
}

_stated contains _fault(allow, sprintf("a statement allows %s", [text.names(wide)])) if {
	some allow in _allows
	wide := {p | some p in allow.statement.Action} & _whole
	count(wide) > 0
}

_stated contains _fault(allow, "a statement allows all but what its NotAction names") if {
	some allow in _allows
	allow.statement.NotAction
}

# What the role is granted all in all (D2), by this statement, where it does not say on what.
_escalations contains _fault(allow, sprintf("a statement allows %s on %s", [text.names(names), reach])) if {
	some allow in _allows
	granted := actions.of([p | some p in allow.statement.Action; not p in _whole]) & principals.granted[allow.role]
	some [reach, broad] in _reaches(allow.statement, granted)
	names := {name | some name in _params.escalation_actions; count(actions.of([name]) & broad) > 0}
	count(names) > 0
}

# [what a statement reaches, the actions for which that is broad]
_reaches(statement, granted) := {["all resources but those of NotResource", granted]} if statement.NotResource

_reaches(statement, granted) := {[text.quoted(pattern), broad] |
	some pattern in statement.Resource
	broad := {action | some action in granted; _broad(pattern, action)}
} if statement.Resource

_broad(pattern, _) if pattern == "*"

_broad(pattern, action) if count(resources.broad[pattern] & resources.of_action[action]) > 0

# The distinct patterns that stand for all actions of one of the services.
_whole := {p | some p in actions.wide; count(actions.services(p, _params.services)) > 0}

_allows := [object.union(held, {"role": arn}) | some arn, list in agent_roles.statements; some held in list; held.statement.Effect == "Allow"]

_fault(allow, message) := {"role": allow.role, "message": message, "id": allow.policy, "pointer": allow.pointer}
