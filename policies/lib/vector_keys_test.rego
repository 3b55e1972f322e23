package lens_test.vector_keys_test

import data.lens.lib.facts
import data.lens.lib.vector_keys
import data.lens_test.testing

_arn := testing.arn("kms", "key/1234abcd")

_base(id, properties) := testing.record(
	"AWS::Bedrock::KnowledgeBase",
	testing.arn("bedrock", sprintf("knowledge-base/%s", [id])),
	object.union({"status": "ACTIVE"}, properties),
)

_stored(id, type, member, store) := _base(id, {
	"knowledgeBaseConfiguration": {"type": "VECTOR"},
	"storageConfiguration": {"type": type, member: store},
})

# [id of the subject, item, key, part, operations] of each.
_found(records) := {[subject.id, subject.item, key, part, operations] |
	document := testing.facts(records, {}, [])
	held := vector_keys.held with input as document
	some [subject, _, key, part, operations] in held
}

_missing(records) := missing if {
	document := testing.facts(records, {}, [])
	missing := vector_keys.missing with input as document
}

_one(base, type, id, properties, key, operation) if {
	store := testing.record(type, id, properties)
	_found([base, store]) == {[id, "", key, [], [operation]]}
	_missing([base, store]) == set()
	_missing([base]) == {[facts.subject(base), id]}
	_found([base]) == set()
}

test_collection if {
	id := testing.arn("aoss", "collection/a1")
	base := _stored("B1", "OPENSEARCH_SERVERLESS", "opensearchServerlessConfiguration", {"collectionArn": id})
	type := "AWS::OpenSearchServerless::Collection"
	operation := "opensearchserverless:BatchGetCollection"
	_one(base, type, id, {"kmsKeyArn": "auto"}, "auto", operation)
	_one(base, type, id, {"kmsKeyArn": _arn}, _arn, operation)
	_one(base, type, id, {}, "", operation)
}

test_domain if {
	id := testing.arn("es", "domain/a1")
	member := "opensearchManagedClusterConfiguration"
	base := _stored("B1", "OPENSEARCH_MANAGED_CLUSTER", member, {"domainArn": id})
	on := {"EncryptionAtRestOptions": {"Enabled": true, "KmsKeyId": _arn}}
	_one(base, "AWS::OpenSearchService::Domain", id, on, _arn, "opensearch:DescribeDomains")
	off := {"EncryptionAtRestOptions": {"Enabled": false, "KmsKeyId": _arn}}
	_one(base, "AWS::OpenSearchService::Domain", id, off, "", "opensearch:DescribeDomains")
}

test_cluster if {
	id := testing.arn("rds", "cluster:a1")
	base := _stored("B1", "RDS", "rdsConfiguration", {"resourceArn": id})
	on := {"StorageEncrypted": true, "KmsKeyId": _arn}
	_one(base, "AWS::RDS::DBCluster", id, on, _arn, "rds:DescribeDBClusters")
	off := {"StorageEncrypted": false, "KmsKeyId": _arn}
	_one(base, "AWS::RDS::DBCluster", id, off, "", "rds:DescribeDBClusters")
}

test_graph if {
	id := testing.arn("neptune-graph", "graph/g1")
	base := _stored("B1", "NEPTUNE_ANALYTICS", "neptuneAnalyticsConfiguration", {"graphArn": id})
	found := {"kmsKeyIdentifier": _arn}
	_one(base, "AWS::NeptuneGraph::Graph", id, found, _arn, "neptune-graph:GetGraph")
}

_kendra := testing.arn("kendra", "index/a1")

_searching := _base("B1", {"knowledgeBaseConfiguration": {
	"type": "KENDRA",
	"kendraKnowledgeBaseConfiguration": {"kendraIndexArn": _kendra},
}})

