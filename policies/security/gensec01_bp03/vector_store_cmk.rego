# METADATA
# title: Encrypt vector stores and ingested documents with customer managed keys
# description: >-
#   A vector store holds what the documents say. Only with your own key can you decide who may decrypt it,
#   see who did, and revoke access.
# custom:
#   id: GENSEC01-BP03/vector-store-cmk
#   severity: medium
#   precision: high
#   mode: automated
#   resources:
#     - AWS::Bedrock::KnowledgeBase
#     - AWS::OpenSearchServerless::Collection
#     - AWS::OpenSearchService::Domain
#     - AWS::RDS::DBCluster
#     - AWS::NeptuneGraph::Graph
#     - AWS::S3Vectors::VectorBucket
#     - AWS::Kendra::Index
#     - AWS::QBusiness::Application
#   lists:
#     - bedrock-agent:ListKnowledgeBases
#     - bedrock-agent:GetKnowledgeBase
#     - bedrock-agent:ListDataSources
#     - opensearchserverless:BatchGetCollection
#     - opensearch:DescribeDomains
#     - rds:DescribeDBClusters
#     - neptune-graph:GetGraph
#     - s3vectors:GetVectorBucket
#     - kendra:DescribeIndex
#     - qbusiness:ListApplications
#   evidence:
#     - bedrock-agent:GetDataSource
#     - s3vectors:GetIndex
#     - qbusiness:GetApplication
#     - kms:DescribeKey
#   params: {}
#   messages:
#     no-customer-key: "@no-customer-key"
#     key-of-aws: "@key-of-aws"
#     key-unusable: "@key-unusable"
#     key-not-shown: "@key-not-shown"
#     index-no-customer-key: "@index-no-customer-key"
#     index-key-of-aws: "@index-key-of-aws"
#     index-key-unusable: "@index-key-unusable"
#     index-key-not-shown: "@index-key-not-shown"
#     index-not-shown: no call shows whether one of its indexes has a key of its own
#     store-not-shown: no call of this account shows its vector store %s
#   item: source
#   remediation: >-
#     Set a customer managed KMS key, or create the store again with one: most stores keep the key that they
#     were created with. Enable a disabled key, or cancel its deletion.
package lens.controls.gensec01_bp03.vector_store_cmk

import data.lens.lib.finding
import data.lens.lib.kms_keys
import data.lens.lib.vector_keys

subjects := {subject | some [subject, _, _, _, _] in vector_keys.held} | {subject |
	some [subject, _] in vector_keys.missing
}

violations := {finding.absent(subject, message, arguments, [_at(r)], operations) |
	some [subject, r, key, part, operations] in vector_keys.held
	some [message, arguments] in kms_keys.faults(r, key, part)
}

unseen := {finding.of(subject, message, arguments, [_at(r)]) |
	some [subject, r, key, part, _] in vector_keys.held
	some [message, arguments] in kms_keys.doubts(r, key, part)
} | ({finding.of(subject, "index-not-shown", [], [_at(subject)]) |
	some subject in vector_keys.unread
} | {finding.of(subject, "store-not-shown", [arn], [_at(subject)]) |
	some [subject, arn] in vector_keys.missing
})

relies_on := vector_keys.relies_on

# What else was not read, such as another part of a knowledge base, changes nothing.
proven := subjects - {f.subject | some f in (violations | unseen)}

_at(thing) := {"id": thing.id, "pointer": ""}
