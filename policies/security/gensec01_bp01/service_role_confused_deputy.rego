# METADATA
# title: Condition trust in generative AI service principals on the source account or ARN
# description: If a service may assume a role for any customer, other customers can use the role through it.
# custom:
#   id: GENSEC01-BP01/service-role-confused-deputy
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::IAM::Role]
#   lists: [iam:GetAccountAuthorizationDetails]
#   evidence: ["@agent-roles", bedrock-agent:GetKnowledgeBase]
#   params:
#     services: [
#       bedrock.amazonaws.com, bedrock-agentcore.amazonaws.com, sagemaker.amazonaws.com,
#       qbusiness.amazonaws.com, q.amazonaws.com, kendra.amazonaws.com]
#   messages:
#     any-customer: "%s may assume the role for any customer: no condition names the source account or ARN"
#   item: none
#   remediation: >-
#     Add aws:SourceAccount and, where the service supports it, aws:SourceArn to the statement of
#     the trust policy that names the service.
package lens.controls.gensec01_bp01.service_role_confused_deputy

import data.lens.lib.agent_roles
import data.lens.lib.conditions
import data.lens.lib.documents
import data.lens.lib.facts
import data.lens.lib.finding

_params := input.params["GENSEC01-BP01/service-role-confused-deputy"]

# [role, services that it trusts, statement, index of the statement]. Other controls judge the roles
# of agents and knowledge bases.
_trusts := [[role, services, statement, i] |
	some role in input.resources["AWS::IAM::Role"]
	not documents.service_linked(role)
	id := role.id
	not agent_roles.arns[id]
	not id in _knowledge_base_roles
	some i, statement in role.properties.AssumeRolePolicyDocument.Statement
	statement.Effect == "Allow"
	services := {service | some service in statement.Principal.Service; service in _params.services}
	count(services) > 0
]

_knowledge_base_roles := {k.properties.roleArn | some k in input.resources["AWS::Bedrock::KnowledgeBase"]}

subjects := {facts.subject(role) | some [role, _, _, _] in _trusts}

# The role may belong to an agent or a knowledge base that was not read.
_users := ["@agent-roles", "bedrock-agent:GetKnowledgeBase"]

violations contains finding.absent(subject, "any-customer", [services], proof, _users) if {
	some [role, services, statement, i] in _trusts
	not conditions.names_source(statement)
	proof := [{"id": role.id, "pointer": sprintf("/properties/AssumeRolePolicyDocument/Statement/%d", [i])}]
	subject := facts.subject(role)
}

relies_on := {[facts.subject(role), "*"] | some [role, _, _, _] in _trusts}
