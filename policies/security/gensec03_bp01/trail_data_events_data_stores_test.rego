package lens_test.gensec03_bp01.trail_data_events_data_stores_test

import data.lens_test.testing

_control := "GENSEC03-BP01/trail-data-events-data-stores"

_docs := testing.record_in("global", "AWS::S3::Bucket", "arn:aws:s3:::docs", {
	"Name": "docs",
	"BucketRegion": "us-east-1",
})

_source := testing.record(
	"AWS::Bedrock::DataSource",
	testing.arn("bedrock", "knowledge-base/K/data-source/D"),
	{
		"status": "AVAILABLE",
		"dataSourceConfiguration": {"type": "S3", "s3Configuration": {"bucketArn": _docs.id}},
	},
)

_trail_id := testing.arn("cloudtrail", "trail/t")

# A trail with one advanced selector for each type.
_trail(types) := testing.record("AWS::CloudTrail::Trail", _trail_id, {
	"IsMultiRegionTrail": true,
	"GetTrailStatus": {"IsLogging": true},
	"GetEventSelectors": {"AdvancedEventSelectors": [selector |
		some type in types
		selector := {"FieldSelectors": [
			{"Field": "eventCategory", "Equals": ["Data"]},
			{"Field": "resources.type", "Equals": [type]},
		]}
	]},
})

_objects := _trail(["AWS::S3::Object"])

_facts(records, gaps) := testing.facts(array.concat([_docs, _source], records), {}, gaps)

_kinds(records, gaps) := testing.kinds(_control, _facts(records, gaps))

_subject(type, id, region) := {"type": type, "id": id, "region": region, "item": ""}

test_bucket_without_a_trail_fails if {
	testing.results(_control, _facts([], [])) == [{
		"kind": "fail",
		"subject": _subject("AWS::S3::Bucket", _docs.id, "global"),
		"message": "no active trail or event data store records all its data events",
		"proof": [{"id": _docs.id, "pointer": "/properties"}],
		"causes": [],
	}]
}

test_bucket_with_a_trail_passes if _kinds([_objects], []) == ["pass"]

test_trail_of_another_type_fails if _kinds([_trail(["AWS::Lambda::Function"])], []) == ["fail"]

test_trail_that_is_off_fails if {
	_kinds([object.union(_objects, {"properties": {"GetTrailStatus": {"IsLogging": false}}})], []) == ["fail"]
}

test_trail_of_another_region_fails if {
	elsewhere := object.union(_objects, {"region": "eu-west-1", "properties": {"IsMultiRegionTrail": false}})
	_kinds([elsewhere], []) == ["fail"]
}

# A trail of that Region alone may record its events, and no call of the scan shows it.
test_bucket_of_a_region_that_was_not_read_unknown if {
	every place in [{"BucketRegion": "ap-south-1"}, {}] {
		bucket := testing.record_in("global", "AWS::S3::Bucket", _docs.id, object.union({"Name": "docs"}, place))
		found := testing.results(_control, testing.facts([bucket, _source], {}, []))
		[r.kind | some r in found] == ["unknown"]
		[r.message | some r in found] == [
			"a trail may record its data events in its Region, of which no trails were read",
		]
		testing.kinds(_control, testing.facts([bucket, _source, _objects], {}, [])) == ["pass"]
	}
}

test_bucket_of_another_account_unknown if {
	testing.messages(_control, testing.facts([_source, _objects], {}, [])) == [
		"it is not in this account, or no call shows what it is",
	]
}

_vectors := testing.record("AWS::S3Vectors::VectorBucket", testing.arn("s3vectors", "bucket/v"), {})

_alone(records, gaps) := testing.facts(records, {}, gaps)

test_vector_bucket_needs_two_types if {
	testing.messages(_control, _alone([_vectors, _trail(["AWS::S3Vectors::VectorBucket"])], [])) == [
		"no active trail or event data store records all data events of its indexes",
	]
	both := _trail(["AWS::S3Vectors::VectorBucket", "AWS::S3Vectors::Index"])
	testing.kinds(_control, _alone([_vectors, both], [])) == ["pass"]
}

