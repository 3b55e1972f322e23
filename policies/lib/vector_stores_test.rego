package lens_test.lib.vector_stores_test

import data.lens.lib.vector_stores
import data.lens_test.testing

_base(properties) := testing.record(
	"AWS::Bedrock::KnowledgeBase",
	testing.arn("bedrock", "knowledge-base/KB"),
	object.union({"status": "ACTIVE", "knowledgeBaseConfiguration": {"type": "VECTOR"}}, properties),
)

_collection_arn := testing.arn("aoss", "collection/c1")

_stored(kind, member, key, arn) := _base({"storageConfiguration": {"type": kind, member: {key: arn}}})

_serverless := _stored(
	"OPENSEARCH_SERVERLESS", "opensearchServerlessConfiguration",
	"collectionArn", _collection_arn,
)

_collection(properties) := testing.record(
	"AWS::OpenSearchServerless::Collection",
	_collection_arn,
	properties,
)

_bases(records) := found if {
	facts := testing.facts(records, {}, [])
	found := [b.id | some b in vector_stores.bases] with input as facts
}

_held(records) := found if {
	facts := testing.facts(records, {}, [])
	found := [[b.id, kind, s.id] | some [b, kind, s] in vector_stores.held] with input as facts
}

_doubts(records) := found if {
	facts := testing.facts(records, {}, [])
	found := [[message, arguments] | some [_, message, arguments] in vector_stores.doubts] with input as facts
}

_id := testing.arn("bedrock", "knowledge-base/KB")

test_bases_with_vectors if {
	_bases([_base({})]) == [_id]
	_bases([_base({"knowledgeBaseConfiguration": {"type": "MANAGED"}})]) == [_id]
	_bases([testing.without(_base({}), "knowledgeBaseConfiguration")]) == [_id]
}

test_other_bases_are_left_out if {
	_bases([_base({"knowledgeBaseConfiguration": {"type": "KENDRA"}})]) == []
	_bases([_base({"knowledgeBaseConfiguration": {"type": "SQL"}})]) == []
	_bases([_base({"status": "DELETING"})]) == []
}

test_each_kind_of_store_is_found_by_its_arn if {
	some [kind, member, key, arn, type] in [
		[
			"OPENSEARCH_SERVERLESS", "opensearchServerlessConfiguration", "collectionArn",
			_collection_arn, "AWS::OpenSearchServerless::Collection",
		],
		[
			"OPENSEARCH_MANAGED_CLUSTER", "opensearchManagedClusterConfiguration", "domainArn",
			testing.arn("es", "domain/d"), "AWS::OpenSearchService::Domain",
		],
		["RDS", "rdsConfiguration", "resourceArn", testing.arn("rds", "cluster:c"), "AWS::RDS::DBCluster"],
		[
			"NEPTUNE_ANALYTICS", "neptuneAnalyticsConfiguration", "graphArn",
			testing.arn("neptune-graph", "graph/g-1"), "AWS::NeptuneGraph::Graph",
		],
	]
	base := _stored(kind, member, key, arn)
	_held([base, testing.record(type, arn, {})]) == [[_id, kind, arn]]
	_held([base]) == []
}

test_name_of_a_store if {
	vector_stores.name(testing.arn("rds", "cluster:pair")) == "pair"
	vector_stores.name(_collection_arn) == "c1"
}

test_store_that_was_not_read_is_in_doubt if _doubts([_serverless]) == [["store-not-shown", ["c1"]]]

test_store_with_unknown_zones_is_in_doubt if {
	_doubts([_serverless, _collection({})]) == [["spread-not-shown", ["c1"]]]
	_doubts([_serverless, _collection({"standbyReplicas": "ENABLED"})]) == []
	_doubts([_serverless, _collection({"standbyReplicas": "DISABLED"})]) == []
}

test_absent_or_unknown_store_is_in_doubt if {
	_doubts([_base({})]) == [["no-store-shown", []]]
	_doubts([_base({"storageConfiguration": {"type": "NEW"}})]) == [["type-not-known", ["NEW"]]]
	_doubts([_base({"storageConfiguration": {"type": "RDS"}})]) == [["type-not-known", ["RDS"]]]
}

test_what_others_run_is_not_in_doubt if {
	_doubts([_base({"storageConfiguration": {"type": "PINECONE"}})]) == []
	_doubts([_base({"storageConfiguration": {"type": "S3_VECTORS"}})]) == []
	_doubts([_base({"knowledgeBaseConfiguration": {"type": "MANAGED"}})]) == []
}