test_kendra if {
	found := {"Status": "ACTIVE", "ServerSideEncryptionConfiguration": {"KmsKeyId": _arn}}
	_one(_searching, "AWS::Kendra::Index", _kendra, found, _arn, "kendra:DescribeIndex")
	_found([_searching, testing.record("AWS::Kendra::Index", _kendra, {"Status": "DELETING"})]) == set()
}

test_managed_knowledge_base if {
	base := _base("B1", {"knowledgeBaseConfiguration": {
		"type": "MANAGED",
		"managedKnowledgeBaseConfiguration": {"serverSideEncryptionConfiguration": {"kmsKeyArn": _arn}},
	}})
	_found([base]) == {[base.id, "", _arn, [], ["bedrock-agent:GetKnowledgeBase"]]}
}

test_application if {
	id := testing.arn("qbusiness", "application/a1")
	found := {"status": "ACTIVE", "encryptionConfiguration": {"kmsKeyId": "mine"}}
	application := testing.record("AWS::QBusiness::Application", id, found)
	_found([application]) == {[id, "", "mine", [], ["qbusiness:GetApplication"]]}
	_found([object.union(application, {"properties": {"status": "FAILED"}})]) == set()
}

_bucket_id := testing.arn("s3vectors", "bucket/b")

_bucket(properties) := testing.record("AWS::S3Vectors::VectorBucket", _bucket_id, properties)

_sealed := {"encryptionConfiguration": {"sseType": "aws:kms", "kmsKeyArn": _arn}}

_vectors(id, store, index) := object.union(
	_stored(id, "S3_VECTORS", "s3VectorsConfiguration", store),
	{"properties": index},
)

_by_index := {"indexArn": sprintf("%s/index/i", [_bucket_id])}

_both := ["s3vectors:GetVectorBucket", "s3vectors:GetIndex"]

test_index_inherits_the_key_of_its_bucket if {
	plain := {"GetIndex": {"indexName": "i"}}
	every store in [_by_index, {"vectorBucketArn": _bucket_id, "indexName": "i"}] {
		base := _vectors("B1", store, plain)
		_found([base, _bucket(_sealed)]) == {[_bucket_id, "", _arn, [], _both]}
		_found([base, _bucket({})]) == {[_bucket_id, "", "", [], _both]}
		_missing([base, _bucket({})]) == set()
		_missing([base]) == {[facts.subject(base), _bucket_id]}
	}
}

test_index_with_a_key_of_its_own if {
	own := {"GetIndex": {"indexName": "i", "encryptionConfiguration": {"sseType": "aws:kms", "kmsKeyArn": "k"}}}
	_found([_vectors("B1", _by_index, own), _bucket({})]) == {[_bucket_id, "", "k", ["index", "i"], []]}
	open := {"GetIndex": {"indexName": "i", "encryptionConfiguration": {"sseType": "AES256"}}}
	_found([_vectors("B1", _by_index, open), _bucket(_sealed)]) == {[_bucket_id, "", "", ["index", "i"], []]}
}

test_index_that_was_not_read if {
	base := _vectors("B1", _by_index, {})
	bucket := _bucket(_sealed)
	document := testing.facts([base, bucket], {}, [])
	unread := vector_keys.unread with input as document
	unread == {facts.subject(bucket)}
	places := vector_keys.relies_on with input as document
	places == {[facts.subject(bucket), place] | some place in [bucket.id, base.id]}
}

_source(properties) := testing.record(
	"AWS::Bedrock::DataSource",
	testing.arn("bedrock", "knowledge-base/B1/data-source/D1"),
	properties,
)

test_data_source if {
	base := _base("B1", {})
	found := {"status": "AVAILABLE", "serverSideEncryptionConfiguration": {"kmsKeyArn": _arn}}
	_found([base, _source(found)]) == {[base.id, "D1", _arn, [], ["bedrock-agent:GetDataSource"]]}
	_found([base, _source({"status": "DELETING"})]) == set()
	_found([_source(found)]) == set()
	_found([_base("B1", {"status": "DELETING"}), _source(found)]) == set()
}
