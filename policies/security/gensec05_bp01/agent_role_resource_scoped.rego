# METADATA
# title: Limit agent roles to their own models, knowledge bases, tools and data
# description: If the role can reach more than the agent's tools and data, an attacker can reach it too.
# custom:
#   id: GENSEC05-BP01/agent-role-resource-scoped
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::IAM::Role]
#   lists: ["@agentic-resources", "@agent-roles"]
#   evidence: [iam:GetAccountAuthorizationDetails, "@agent-roles", "@agent-reach"]
#   params:
#     data_actions: [bedrock:InvokeModel*, bedrock:Retrieve*, bedrock:ApplyGuardrail, bedrock:GetPrompt,
#       bedrock:InvokeAgent, lambda:InvokeFunction, s3:GetObject, s3:PutObject, s3:DeleteObject,
#       dynamodb:*Item, dynamodb:Query, dynamodb:Scan, kendra:Query, kendra:Retrieve,
#       secretsmanager:GetSecretValue, kms:Decrypt, sqs:SendMessage, sns:Publish, ses:SendEmail,
#       bedrock-agentcore:InvokeGateway, bedrock-agentcore:GetResourceOauth2Token,
#       bedrock-agentcore:GetResourceApiKey]
#     extra_resources: []
#   messages:
#     not-resource: "@not-resource"
#     broad: a statement allows %s on %s, which matches every resource of type %s
#     unrelated: a statement allows %s on %s, which no resource with this role is configured to use
#     role-not-shown: "@role-not-shown"
#     role-unreadable: "@role-unreadable"
#     policy-not-shown: "@policy-not-shown"
#   item: none
#   remediation: >-
#     Name the functions, knowledge bases, models, buckets and tables that the agent uses in the policy of
#     the role.
package lens.controls.gensec05_bp01.agent_role_resource_scoped

import data.lens.lib.actions
import data.lens.lib.agent_grants
import data.lens.lib.agent_reach
import data.lens.lib.agent_roles
import data.lens.lib.exempt
import data.lens.lib.finding
import data.lens.lib.resources

_params := input.params["GENSEC05-BP01/agent-role-resource-scoped"]

subjects := agent_roles.subjects

unseen := agent_roles.unseen

# A resource that was not read may name what a role does not seem to need.
relies_on contains [subject, "*"] if some subject in agent_roles.subjects

_allows := agent_grants.on(actions.of(_params.data_actions))

# [a statement of `_allows`, a Resource pattern, its proof, the kinds for which it is broad (D3)]
_patterns := [[allow, pattern, proof, resources.broad[pattern] & allow.kinds] |
	some allow in _allows
	some i, pattern in allow.statement.Resource
	extra := _params.extra_resources
	not exempt.named(pattern, extra)
	proof := _proof(allow, sprintf("Resource/%d", [i]))
]

violations contains finding.of(subject, "not-resource", arguments, [proof]) if {
	some allow in _allows
	allow.statement.NotResource
	proof := _proof(allow, "NotResource")
	subject := allow.subject
	arguments := [_names(allow, allow.kinds)]
}

violations contains finding.of(subject, "broad", [names, pattern, kinds], [proof]) if {
	some [allow, pattern, proof, kinds] in _patterns
	count(kinds) > 0
	names := _names(allow, kinds)
	subject := allow.subject
}

violations contains finding.absent(subject, "unrelated", [names, pattern], [proof], operations) if {
	operations := ["@agent-roles", "@agent-reach"]
	some [allow, pattern, proof, broad] in _patterns
	count(broad) == 0
	role := allow.subject.id
	kinds := agent_reach.judged(role, pattern) & allow.kinds
	count(kinds) > 0
	not agent_reach.reaches(role, pattern)
	names := _names(allow, kinds)
	subject := allow.subject
}

# More evidence can only excuse more statements, so a role that was read and has no fault passes.
proven := (agent_roles.subjects - {v.subject | some v in violations}) - {u.subject | some u in unseen}

_proof(allow, place) := {"id": allow.policy, "pointer": sprintf("%s/%s", [allow.pointer, place])}

_names(allow, kinds) := agent_grants.names(allow, kinds, _params.data_actions)
