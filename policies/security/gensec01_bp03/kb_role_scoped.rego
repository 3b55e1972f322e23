# METADATA
# title: Limit a knowledge base role to its own sources and vector store
# description: >-
#   Whoever queries the knowledge base, or changes its configuration, reads with its role. The role should
#   reach the data of the knowledge base alone.
# custom:
#   id: GENSEC01-BP03/kb-role-scoped
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::Bedrock::KnowledgeBase]
#   lists: [bedrock-agent:ListKnowledgeBases]
#   evidence:
#     - bedrock-agent:GetKnowledgeBase
#     - bedrock-agent:ListDataSources
#     - bedrock-agent:GetDataSource
#     - iam:GetAccountAuthorizationDetails
#   params:
#     allowed_services: [s3, aoss, es, s3vectors, rds, rds-data, neptune-graph, kendra, secretsmanager, kms,
#       bedrock, lambda, redshift, redshift-data, redshift-serverless, sqlworkbench, glue, logs]
#     allowed_managed_policies: []
#   messages:
#     not-resource: "@not-resource"
#     open: a statement allows %s on %s, which matches more than the role needs
#     every-key: a statement allows %s on %s, and no condition on kms:ViaService limits it
#     unrelated: a statement allows %s on %s, which neither the configuration nor a data source names
#     unrelated-maybe: a statement allows %s on %s, and %s does not show whether it reads that
#     writes-source: a statement allows %s on %s, so the role can change documents of a data source
#     other-service: a statement allows %s of a service that the role does not need
#     all-but-some: a statement with NotAction allows all actions of other services
#     managed-policy: AWS managed policy %s is attached to its role
#     role-not-shown: "@base-role-not-shown"
#     role-unreadable: "@base-role-unreadable"
#     policy-not-shown: "@base-policy-not-shown"
#   item: none
#   remediation: Name the bucket, the vector store, the secret, the key and the model in the role's policy.
package lens.controls.gensec01_bp03.kb_role_scoped

import data.lens.lib.data_grants
import data.lens.lib.exempt
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.knowledge_base_reach
import data.lens.lib.knowledge_base_roles

_params := input.params["GENSEC01-BP03/kb-role-scoped"]

subjects := knowledge_base_roles.subjects

# What is not shown, or not read, may be what the role needs.
unseen := knowledge_base_roles.unseen | {finding.of(subject, message, arguments, [proof]) |
	some [subject, role] in _pairs
	some [message, arguments, proof] in knowledge_base_reach.doubtful[role]
}

relies_on := {[subject, "*"] | some subject in subjects}

_pairs := {[facts.subject(base), role.id] | some [base, role] in knowledge_base_roles.pairs}

violations contains finding.of(subject, message, arguments, [proof]) if {
	some [subject, role] in _pairs
	some [message, arguments, proof] in knowledge_base_reach.faults[role]
}

violations contains finding.absent(subject, message, arguments, [proof], operations) if {
	operations := [
		"bedrock-agent:ListKnowledgeBases", "bedrock-agent:GetKnowledgeBase",
		"bedrock-agent:ListDataSources", "bedrock-agent:GetDataSource",
	]
	some [subject, role] in _pairs
	some [message, arguments, proof] in knowledge_base_reach.unnamed[role]
}

violations contains finding.of(subject, "other-service", [names], [proof]) if {
	some [subject, role] in _pairs
	some held in knowledge_base_reach.allows[role]
	proof := held.proof
	names := data_grants.beyond(held.statement, _params.allowed_services)
	count(names) > 0
}

violations contains finding.of(subject, "managed-policy", [arn], [proof]) if {
	some [base, role] in knowledge_base_roles.pairs
	subject := facts.subject(base)
	some i, policy in role.properties.AttachedManagedPolicies
	arn := policy.PolicyArn
	data_grants.of_aws(arn)
	allowed := _params.allowed_managed_policies
	not exempt.named(arn, allowed)
	proof := {"id": role.id, "pointer": sprintf("/properties/AttachedManagedPolicies/%d", [i])}
}

# More evidence can only excuse more statements, so a role that was read and has no fault passes.
proven := {subject | some [subject, _] in _pairs} - {f.subject | some f in (violations | unseen)}
