# METADATA
# title: Condition trust in generative AI service principals on the source account or ARN
# description: A role that a service may assume for anybody can be used by another customer of that service through it.
# custom:
#   id: GENSEC01-BP01/service-role-confused-deputy
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::IAM::Role]
#   lists: [iam:GetAccountAuthorizationDetails]
#   evidence: ["@agent-roles", bedrock-agent:GetKnowledgeBase]
#   params:
#     services: [bedrock.amazonaws.com, bedrock-agentcore.amazonaws.com, sagemaker.amazonaws.com, qbusiness.amazonaws.com, q.amazonaws.com, kendra.amazonaws.com]
#   remediation: Add aws:SourceAccount and, where the service supports it, aws:SourceArn to the statement of the trust policy that names the service.
#   iac: {terraform: aws_iam_role.assume_role_policy, cloudformation: AWS::IAM::Role AssumeRolePolicyDocument}
#   peers: [prowler:iam_role_cross_service_confused_deputy_prevention]
package lens.controls.gensec01_bp01.service_role_confused_deputy

import data.lens.lib.agent_roles
import data.lens.lib.conditions
import data.lens.lib.documents
import data.lens.lib.facts
import data.lens.lib.text

_params := input.params["GENSEC01-BP01/service-role-confused-deputy"]

# [role, services it trusts, statement, its place in the trust policy]. Roles of agents and knowledge bases belong to other controls.
_trusts := [[role, services, statement, i] |
	some role in input.resources["AWS::IAM::Role"]
	not documents.service_linked(role)
	not role.id in agent_roles.arns
	not role.id in _knowledge_base_roles
	some i, statement in role.properties.AssumeRolePolicyDocument.Statement
	statement.Effect == "Allow"
	services := {service | some service in statement.Principal.Service; service in _params.services}
	count(services) > 0
]

_knowledge_base_roles := {k.properties.roleArn | some k in input.resources["AWS::Bedrock::KnowledgeBase"]}

subjects contains facts.subject(trust[0]) if some trust in _trusts

# A role that could not be seen in use may belong to one of the other controls.
violations contains {
	"subject": facts.subject(trust[0]),
	"message": sprintf("%s may assume the role for any customer: no condition names the source account or ARN", [text.names(trust[1])]),
	"proof": [{"id": trust[0].id, "pointer": sprintf("/properties/AssumeRolePolicyDocument/Statement/%d", [trust[3]])}],
	"absent_from": ["@agent-roles", "bedrock-agent:GetKnowledgeBase"],
} if {
	some trust in _trusts
	not _sourced(trust[2])
}

relies_on contains [facts.subject(trust[0]), "*"] if some trust in _trusts

# Each value must name the account or the organization: a wildcard there admits everybody's, and so does Null, which only asks that there is one.
_sourced(statement) if {
	some [operator, key, values] in conditions.restricting(statement)
	operator != "null"
	every value in values { regex.match(_names_owner[key], value) }
}

_names_owner := {
	"aws:sourceaccount": `^[^*?]+$`,
	"aws:sourcearn": `^([^:]*:){4}[0-9]{12}:`,
	"aws:sourceorgid": `^[^*?]+$`,
	"aws:sourceorgpaths": `^[^*?/]+/`,
}
