package lens_test.vector_capacity_test

import data.lens.lib.vector_capacity
import data.lens_test.testing

_collection(name, properties) := testing.record(
	"AWS::OpenSearchServerless::Collection",
	testing.arn("aoss", sprintf("collection/%s", [name])),
	object.union({"status": "ACTIVE"}, properties),
)

_vectors := _collection("vectors", {"type": "VECTORSEARCH"})

_grouped(type) := _collection("grouped", {"type": type, "collectionGroupName": "g"})

_group := testing.record(
	"AWS::OpenSearchServerless::CollectionGroup",
	testing.arn("aoss", "collection-group/g"),
	{},
)

_settings := testing.record(
	"AWS::OpenSearchServerless::AccountSettings",
	testing.arn("aoss", "account-settings"),
	{},
)

_cluster(properties) := testing.record("AWS::RDS::DBCluster", testing.arn("rds", "cluster:pg"), properties)

_base := testing.record("AWS::Bedrock::KnowledgeBase", testing.arn("bedrock", "knowledge-base/KB"), {
	"status": "ACTIVE",
	"knowledgeBaseConfiguration": {"type": "VECTOR"},
	"storageConfiguration": {
		"type": "RDS",
		"rdsConfiguration": {"resourceArn": testing.arn("rds", "cluster:pg")},
	},
})

_found(records) := {one.name | some one in all} if {
	facts := testing.facts(records, {}, [])
	all := array.concat(
		array.concat(vector_capacity.collections, vector_capacity.groups),
		array.concat(vector_capacity.settings, vector_capacity.clusters),
	) with input as facts
}

test_collections_with_vectors if {
	_found([_vectors]) == {"vectors"}
	_found([_collection("logs", {"type": "TIMESERIES"})]) == set()
	_found([_collection("new", {})]) == {"new"}
	_found([_collection("old", {"type": "VECTORSEARCH", "status": "DELETING"})]) == set()
}

test_groups_with_vectors if {
	_found([_group]) == {"g"}
	_found([_group, _grouped("VECTORSEARCH")]) == {"g", "grouped"}
	_found([_group, _grouped("SEARCH")]) == set()
}

test_settings_are_about_what_is_outside_of_groups if {
	_found([_settings, _vectors]) == {"account-settings", "vectors"}
	_found([_settings, _grouped("VECTORSEARCH")]) == {"grouped"}
	_found([_settings]) == set()
}

test_clusters_behind_knowledge_bases if {
	serverless := _cluster({"ServerlessV2ScalingConfiguration": {"MinCapacity": 0.5}})
	_found([_base, serverless]) == {"pg"}
	_found([serverless]) == set()
	_found([_base, _cluster({})]) == set()
}
