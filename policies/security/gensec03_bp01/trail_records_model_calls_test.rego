package lens_test.gensec03_bp01.trail_records_model_calls_test

import data.lens_test.testing

_control := "GENSEC03-BP01/trail-records-model-calls"

_agent := testing.record("AWS::Bedrock::Agent", testing.arn("bedrock", "agent/A1"), {"agentId": "A1"})

_flow_in_ireland := testing.record_in(
	"eu-west-1",
	"AWS::Bedrock::Flow",
	"arn:aws:bedrock:eu-west-1:111122223333:flow/F1",
	{"id": "F1"},
)

_id := testing.arn("cloudtrail", "trail/t")

_good := {
	"IsMultiRegionTrail": true,
	"HomeRegion": "us-east-1",
	"GetTrailStatus": {"IsLogging": true},
	"GetEventSelectors": {"EventSelectors": [{"ReadWriteType": "All", "IncludeManagementEvents": true}]},
}

# A trail that records everything, with `changes`.
_trail(changes) := testing.record("AWS::CloudTrail::Trail", _id, object.union(_good, changes))

_store(changes) := testing.record(
	"AWS::CloudTrail::EventDataStore",
	testing.arn("cloudtrail", "eventdatastore/s"),
	object.union(
		{
			"Status": "ENABLED",
			"MultiRegionEnabled": true,
			"AdvancedEventSelectors": [{"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]}],
		},
		changes,
	),
)

_facts(records, gaps) := testing.facts(array.concat([_agent], records), {}, gaps)

_kinds(records) := testing.kinds(_control, _facts(records, []))

_none := `no single trail or event data store records all model calls in "us-east-1"`

_lacks(name, what) := sprintf(`trail or event data store "%s" %s`, [name, what])

# The parts of the message about the trail, without its first sentence.
_faults(changes) := split(trim_prefix(message, sprintf("%s; ", [_none])), "; ") if {
	[message] := testing.messages(_control, _facts([_trail(changes)], []))
}

_subject := {"type": "AWS::Account", "id": testing.iam("root"), "region": "global", "item": ""}

test_no_trail_fails if {
	testing.results(_control, _facts([], [])) == [{
		"kind": "fail",
		"subject": _subject,
		"message": `no single trail or event data store records all model calls in "us-east-1"`,
		"proof": [],
		"causes": [],
	}]
}

test_good_trail_passes if {
	trail := _trail({})
	testing.results(_control, _facts([trail], [])) == [{
		"kind": "pass",
		"subject": _subject,
		"message": "",
		"proof": [{"id": trail.id, "pointer": "/properties"}],
		"causes": [],
	}]
}

test_writes_only_fails if {
	changes := {
		"GetEventSelectors": {"EventSelectors": [{"ReadWriteType": "WriteOnly", "IncludeManagementEvents": true}]},
	}
	[found] := testing.results(_control, _facts([_trail(changes)], []))
	found.kind == "fail"
	found.proof == [{"id": _id, "pointer": "/properties"}]
	_faults(changes) == [_lacks("t", "does not record read events of Bedrock")]
}

test_no_management_events_fails if {
	selector := {"ReadWriteType": "All", "IncludeManagementEvents": false}
	_faults({"GetEventSelectors": {"EventSelectors": [selector]}}) == [
		_lacks("t", "does not record read events of Bedrock"),
		_lacks("t", "does not record write events of Bedrock"),
	]
}

test_two_selectors_that_make_both_pass if {
	selectors := [{"ReadWriteType": type, "IncludeManagementEvents": true} |
		some type in ["ReadOnly", "WriteOnly"]
	]
	_kinds([_trail({"GetEventSelectors": {"EventSelectors": selectors}})]) == ["pass"]
}

# The verdict on a trail with an advanced selector of management events and one more field.
_advanced(field) := _kinds([testing.record("AWS::CloudTrail::Trail", _id, object.union(
	object.remove(_good, ["GetEventSelectors"]),
	{
		"GetEventSelectors": {
			"AdvancedEventSelectors": [
				{"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}, field]},
			],
		},
	},
))])

test_advanced_selector_that_leaves_other_sources_out_passes if {
	_advanced({"Field": "eventSource", "NotEquals": ["kms.amazonaws.com", "rdsdata.amazonaws.com"]}) == ["pass"]
}

test_advanced_selector_that_leaves_bedrock_out_fails if {
	_advanced({"Field": "eventSource", "NotEquals": ["bedrock.amazonaws.com"]}) == ["fail"]
}

test_advanced_selector_of_writes_fails if _advanced({"Field": "readOnly", "Equals": ["false"]}) == ["fail"]

test_advanced_selector_narrowed_to_event_names_fails if {
	_advanced({"Field": "eventName", "NotEquals": ["InvokeModel"]}) == ["fail"]
}

test_advanced_selector_without_other_events_passes if {
	_advanced({"Field": "eventName", "NotEquals": ["Decrypt"]}) == ["pass"]
}

# What a service does by itself is an AwsServiceEvent. The call of a model is an AwsApiCall.
test_event_data_store_without_service_events_passes if {
	selector := {"FieldSelectors": [
		{"Field": "eventCategory", "Equals": ["Management"]},
		{"Field": "eventType", "NotEquals": ["AwsServiceEvent"]},
	]}
	_kinds([_store({"AdvancedEventSelectors": [selector]})]) == ["pass"]
}

test_trail_that_does_not_log_fails if {
	_faults({"GetTrailStatus": {"IsLogging": false}}) == [_lacks("t", "is not logging")]
}

test_trail_that_cannot_deliver_fails if {
	_faults({"GetTrailStatus": {"LatestDeliveryError": "AccessDenied"}}) == [_lacks("t", "fails to deliver")]
}

test_trail_whose_delivery_recovered_passes if {
	_kinds([_trail({"GetTrailStatus": {"LatestDeliveryError": ""}})]) == ["pass"]
}

test_single_region_trail_of_the_one_region_in_use_passes if {
	_kinds([_trail({"IsMultiRegionTrail": false})]) == ["pass"]
}

test_single_region_trail_of_another_region_fails if {
	trail := testing.record_in(
		"eu-west-1",
		"AWS::CloudTrail::Trail",
		_id,
		object.union(_good, {"IsMultiRegionTrail": false}),
	)
	testing.messages(_control, _facts([trail], [])) == [concat("; ", [
		`no single trail or event data store records all model calls in "us-east-1"`,
		_lacks("t", `does not cover "us-east-1"`),
	])]
}

test_single_region_trail_of_one_region_of_two_fails if {
	testing.messages(
		_control,
		_facts([_flow_in_ireland, _trail({"IsMultiRegionTrail": false})], []),
	) == [concat("; ", [
		`no single trail or event data store records all model calls in "eu-west-1", "us-east-1"`,
		_lacks("t", `does not cover "eu-west-1"`),
	])]
}

test_one_trail_for_each_region_fails if {
	id := "arn:aws:cloudtrail:eu-west-1:111122223333:trail/u"
	changed := object.union(_good, {"IsMultiRegionTrail": false})
	other := testing.record_in("eu-west-1", "AWS::CloudTrail::Trail", id, changed)
	_kinds([_flow_in_ireland, _trail({"IsMultiRegionTrail": false}), other]) == ["fail"]
}

# One trail must meet every condition itself.
test_two_trails_with_half_each_fail if {
	reads := {
		"GetEventSelectors": {"EventSelectors": [{"ReadWriteType": "ReadOnly", "IncludeManagementEvents": true}]},
	}
	writes := {
		"GetEventSelectors": {"EventSelectors": [{"ReadWriteType": "WriteOnly", "IncludeManagementEvents": true}]},
	}
	other := testing.record(
		"AWS::CloudTrail::Trail",
		testing.arn("cloudtrail", "trail/u"),
		object.union(_good, writes),
	)
	testing.messages(_control, _facts([_trail(reads), other], [])) == [concat("; ", [
		`no single trail or event data store records all model calls in "us-east-1"`,
		_lacks("t", "does not record write events of Bedrock"),
		_lacks("u", "does not record read events of Bedrock"),
	])]
}

test_good_trail_beside_a_bad_one_passes if {
	bad := testing.record(
		"AWS::CloudTrail::Trail",
		testing.arn("cloudtrail", "trail/u"),
		object.union(_good, {"GetTrailStatus": {"IsLogging": false}}),
	)
	_kinds([bad, _trail({})]) == ["pass"]
}

test_event_data_store_passes if _kinds([_store({})]) == ["pass"]

test_event_data_store_that_is_off_fails if _kinds([_store({"Status": "STOPPED_INGESTION"})]) == ["fail"]

test_event_data_store_of_the_one_region_in_use_passes if {
	_kinds([_store({"MultiRegionEnabled": false})]) == ["pass"]
}

test_event_data_store_of_data_events_fails if {
	_kinds([
		_store({"AdvancedEventSelectors": [{"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Data"]}]}]}),
	]) == ["fail"]
}

