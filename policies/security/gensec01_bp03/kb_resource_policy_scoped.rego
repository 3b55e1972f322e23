# METADATA
# title: Share a knowledge base with named principals, for retrieval only
# description: >-
#   A resource policy lets other accounts read what the knowledge base retrieves. Only managed knowledge
#   bases can have one.
# custom:
#   id: GENSEC01-BP03/kb-resource-policy-scoped
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::Bedrock::KnowledgeBase]
#   lists: [bedrock-agent:ListKnowledgeBases]
#   evidence: [bedrock-agent:GetKnowledgeBase, bedrock-agent:GetResourcePolicy, "@own-organization"]
#   params:
#     trusted_accounts: []
#     allowed_actions: ["bedrock:Retrieve", "bedrock:RetrieveAndGenerate", "bedrock:GetKnowledgeBase",
#       "bedrock:RetrieveAndGenerateStream", "bedrock:AgenticRetrieveStream", "bedrock:GetDocumentContent"]
#   messages:
#     open-to-anybody: "@policy-open-to-anybody"
#     open-to-others: "@policy-open-to-others"
#     open-to-services: "@policy-open-to-services"
#     open-to-customers: "@policy-open-to-customers"
#     open-to-unnamed: "@policy-open-to-unnamed"
#     open-to-addresses: "@policy-open-to-addresses"
#     actions: "the resource policy allows more than retrieval: %s"
#     unread: "@policy-unread"
#   item: none
#   remediation: Name the roles that retrieve, and allow retrieval actions only.
package lens.controls.gensec01_bp03.kb_resource_policy_scoped

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.resource_policies

_params := input.params["GENSEC01-BP03/kb-resource-policy-scoped"]

_bases := input.resources["AWS::Bedrock::KnowledgeBase"]

_answer := "GetResourcePolicy"

_place := "GetResourcePolicy/policy"

_statements(base) := resource_policies.statements(base, _answer, "policy")

subjects := {facts.subject(base) | some base in _bases}

violations contains finding.absent(subject, message, arguments, [proof], operations) if {
	some base in _bases
	found := resource_policies.faults(base.id, _place, _statements(base), "bedrock", _params.trusted_accounts)
	some [message, arguments, operations, proof] in found
	subject := facts.subject(base)
}

violations contains finding.of(subject, "actions", [names], [proof]) if {
	some base in _bases
	some i, statement in _statements(base)
	names := resource_policies.beyond(_statements(base), statement, _known, _params.allowed_actions)
	count(names) > 0
	proof := {"id": base.id, "pointer": sprintf("/properties/%s/Statement/%d", [_place, i])}
	subject := facts.subject(base)
}

# Actions on a knowledge base and its data sources. Source: the models of botocore 1.44.
_known := {sprintf("bedrock:%s", [name]) |
	some name in [
		"AgenticRetrieveStream", "AssociateAgentKnowledgeBase", "CheckIngestedDocumentAcl", "CreateDataSource",
		"CreateRetrievalInstruction", "CreateVpcConfiguration", "DeleteDataSource", "DeleteKnowledgeBase",
		"DeleteKnowledgeBaseDocuments", "DeleteResourcePolicy", "DeleteRetrievalInstruction",
		"DeleteVpcConfiguration", "DisassociateAgentKnowledgeBase", "GetDataSource", "GetDocumentContent",
		"GetIngestedDocumentAcl", "GetIngestionJob", "GetKnowledgeBase", "GetKnowledgeBaseDocuments",
		"GetResourcePolicy", "GetRetrievalInstruction", "GetVpcConfiguration", "IngestKnowledgeBaseDocuments",
		"ListDataSources", "ListIngestionJobs", "ListKnowledgeBaseDocuments", "ListTagsForResource",
		"PutResourcePolicy", "Retrieve", "RetrieveAndGenerate", "RetrieveAndGenerateStream", "StartIngestionJob",
		"StopIngestionJob", "TagResource", "UntagResource", "UpdateDataSource", "UpdateKnowledgeBase",
		"UpdateRetrievalInstruction",
	]
}

# Whom the owner chose to let in, only a person can say.
reviews contains finding.of(subject, message, arguments, proof) if {
	some base in _bases
	found := resource_policies.choices(base.id, _place, _statements(base), "bedrock", _params.trusted_accounts)
	some [message, arguments, proof] in found
	subject := facts.subject(base)
}

unseen := {finding.of(facts.subject(base), "unread", [], [{"id": base.id, "pointer": "/properties"}]) |
	some base in _bases
	not _read(base)
}

_read(base) if {
	resource_policies.is_known(base, _answer, "policy")
	not base.properties.GetResourcePolicy.absent == "ValidationException"
}

# AWS may refuse the question for a knowledge base that can have no policy.
_read(base) if base.properties.knowledgeBaseConfiguration.type in {"VECTOR", "KENDRA", "SQL"}
