# METADATA
# title: Grant OpenSearch Serverless data access per collection, index and named principal
# description: >-
#   A data access policy decides who reads the documents behind the vectors. A policy for all collections, or
#   for a whole account, also opens the collections that somebody creates tomorrow.
# custom:
#   id: GENSEC01-BP03/aoss-data-policy-scoped
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::OpenSearchServerless::Collection]
#   lists: [opensearchserverless:ListCollections, bedrock-agent:ListKnowledgeBases,
#     bedrock-agent:GetKnowledgeBase]
#   evidence: [opensearchserverless:BatchGetCollection, opensearchserverless:ListAccessPolicies,
#     opensearchserverless:GetAccessPolicy, bedrock-agent:ListKnowledgeBases,
#     bedrock-agent:GetKnowledgeBase]
#   params:
#     trusted_accounts: []
#     forbidden_for_kb: ["aoss:DeleteCollectionItems", "aoss:DeleteIndex"]
#     max_reader_principals: 10
#   messages:
#     wide: "data access policy %s covers all collections: %s"
#     account: "data access policy %s lets in everybody of an account: %s"
#     outsiders: "data access policy %s lets in principals of other accounts: %s"
#     for-knowledge-base: "data access policy %s grants too much to the role of knowledge base %s: %s"
#     readers: "%s principals may read its documents, and at most %s are allowed"
#     unnamed: "find out to which account the principals of data access policy %s belong: %s"
#     not-shown: no call of this account shows its name and its type
#   item: none
#   remediation: >-
#     Write a data access policy for each collection. Name the roles of its knowledge bases and its
#     administrators in entries of their own.
package lens.controls.gensec01_bp03.aoss_data_policy_scoped

import data.lens.lib.data_access
import data.lens.lib.finding
import data.lens.lib.vector_collections

_params := input.params["GENSEC01-BP03/aoss-data-policy-scoped"]

subjects := vector_collections.subjects

violations contains finding.of(subject, message, arguments, [proof]) if {
	some [subject, _, policy, entry, proof] in data_access.entries
	some message, found in {
		"wide": data_access.wide(entry),
		"account": data_access.accounts(entry),
		"outsiders": data_access.outsiders(entry, _params.trusted_accounts),
	}
	count(found) > 0
	arguments := [policy.name, found]
}

violations contains finding.of(subject, "for-knowledge-base", arguments, [proof]) if {
	some [subject, name, policy, entry, proof] in data_access.entries
	bases := data_access.bases(entry, subject.region)
	count(bases) > 0
	granted := {permission |
		some permission in data_access.permissions(entry, name)
		data_access.any_of(permission, array.concat(["aoss:*"], _params.forbidden_for_kb))
	}
	count(granted) > 0
	arguments := [policy.name, bases, granted]
}

violations contains finding.of(subject, "readers", [number, most], proofs) if {
	some subject in subjects
	readers := object.get(data_access.readers, subject, {})
	most := _params.max_reader_principals
	number := count(readers)
	number > most
	proofs := sort({proof | some [_, proof] in object.get(data_access.reading, subject, [])})
}

reviews contains finding.of(subject, "unnamed", arguments, [proof]) if {
	some [subject, _, policy, entry, proof] in data_access.entries
	found := data_access.unnamed(entry)
	count(found) > 0
	arguments := [policy.name, found]
}

unseen := {finding.of(subject, "not-shown", [], []) | some subject in vector_collections.unknown}

shown := {[subject, proof] | some [subject, _, _, _, proof] in data_access.entries}

# The role of a knowledge base that was not read may be one of the principals.
relies_on := vector_collections.policies("AWS::OpenSearchServerless::AccessPolicy") | {[subject, base.id] |
	some subject in subjects
	some base in input.resources["AWS::Bedrock::KnowledgeBase"]
	base.region == subject.region
}