_by_service(records) := found if {
	facts := testing.facts(records, {}, [])
	found := [b.id | some b in vector_stores.by_service] with input as facts
}

test_stores_that_aws_spreads if {
	_by_service([_base({"storageConfiguration": {"type": "S3_VECTORS"}})]) == [_id]
	_by_service([_base({"knowledgeBaseConfiguration": {"type": "MANAGED"}})]) == [_id]
	_by_service([_serverless]) == []
}

_domain(config) := testing.record(
	"AWS::OpenSearchService::Domain",
	testing.arn("es", "domain/d"),
	{"ClusterConfig": config},
)

test_domain if {
	vector_stores.faults(_domain({"ZoneAwarenessEnabled": false, "InstanceCount": 2})) == {
		["no-zone-awareness", ["d"], "ClusterConfig"],
	}
	vector_stores.faults(_domain({"ZoneAwarenessEnabled": true, "InstanceCount": 1})) == {
		["few-nodes", ["d", 1, 2], "ClusterConfig"],
	}
	three := {"AvailabilityZoneCount": 3}
	vector_stores.faults(_domain({
		"ZoneAwarenessEnabled": true,
		"InstanceCount": 2,
		"ZoneAwarenessConfig": three,
	})) == {["few-nodes", ["d", 2, 3], "ClusterConfig"]}
	vector_stores.spread(_domain({"ZoneAwarenessEnabled": true, "InstanceCount": 2}))
	vector_stores.spread(_domain({
		"ZoneAwarenessEnabled": true,
		"InstanceCount": 3,
		"ZoneAwarenessConfig": three,
	}))
}

_unclear_domain(config) if {
	domain := _domain(config)
	vector_stores.faults(domain) == set()
	not vector_stores.spread(domain)
}

test_domain_that_lacks_a_member if {
	_unclear_domain({"InstanceCount": 2})
	_unclear_domain({"ZoneAwarenessEnabled": true})
}

_cluster(properties) := testing.record("AWS::RDS::DBCluster", testing.arn("rds", "cluster:c"), properties)

_writer := {"IsClusterWriter": true}

_reader := {"IsClusterWriter": false}

test_cluster if {
	vector_stores.faults(_cluster({"MultiAZ": false, "DBClusterMembers": [_writer]})) == {
		["one-zone", ["c"], "MultiAZ"],
		["no-reader", ["c"], "DBClusterMembers"],
	}
	vector_stores.spread(_cluster({"MultiAZ": true, "DBClusterMembers": [_writer, _reader]}))
}

_unclear_cluster(properties) if {
	cluster := _cluster(properties)
	vector_stores.faults(cluster) == set()
	not vector_stores.spread(cluster)
}

test_cluster_that_lacks_a_member if {
	_unclear_cluster({"DBClusterMembers": [_writer, _reader]})
	_unclear_cluster({"MultiAZ": true})
	_unclear_cluster({"MultiAZ": true, "DBClusterMembers": [_writer, {}]})
}

_graph(properties) := testing.record(
	"AWS::NeptuneGraph::Graph",
	testing.arn("neptune-graph", "graph/g"),
	properties,
)

test_graph if {
	vector_stores.faults(_graph({"replicaCount": 0})) == {["no-replica", ["g"], "replicaCount"]}
	vector_stores.spread(_graph({"replicaCount": 1}))
	vector_stores.faults(_graph({})) == set()
	not vector_stores.spread(_graph({}))
}

test_collection if {
	vector_stores.faults(_collection({"standbyReplicas": "DISABLED"})) == {
		["no-standby", ["c1"], "standbyReplicas"],
	}
	vector_stores.spread(_collection({"standbyReplicas": "ENABLED"}))
}

_index(name) := testing.record(
	"AWS::S3Vectors::Index",
	testing.arn("s3vectors", sprintf("bucket/b/index/%s", [name])),
	{},
)

_others(store) := found if {
	base := _base({"storageConfiguration": {"type": "S3_VECTORS", "s3VectorsConfiguration": store}})
	facts := testing.facts([base, _index("a"), _index("c")], {}, [])
	found := {i.name | some i in vector_stores.other_indexes} with input as facts
}

test_indexes_that_no_base_names if {
	_others({"indexArn": _index("a").id}) == {"c"}
	_others({"vectorBucketArn": testing.arn("s3vectors", "bucket/b"), "indexName": "c"}) == {"a"}
	_others({}) == {"a", "c"}
}