_application(more) := testing.record(
	"AWS::QBusiness::Application", testing.arn("qbusiness", "application/a"),
	object.union(
		{"applicationId": "a", "status": "ACTIVE", "applicationArn": testing.arn("qbusiness", "application/a")},
		more,
	),
)

_with_apps := _application({"qAppsConfiguration": {"qAppsControlMode": "ENABLED"}})

test_application_needs_two_types_with_its_apps if {
	one := _trail(["AWS::QBusiness::Application"])
	testing.kinds(_control, _alone([_application({}), one], [])) == ["pass"]
	testing.messages(_control, _alone([_with_apps, one], [])) == [
		"no active trail or event data store records all data events of its Amazon Q apps",
	]
	both := _trail(["AWS::QBusiness::Application", "AWS::QApps::QApp"])
	testing.kinds(_control, _alone([_with_apps, both], [])) == ["pass"]
}

test_application_that_is_half_read_unknown if {
	unread := testing.without(_application({}), "applicationArn")
	trail := _trail(["AWS::QBusiness::Application"])
	gap := testing.gap("qbusiness:GetApplication", unread.id)
	testing.kinds(_control, _alone([unread, trail], [gap])) == ["unknown"]
	testing.messages(_control, _alone([unread, trail], [])) == [
		"it could not be read whether it has Amazon Q apps",
	]
	testing.kinds(_control, _alone([unread], [gap])) == ["fail"]
}

test_function_of_an_action_group_fails if {
	function := testing.arn("lambda", "function:f")
	group := testing.record(
		"AWS::Bedrock::AgentActionGroup", testing.arn("bedrock", "agent/A/DRAFT/G"),
		{"actionGroupState": "ENABLED", "actionGroupExecutor": {"lambda": function}},
	)
	[result] := testing.results(_control, _alone([group], []))
	result.kind == "fail"
	result.subject == _subject("AWS::Lambda::Function", function, "us-east-1")
	result.proof == [{"id": group.id, "pointer": "/properties"}]
}

test_nothing_in_use_not_applicable if {
	testing.kinds(_control, _alone([_objects, _docs], [])) == ["not_applicable"]
}

_trail_gaps := {
	"cloudtrail:DescribeTrails": "eu-west-1",
	"cloudtrail:GetTrailStatus": _trail_id,
	"cloudtrail:GetEventSelectors": _trail_id,
	"cloudtrail:ListEventDataStores": "us-east-1",
	"cloudtrail:GetEventDataStore": testing.arn("cloudtrail", "eventdatastore/s"),
}

test_trails_not_read_unknown if {
	store := testing.record(
		"AWS::CloudTrail::EventDataStore", testing.arn("cloudtrail", "eventdatastore/s"),
		{"Name": "s"},
	)
	every operation, place in _trail_gaps {
		_kinds([_trail([]), store], [testing.gap(operation, place)]) == ["unknown"]
	}
}

test_what_was_seen_recorded_passes if {
	every operation, place in _trail_gaps {
		_kinds([_objects], [testing.gap(operation, place)]) == ["pass"]
	}
}

test_listings_denied_unknown if {
	listings := ["bedrock-agent:ListDataSources", "s3vectors:ListVectorBuckets", "qbusiness:ListApplications"]
	every operation in listings {
		testing.kinds(_control, _alone([], [testing.gap(operation, "us-east-1")])) == ["unknown"]
	}
}

test_old_training_does_not_count if {
	job := testing.record(
		"AWS::Bedrock::ModelCustomizationJob", testing.arn("bedrock", "model-customization-job/j"),
		{"creationTime": "2026-06-01T00:00:00Z", "trainingDataConfig": {"s3Uri": "s3://docs/t.jsonl"}},
	)
	testing.kinds(_control, _alone([job, _docs], [])) == ["fail"]
	params := {_control: {"lookback_days": 30}}
	testing.kinds(_control, testing.facts([job, _docs], params, [])) == ["not_applicable"]
}
