# METADATA
# title: Which keys encrypt what knowledge bases and assistants read
# description: |
#   The stores that a knowledge base names, managed knowledge bases, data sources, and applications of
#   Amazon Q Business. An index of S3 Vectors without a key of its own has the key of its bucket. A data
#   source has no ARN: it is an item of its knowledge base.
package lens.lib.vector_keys

import data.lens.lib.facts
import data.lens.lib.vector_stores

# Type -> [operation that shows the key, its path in the properties].
_paths := {
	"AWS::OpenSearchServerless::Collection": ["opensearchserverless:BatchGetCollection", ["kmsKeyArn"]],
	"AWS::OpenSearchService::Domain": ["opensearch:DescribeDomains", ["EncryptionAtRestOptions", "KmsKeyId"]],
	"AWS::RDS::DBCluster": ["rds:DescribeDBClusters", ["KmsKeyId"]],
	"AWS::NeptuneGraph::Graph": ["neptune-graph:GetGraph", ["kmsKeyIdentifier"]],
	"AWS::Kendra::Index": ["kendra:DescribeIndex", ["ServerSideEncryptionConfiguration", "KmsKeyId"]],
	"AWS::S3Vectors::VectorBucket": ["s3vectors:GetVectorBucket", ["encryptionConfiguration", "kmsKeyArn"]],
	"AWS::QBusiness::Application": ["qbusiness:GetApplication", ["encryptionConfiguration", "kmsKeyId"]],
	"AWS::Bedrock::DataSource": [
		"bedrock-agent:GetDataSource",
		["serverSideEncryptionConfiguration", "kmsKeyArn"],
	],
	"AWS::Bedrock::KnowledgeBase": ["bedrock-agent:GetKnowledgeBase", [
		"knowledgeBaseConfiguration",
		"managedKnowledgeBaseConfiguration",
		"serverSideEncryptionConfiguration",
		"kmsKeyArn",
	]],
}

# [subject, record of what names the key, its name or "", the part of the subject that has it (see
# kms_keys), operations that might have shown another key].
held := array.concat(_whole, array.concat(_in_sources, array.concat(_in_indexes, _in_buckets)))

_whole := [[facts.subject(r), r, _key(r), [], _operations(r)] |
	some r in array.concat(array.concat(_stores, _managed), input.resources["AWS::QBusiness::Application"])
	not _is_gone(r)
]

_stores := array.concat([store | some [_, _, store] in vector_stores.held], [index |
	some [_, arn] in _kendra
	index := facts.get("AWS::Kendra::Index", arn)
])

_managed := [base | some base in _bases; base.properties.knowledgeBaseConfiguration.type == "MANAGED"]

_in_sources := [[facts.item(base, id), source, _key(source), [], _operations(source)] |
	some source in input.resources["AWS::Bedrock::DataSource"]
	not _is_gone(source)
	[arn, id] := split(source.id, "/data-source/")
	base := facts.get("AWS::Bedrock::KnowledgeBase", arn)
	not _is_gone(base)
]

_in_indexes := [[facts.subject(bucket), base, object.get(own, "kmsKeyArn", ""), ["index", name], []] |
	some [base, bucket] in _indexed
	own := base.properties.GetIndex.encryptionConfiguration
	own.sseType
	name := base.properties.GetIndex.indexName
]

_in_buckets := [[facts.subject(bucket), bucket, _key(bucket), [], operations] |
	some [base, bucket] in _indexed
	not base.properties.GetIndex.encryptionConfiguration.sseType
	operations := array.concat(_operations(bucket), ["s3vectors:GetIndex"])
]

# [knowledge base, its bucket of S3 Vectors]
_indexed := [[base, bucket] |
	some [base, arn] in _vectors
	bucket := facts.get("AWS::S3Vectors::VectorBucket", arn)
]

_vectors := [[base, split(arn, "/index/")[0]] |
	some base in _bases
	store := base.properties.storageConfiguration.s3VectorsConfiguration
	arn := object.get(store, "vectorBucketArn", object.get(store, "indexArn", ""))
	arn != ""
]

_kendra := [[base, arn] |
	some base in _bases
	arn := base.properties.knowledgeBaseConfiguration.kendraKnowledgeBaseConfiguration.kendraIndexArn
]

_bases := [base | some base in input.resources["AWS::Bedrock::KnowledgeBase"]; not _is_gone(base)]

_is_gone(r) if r.properties.status in {"DELETING", "FAILED"}

_is_gone(r) if r.properties.Status in {"DELETING", "FAILED"}

# Buckets of S3 Vectors with an index of which nobody knows whether it has a key of its own.
unread := {facts.subject(bucket) | some [base, bucket] in _indexed; not base.properties.GetIndex}

# {[knowledge base, ARN of its store], ...}: stores that no call of this account shows.
missing := {[facts.subject(base), arn] |
	some [base, arn] in array.concat(_kendra, array.concat(_vectors, _others))
	count([type | some type, _ in _paths; facts.get(type, arn)]) == 0
}

_others := [[base, arn] | some [base, _, arn] in vector_stores.named; not _is_gone(base)]

# What else may show the key of a subject, or that it cannot be known.
relies_on := {[subject, r.id] | some [subject, r, _, _, _] in held} | {[facts.subject(bucket), base.id] |
	some [base, bucket] in _indexed
}

_operations(r) := [_paths[r.type][0]]

# Where encryption is off, there may be a key that encrypts nothing.
_key(r) := "" if {
	_is_open(r)
} else := object.get(r.properties, _paths[r.type][1], "")

_is_open(r) if r.properties.EncryptionAtRestOptions.Enabled == false

_is_open(r) if r.properties.StorageEncrypted == false
