# METADATA
# title: Limit agent roles to their own models, knowledge bases, tools and data
# description: What a role may reach beyond the agent's own tools and data is what an attacker gets through it.
# custom:
#   id: GENSEC05-BP01/agent-role-resource-scoped
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::IAM::Role]
#   lists: ["@agentic-resources", "@agent-roles"]
#   evidence: [iam:GetAccountAuthorizationDetails, "@agent-roles", "@agent-reach"]
#   params:
#     data_actions: ["bedrock:InvokeModel*", "bedrock:Retrieve*", "bedrock:ApplyGuardrail", "bedrock:GetPrompt", "bedrock:InvokeAgent", "lambda:InvokeFunction", "s3:GetObject", "s3:PutObject", "s3:DeleteObject", "dynamodb:*Item", "dynamodb:Query", "dynamodb:Scan", "kendra:Query", "kendra:Retrieve", "secretsmanager:GetSecretValue", "kms:Decrypt", "sqs:SendMessage", "sns:Publish", "ses:SendEmail", "bedrock-agentcore:InvokeGateway", "bedrock-agentcore:GetResourceOauth2Token", "bedrock-agentcore:GetResourceApiKey"]
#     extra_resources: []
#   remediation: Name the functions, knowledge bases, models, buckets and tables that the agent works with in its role's policy.
#   iac: {terraform: aws_iam_role_policy.policy, cloudformation: AWS::IAM::Role Policies}
#   peers: [prowler:bedrock_agent_role_least_privilege, aws-samples-aiml:BR-08]
package lens.controls.gensec05_bp01.agent_role_resource_scoped

import data.lens.lib.actions
import data.lens.lib.agent_reach
import data.lens.lib.agent_roles
import data.lens.lib.exempt
import data.lens.lib.principals
import data.lens.lib.resources
import data.lens.lib.text

_params := input.params["GENSEC05-BP01/agent-role-resource-scoped"]

subjects := agent_roles.subjects

unseen := agent_roles.unseen

# What a role was not seen to need, something that could not be read may name.
relies_on contains [subject, "*"] if some subject in agent_roles.subjects

# What each statement of a role lets it do with data: {role, statement, policy, pointer, asked}. What stands for a whole service is other controls'
# matter (D12), and an action without resource types cannot name any.
_allows := [{"role": arn, "statement": s.statement, "policy": s.policy, "pointer": s.pointer, "asked": asked} |
	some arn, _ in agent_roles.records
	some s in principals.statements[arn]
	s.effect == "Allow"
	asked := {action | some action in (s.named & _data); count(resources.of_action[action]) > 0}
	count(asked) > 0
]

_data := actions.of(_params.data_actions)

violations contains {
	"subject": agent_roles.subject(allow.role),
	"message": sprintf("%s on all resources but those of NotResource", [_said(allow, allow.asked)]),
	"proof": [{"id": allow.policy, "pointer": sprintf("%s/NotResource", [allow.pointer])}],
} if {
	some allow in _allows
	allow.statement.NotResource
}

# [allow, place of a Resource pattern, pattern, the kinds for which it is broad]
_patterns := [[allow, i, pattern, resources.broad[pattern] & _worked_on(allow.asked)] |
	some allow in _allows
	some i, pattern in allow.statement.Resource
	not exempt.named(pattern, _params.extra_resources)
]

violations contains _violation(allow, i, sprintf("%s, which is every %s", [text.quoted(pattern), concat(", every ", sort(kinds))]), kinds, []) if {
	some [allow, i, pattern, kinds] in _patterns
	count(kinds) > 0
}

violations contains _violation(allow, i, sprintf("%s, which nothing that runs with the role names", [text.quoted(pattern)]), kinds, ["@agent-roles", "@agent-reach"]) if {
	some [allow, i, pattern, broad] in _patterns
	count(broad) == 0
	kinds := agent_reach.judged(allow.role, pattern) & _worked_on(allow.asked)
	count(kinds) > 0
	not agent_reach.reaches(allow.role, pattern)
}

# More to see could only excuse more: a role without a fault that was seen whole stands.
proven := (agent_roles.subjects - {v.subject | some v in violations}) - {u.subject | some u in unseen}

_worked_on(asked) := union({resources.of_action[action] | some action in asked})

_violation(allow, i, reach, kinds, absent_from) := {
	"subject": agent_roles.subject(allow.role),
	"message": sprintf("%s on %s", [_said(allow, {action | some action in allow.asked; count(resources.of_action[action] & kinds) > 0}), reach]),
	"proof": [{"id": allow.policy, "pointer": sprintf("%s/Resource/%d", [allow.pointer, i])}],
	"absent_from": absent_from,
}

_said(allow, asked) := sprintf("a statement allows %s", [text.names({p | some p in allow.statement.Action; count(actions.of([p]) & asked) > 0})]) if allow.statement.Action

_said(allow, _) := "a statement allows all but what its NotAction names" if allow.statement.NotAction
