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
#   evidence: ["@agent-roles", bedrock-agent:GetKnowledgeBase, "@own-organization"]
#   params:
#     services: [
#       bedrock.amazonaws.com, bedrock-agentcore.amazonaws.com, sagemaker.amazonaws.com,
#       qbusiness.amazonaws.com, q.amazonaws.com, kendra.amazonaws.com]
#     trusted_accounts: []
#   messages:
#     any-customer: >-
#       the trust policy lets %s assume the role for any AWS customer: no condition names the source account
#       or ARN
#     other-customers: >-
#       the trust policy lets %s assume the role for %s, outside this account and its organization
#   item: none
#   remediation: >-
#     Add a condition on aws:SourceAccount, and on aws:SourceArn where the service supports it, to the
#     statement of the trust policy that names the service.
package lens.controls.gensec01_bp01.service_role_confused_deputy

import data.lens.lib.agent_roles
import data.lens.lib.documents
import data.lens.lib.exposure
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.trust

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
	services := trust.services(statement, _params.services)
	count(services) > 0
]

_knowledge_base_roles := {k.properties.roleArn | some k in input.resources["AWS::Bedrock::KnowledgeBase"]}

subjects := {facts.subject(role) | some [role, _, _, _] in _trusts}

# The role may belong to an agent or a knowledge base that was not read.
_users := ["@agent-roles", "bedrock-agent:GetKnowledgeBase"]

violations contains finding.absent(subject, message, arguments, proof, operations) if {
	some [role, services, statement, i] in _trusts
	some [message, arguments, operations] in _faults(services, trust.sources(role, statement, services))
	proof := [{"id": role.id, "pointer": sprintf("/properties/AssumeRolePolicyDocument/Statement/%d", [i])}]
	subject := facts.subject(role)
}

_faults(services, sources) := {["any-customer", [services], _users] | count(sources) == 0} | {fault |
	count(sources) > 0
	own := exposure.ours(_params.trusted_accounts)
	not exposure.closed(sources, own)
	operations := array.concat(_users, exposure.organization_evidence(sources, own))
	fault := ["other-customers", [services, exposure.strangers(sources, own)], operations]
}

relies_on := {[facts.subject(role), "*"] | some [role, _, _, _] in _trusts}

# The own organization decides only where a violation says so. So its gaps do not touch the others.
proven := {s | some s in subjects; count(_unread) == 0} - {v.subject | some v in violations}

_unread := {gap |
	meta := data.lens.catalog.gensec01_bp01.service_role_confused_deputy
	some name in _users
	some operation in object.get(meta.named, name, [name])
	some gap in object.get(input.gaps, operation, {})["*"]
	facts.concerns(meta.id, gap)
}