test_no_generative_ai_not_applicable if {
	testing.kinds(_control, testing.facts([], {}, [])) == ["not_applicable"]
	testing.kinds(_control, testing.facts([_trail({})], {}, [])) == ["not_applicable"]
}

_denied(records, operation, place) := testing.kinds(
	_control,
	_facts(records, [testing.gap(operation, place)]),
)

test_no_trail_seen_unknown if {
	every operation in ["cloudtrail:DescribeTrails", "cloudtrail:ListEventDataStores"] {
		_denied([], operation, "eu-west-1") == ["unknown"]
	}
}

test_status_denied_unknown if {
	_denied([_trail({"GetTrailStatus": {"IsLogging": false}})], "cloudtrail:GetTrailStatus", _id) == ["unknown"]
}

test_selectors_denied_unknown if {
	_denied(
		[_trail({"GetEventSelectors": {"EventSelectors": []}})],
		"cloudtrail:GetEventSelectors",
		_id,
	) == ["unknown"]
}

test_store_denied_unknown if {
	_denied([_store({"Status": "CREATED"})], "cloudtrail:GetEventDataStore", _store({}).id) == ["unknown"]
}

# A multi-Region trail covers every other Region in use.
test_good_trail_that_was_seen_passes if {
	_denied([_trail({})], "cloudtrail:DescribeTrails", "eu-west-1") == ["pass"]
	_denied([_trail({})], "bedrock-agent:ListAgents", "eu-west-1") == ["pass"]
}

test_single_region_trail_while_another_region_may_be_in_use_unknown if {
	_denied([_trail({"IsMultiRegionTrail": false})], "bedrock-agent:ListAgents", "eu-west-1") == ["unknown"]
}

test_single_region_trail_while_models_may_be_called_elsewhere_unknown if {
	_denied([_trail({"IsMultiRegionTrail": false})], "cloudwatch:ListMetrics", "eu-west-1") == ["unknown"]
	_denied([_trail({})], "cloudwatch:ListMetrics", "eu-west-1") == ["pass"]
}

test_metrics_not_read_and_nothing_in_use_not_applicable if {
	testing.kinds(
		_control,
		testing.facts([_trail({})], {}, [testing.gap("cloudwatch:ListMetrics", "eu-west-1")]),
	) == ["not_applicable"]
}

test_no_trail_while_another_region_may_be_in_use_fails if {
	_denied([], "bedrock-agent:ListAgents", "eu-west-1") == ["fail"]
}

test_use_not_seen_unknown if {
	testing.kinds(
		_control,
		testing.facts([_trail({})], {}, [testing.gap("sagemaker:ListEndpoints", "eu-west-1")]),
	) == ["unknown"]
}
