package lens_test.gencost04_bp01.idle_vector_store_test

import data.lens_test.testing

_control := "GENCOST04-BP01/idle-vector-store"

_metrics := "cloudwatch:GetMetricData"

_id := testing.arn("aoss", "collection/abc")

_collection(points, more) := testing.record(
	"AWS::OpenSearchServerless::Collection",
	_id,
	object.union(
		{
			"status": "ACTIVE",
			"type": "VECTORSEARCH",
			"createdDate": 1750000000000,
			"GetMetricData": {"SearchRequestRate": testing.metric(14, 3600, {"abc": points})},
		},
		more,
	),
)

_group(minimum) := testing.record(
	"AWS::OpenSearchServerless::CollectionGroup",
	testing.arn("aoss", "collection-group/g"),
	{"name": "g", "capacityLimits": {"minSearchCapacityInOCU": minimum}},
)

_resting := _collection([], {"collectionGroupName": "g"})

_index := testing.record(
	"AWS::S3Vectors::Index",
	testing.arn("s3vectors", "bucket/b/index/i"),
	{"creationTime": "2026-01-01T00:00:00Z", "ListTagsForResource": {"tags": {}}},
)

_owned := object.union(_index, {"properties": {"ListTagsForResource": {"tags": {"owner": "x"}}}})

_base(storage) := testing.record(
	"AWS::Bedrock::KnowledgeBase",
	testing.arn("bedrock", "knowledge-base/KB"),
	{
		"status": "ACTIVE",
		"knowledgeBaseConfiguration": {"type": "VECTOR"},
		"storageConfiguration": object.union({"type": "OPENSEARCH_SERVERLESS"}, storage),
	},
)

_naming := _base({"opensearchServerlessConfiguration": {"collectionArn": _id}})

_kinds(records, params, gaps) := testing.kinds(_control, testing.facts(records, {_control: params}, gaps))

_messages(records) := testing.messages(_control, testing.facts(records, {}, []))

test_idle_collection_fails if {
	testing.results(_control, testing.facts([_collection([], {}), _naming], {}, [])) == [{
		"kind": "fail",
		"subject": {
			"type": "AWS::OpenSearchServerless::Collection",
			"id": _id,
			"region": "us-east-1",
			"item": "",
		},
		"message": "nobody searched it in the last 14 days, and its OCUs are billed all the same",
		"proof": [{"id": _id, "pointer": "/properties/GetMetricData/SearchRequestRate"}],
		"causes": [],
	}]
}

test_minimum_of_the_group_is_billed if _kinds([_resting, _group(1), _naming], {}, []) == ["fail"]

test_resting_collection_that_nobody_wants_fails if {
	_messages([_resting, _group(0)]) == [concat("", [
		"nobody searched it in the last 14 days, no knowledge base names it, ",
		`and it has no tag "owner"`,
	])]
}

test_resting_collection_that_somebody_wants_passes if {
	_kinds([_resting, _group(0), _naming], {}, []) == ["pass"]
	_kinds([object.union(_resting, {"tags": {"owner": "x"}}), _group(0)], {}, []) == ["pass"]
}

test_searched_collection_passes if _kinds([_collection([[335, 1]], {})], {}, []) == ["pass"]

test_index_that_nobody_wants_fails if {
	_messages([_index]) == [`no knowledge base names it, and it has no tag "owner"`]
	_kinds([_owned], {}, []) == ["pass"]
	_kinds([_owned], {"owner_tag": "team"}, []) == ["fail"]
}

test_index_needs_no_metric if {
	gap := testing.gap(_metrics, "us-east-1")
	_kinds([_index], {}, [gap]) == ["fail"]
	_kinds([_owned], {}, [gap]) == ["pass"]
}

test_others_not_applicable if {
	young := _collection([], {"createdDate": 1785000000000})
	other := _collection([], {"type": "SEARCH"})
	failed := _collection([], {"status": "FAILED"})
	every records in [[], [young], [other], [failed]] { _kinds(records, {}, []) == ["not_applicable"] }
}

test_what_aws_does_not_show_unknown if {
	ageless := testing.without(_collection([], {}), "createdDate")
	_messages([ageless]) == ["AWS does not show when it was created"]
	_messages([_resting]) == [`collection group "g" was not found`]
	said := `metric "SearchRequestRate" was not read for the last 14 days; scan again with --metrics`
	_messages([testing.without(_collection([], {}), "GetMetricData")]) == [said]
	_kinds([ageless], {}, []) == ["unknown"]
	_kinds([_collection([], {})], {"idle_days": 15}, []) == ["unknown"]
}

test_lost_metric_unknown if {
	unread := testing.without(_collection([], {}), "GetMetricData")
	every place in ["us-east-1", _id] { _kinds([unread], {}, [testing.gap(_metrics, place)]) == ["unknown"] }
}

test_lost_use_unknown if {
	base := "bedrock-agent:GetKnowledgeBase"
	listing := testing.gap("bedrock-agent:ListKnowledgeBases", "us-east-1")
	_kinds([_resting, _group(0)], {}, [listing]) == ["unknown"]
	_kinds([_resting, _group(0), _base({})], {}, [testing.gap(base, _base({}).id)]) == ["unknown"]
	_kinds([_index], {}, [testing.gap("s3vectors:ListTagsForResource", _index.id)]) == ["unknown"]
	_kinds([_collection([], {})], {}, [listing]) == ["fail"]
}

test_denied_listings_unknown if {
	every operation in ["opensearchserverless:ListCollections", "s3vectors:ListIndexes"] {
		_kinds([], {}, [testing.gap(operation, "us-east-1")]) == ["unknown"]
	}
}
