package lens_test.vector_costs_test

import data.lens.lib.vector_costs
import data.lens_test.testing

_id(name) := testing.arn("aoss", sprintf("collection/%s", [name]))

_collection(name, more) := testing.record(
	"AWS::OpenSearchServerless::Collection",
	_id(name),
	object.union({"status": "ACTIVE", "createdDate": 1700000000000}, more),
)

_index(name, more) := testing.record(
	"AWS::S3Vectors::Index",
	testing.arn("s3vectors", sprintf("bucket/b/index/%s", [name])),
	object.union({"creationTime": "2026-01-01T00:00:00Z"}, more),
)

_group(name, limits) := testing.record(
	"AWS::OpenSearchServerless::CollectionGroup",
	testing.arn("aoss", sprintf("collection-group/%s", [name])),
	{"name": name, "capacityLimits": limits},
)

_base(name, storage) := testing.record(
	"AWS::Bedrock::KnowledgeBase",
	testing.arn("bedrock", sprintf("knowledge-base/%s", [name])),
	{
		"status": "ACTIVE",
		"knowledgeBaseConfiguration": {"type": "VECTOR"},
		"storageConfiguration": storage,
	},
)

_facts := testing.facts(
	[
		_collection("alone", {}),
		_collection("resting", {"collectionGroupName": "zero"}),
		_collection("kept-warm", {"collectionGroupName": "one"}),
		_collection("lost", {"collectionGroupName": "nowhere"}),
		_collection("limitless", {"collectionGroupName": "unread"}),
		_group("zero", {"minSearchCapacityInOCU": 0, "minIndexingCapacityInOCU": 0}),
		_group("one", {"minSearchCapacityInOCU": 0, "minIndexingCapacityInOCU": 1}),
		testing.without(_group("unread", {}), "capacityLimits"),
		_index("used", {}),
		_index("other", {}),
		_base("A", {
			"type": "OPENSEARCH_SERVERLESS",
			"opensearchServerlessConfiguration": {"collectionArn": _id("alone")},
		}),
		_base("B", {
			"type": "S3_VECTORS",
			"s3VectorsConfiguration": {"indexArn": _index("used", {}).id},
		}),
	],
	{}, [],
)

test_what_is_billed_while_it_rests if {
	billed := vector_costs.billed with input as _facts
	billed == {_id("alone"), _id("kept-warm")}
	resting := vector_costs.resting with input as _facts
	resting == {_id("resting")}
	lost := vector_costs.lost_groups with input as _facts
	lost == {[_id("lost"), "nowhere"], [_id("limitless"), "unread"]}
}

test_age_of_stores if {
	young := {store.name |
		some store in array.concat(vector_costs.collections, vector_costs.indexes)
		vector_costs.is_young(store, 14)
	} with input as testing.facts(
		[
			_collection("new", {"createdDate": 1785000000000}),
			_collection("old", {}),
			_index("new-index", {"creationTime": "2026-07-30T00:00:00Z"}),
			_index("old-index", {}),
		],
		{}, [],
	)
	young == {"new", "new-index"}
}

_kept(store) if {
	vector_costs.kept(store, "owner") with input as _facts
} else := false

test_what_is_wanted if {
	_kept(_collection("alone", {}))
	_kept(_index("used", {}))
	_kept(object.union(_collection("resting", {}), {"tags": {"Owner": "me"}}))
	_kept(_index("other", {"ListTagsForResource": {"tags": {"OWNER": ""}}}))
}

test_what_is_not_wanted if {
	not _kept(_collection("resting", {}))
	not _kept(_index("other", {"ListTagsForResource": {"tags": {"team": "a"}}}))
}
