# METADATA
# title: Let only your own knowledge bases assume a knowledge base role
# description: >-
#   The role reads the sources and the vector store. If its trust policy does not limit whose knowledge
#   bases may assume it, others can read them through Amazon Bedrock.
# custom:
#   id: GENSEC01-BP03/kb-role-trust-scoped
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::Bedrock::KnowledgeBase]
#   lists: [bedrock-agent:ListKnowledgeBases]
#   evidence: [bedrock-agent:GetKnowledgeBase, iam:GetAccountAuthorizationDetails]
#   params: {}
#   messages:
#     others: "@trusts-others"
#     not-principal: "@trusts-all-but-some"
#     any-customer: "@trusts-any-customer"
#     other-kinds: aws:SourceArn %s in the trust policy of its role matches other resources too
#     role-not-shown: "@base-role-not-shown"
#     role-unreadable: "@base-role-unreadable"
#   item: none
#   remediation: >-
#     Trust bedrock.amazonaws.com alone, and require aws:SourceAccount and an aws:SourceArn of knowledge
#     bases in the trust policy of the role.
package lens.controls.gensec01_bp03.kb_role_trust_scoped

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.knowledge_base_roles
import data.lens.lib.trust

_services := {"bedrock.amazonaws.com"}

subjects := knowledge_base_roles.subjects

unseen := knowledge_base_roles.unread

# A role that was read passes, whatever else was not read.
proven := _read - {u.subject | some u in unseen}

_read := {facts.subject(base) | some [base, _] in knowledge_base_roles.pairs}

violations contains finding.of(subject, message, arguments, [proof]) if {
	some [base, role] in knowledge_base_roles.pairs
	some i, statement in role.properties.AssumeRolePolicyDocument.Statement
	statement.Effect == "Allow"
	some [message, arguments] in (trust.faults(role, statement, _services) | _wide(role, statement))
	proof := {"id": role.id, "pointer": sprintf("/properties/AssumeRolePolicyDocument/Statement/%d", [i])}
	subject := facts.subject(base)
}

# An aws:SourceArn must match knowledge bases only. Amazon Bedrock also calls for agents and jobs.
_wide(role, statement) := {["other-kinds", [arn]] |
	asked := trust.deciding_arns(role, statement, _services)
	every arns in asked { count(_faulty(arns)) > 0 }
	some arns in asked
	some arn in _faulty(arns)
}

_faulty(arns) := {arn | some arn in arns; not _of_base(arn)}

_of_base(arn) if regex.match(`^([^:]*:){5}knowledge-base/`, arn)
