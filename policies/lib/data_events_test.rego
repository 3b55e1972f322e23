package lens_test.data_events_test

import data.lens.lib.data_events
import data.lens_test.testing

_type := "AWS::Bedrock::Guardrail"

_stem := testing.arn("bedrock", "guardrail/g")

_data := {"Field": "eventCategory", "Equals": ["Data"]}

_of_type := {"Field": "resources.type", "Equals": [_type]}

_trail(changes) := testing.record(
	"AWS::CloudTrail::Trail",
	testing.arn("cloudtrail", "trail/t"),
	object.union(
		{"IsMultiRegionTrail": false, "GetTrailStatus": {"IsLogging": true}},
		changes,
	),
)

# A trail with one advanced selector for each list of fields.
_selecting(lists) := _trail({
	"GetEventSelectors": {"AdvancedEventSelectors": [{"FieldSelectors": fields} | some fields in lists]},
})

_recorded_in(region, stems, records) if {
	data_events.recorded(_type, region, stems) with input as testing.facts(records, {}, [])
}

_recorded(lists) if _recorded_in("us-east-1", {_stem}, [_selecting(lists)])

# What a selector with the type and one more field records.
_with(field) if _recorded([[_data, _of_type, field]])

test_selector_of_the_type if _recorded([[_data, _of_type]])

test_selector_of_another_type if {
	not _recorded([[_data, {"Field": "resources.type", "Equals": ["AWS::Bedrock::AgentAlias"]}]])
}

test_selector_of_several_types if {
	_recorded([[_data, {"Field": "resources.type", "Equals": ["AWS::Bedrock::AgentAlias", _type]}]])
}

test_selector_of_data_events_without_a_type if not _recorded([[_data]])

test_selector_of_management_events if {
	not _recorded([[{"Field": "eventCategory", "Equals": ["Management"]}]])
	not _recorded([[{"Field": "eventCategory", "Equals": ["Management"]}, _of_type]])
}

test_values_of_other_fields_name_neither_category_nor_type if {
	not _recorded([
		[
			{"Field": "eventCategory", "Equals": ["Management"]},
			{"Field": "resources.type", "Equals": ["Data", _type]},
		],
	])
	not _recorded([[{"Field": "eventCategory", "Equals": ["Data", _type]}]])
	not _with({"Field": "eventName", "Equals": ["true", "false"]})
}

test_no_advanced_selectors if {
	classic := {"GetEventSelectors": {"EventSelectors": [{"ReadWriteType": "All", "DataResources": []}]}}
	not _recorded_in("us-east-1", {_stem}, [_trail(classic)])
	not _recorded_in("us-east-1", {_stem}, [_trail({})])
	not _recorded_in("us-east-1", {_stem}, [])
}

test_trail_that_does_not_log if {
	trail := object.union(_selecting([[_data, _of_type]]), {
		"properties": {"GetTrailStatus": {"IsLogging": false}},
	})
	not _recorded_in("us-east-1", {_stem}, [trail])
}

test_trail_of_another_region if {
	not _recorded_in("eu-west-1", {_stem}, [_selecting([[_data, _of_type]])])
}

test_multi_region_trail if {
	trail := object.union(_selecting([[_data, _of_type]]), {"properties": {"IsMultiRegionTrail": true}})
	_recorded_in("eu-west-1", {_stem}, [trail])
	_recorded_in("global", {""}, [trail])
}

test_everywhere_takes_every_region if {
	here := _selecting([[_data, _of_type]])
	not _recorded_in("global", {""}, [here])
	there := object.union(here, {
		"id": "arn:aws:cloudtrail:eu-west-1:111122223333:trail/u",
		"region": "eu-west-1",
	})
	_recorded_in("global", {""}, [here, there])
}

_store(status, everywhere) := testing.record(
	"AWS::CloudTrail::EventDataStore",
	testing.arn("cloudtrail", "eventdatastore/s"),
	{
		"Status": status,
		"MultiRegionEnabled": everywhere,
		"AdvancedEventSelectors": [{"FieldSelectors": [_data, _of_type]}],
	},
)

test_event_data_store if {
	_recorded_in("us-east-1", {_stem}, [_store("ENABLED", false)])
	not _recorded_in("eu-west-1", {_stem}, [_store("ENABLED", false)])
	_recorded_in("eu-west-1", {_stem}, [_store("ENABLED", true)])
}

test_event_data_store_that_is_off if {
	not _recorded_in("us-east-1", {_stem}, [_store("STOPPED_INGESTION", true)])
}

test_narrowed_to_event_names if {
	not _with({"Field": "eventName", "Equals": ["ApplyGuardrail"]})
	not _with({"Field": "eventName", "NotEquals": ["Decrypt"]})
}

test_narrowed_by_another_field if {
	not _with({"Field": "userIdentity.arn", "StartsWith": ["arn:aws:iam::"]})
	not _with({"Field": "sessionCredentialFromConsole", "Equals": ["true"]})
	not _with({"Field": "errorCode", "Equals": ["AccessDenied"]})
}

test_event_source_of_the_service if {
	_with({"Field": "eventSource", "Equals": ["bedrock.amazonaws.com"]})
	_with({"Field": "eventSource", "NotEquals": ["s3.amazonaws.com"]})
	not _with({"Field": "eventSource", "Equals": ["s3.amazonaws.com"]})
	not _with({"Field": "eventSource", "NotEquals": ["bedrock.amazonaws.com"]})
}

test_event_source_of_projects if {
	type := "AWS::BedrockMantle::Project"
	every source, found in {"bedrock-mantle.amazonaws.com": true, "bedrock.amazonaws.com": false} {
		trail := _selecting([[
			_data, {"Field": "resources.type", "Equals": [type]},
			{"Field": "eventSource", "Equals": [source]},
		]])
		_is_recorded(type, trail) == found
	}
}

_is_recorded(type, trail) if {
	data_events.recorded(type, "us-east-1", {""}) with input as testing.facts([trail], {}, [])
} else := false

test_event_type if {
	_with({"Field": "eventType", "Equals": ["AwsApiCall"]})
	_with({"Field": "eventType", "NotEquals": ["AwsServiceEvent"]})
	not _with({"Field": "eventType", "Equals": ["AwsServiceEvent"]})
}

_read_only(flag) := [_data, _of_type, {"Field": "readOnly", "Equals": [flag]}]

test_reads_or_writes_alone if {
	not _recorded([_read_only("true")])
	not _recorded([_read_only("false")])
}

test_reads_and_writes_of_one_field if _with({"Field": "readOnly", "Equals": ["true", "false"]})

test_not_writes_are_reads if {
	negated := [_data, _of_type, {"Field": "readOnly", "NotEquals": ["true"]}]
	not _recorded([negated])
	_recorded([negated, _read_only("true")])
}

test_reads_beside_writes if _recorded([_read_only("true"), _read_only("false")])

test_reads_and_writes_of_two_trails if {
	other := object.union(_selecting([_read_only("false")]), {"id": testing.arn("cloudtrail", "trail/u")})
	not _recorded_in("us-east-1", {_stem}, [_selecting([_read_only("true")]), other])
}

test_narrowed_selector_beside_a_wide_one if {
	_recorded([[_data, _of_type, {"Field": "eventName", "Equals": ["X"]}], [_data, _of_type]])
}

test_arns_that_take_in_what_was_found if {
	_with({"Field": "resources.ARN", "Equals": [_stem]})
	_with({"Field": "resources.ARN", "StartsWith": ["arn:aws:s3:::", testing.arn("bedrock", "guardrail/")]})
	_with({"Field": "resources.ARN", "NotEquals": [testing.arn("bedrock", "guardrail/other")]})
	_with({"Field": "resources.ARN", "NotStartsWith": ["arn:aws:bedrock:us-west-2:"]})
}

test_arns_that_leave_out_what_was_found if {
	not _with({"Field": "resources.ARN", "Equals": [testing.arn("bedrock", "guardrail/other")]})
	not _with({"Field": "resources.ARN", "StartsWith": [testing.arn("bedrock", "guardrail/g1")]})
	not _with({
		"Field": "resources.ARN",
		"Equals": [testing.arn("bedrock", "guardrail/h")],
		"StartsWith": [testing.arn("bedrock", "guardrail/h")],
	})
	not _with({"Field": "resources.ARN", "NotEquals": [_stem]})
	not _with({"Field": "resources.ARN", "NotStartsWith": [testing.arn("bedrock", "guardrail/")]})
	not _with({"Field": "resources.ARN", "NotStartsWith": [sprintf("%s:1", [_stem])]})
	not _with({"Field": "resources.ARN", "StartsWith": [_stem], "NotEquals": [_stem]})
}

test_ends_of_arns_say_nothing if {
	not _with({"Field": "resources.ARN", "EndsWith": ["/g"]})
	not _with({"Field": "resources.ARN", "NotEndsWith": ["/other"]})
	not _with({"Field": "resources.ARN", "EndsWith": ["/g"], "NotEndsWith": ["/other"]})
}

test_arns_that_take_in_one_of_two if {
	trail := _selecting([[_data, _of_type, {"Field": "resources.ARN", "StartsWith": [_stem]}]])
	_recorded_in("us-east-1", {_stem}, [trail])
	not _recorded_in("us-east-1", {_stem, testing.arn("bedrock", "guardrail/h")}, [trail])
}

test_arns_that_nobody_knows_beforehand if {
	trail := _selecting([[_data, _of_type, {"Field": "resources.ARN", "StartsWith": ["arn:aws:bedrock:"]}]])
	not _recorded_in("us-east-1", {""}, [trail])
}

_hidden(region, gaps) := found if {
	found := data_events.hidden(region) with input as testing.facts([], {}, gaps)
}

test_gap_of_another_region_may_hide_a_recorder if {
	operation := "cloudtrail:DescribeTrails"
	_hidden("us-east-1", [testing.gap(operation, "eu-west-1")]) == {
		[operation, "eu-west-1", "AccessDenied", operation],
	}
	_hidden("us-east-1", [
		testing.gap("cloudtrail:GetTrailStatus", "arn:aws:cloudtrail:eu-west-1:111122223333:trail/t"),
	]) != set()
}

test_gap_of_each_operation_may_hide_a_recorder if {
	every operation in [
		"cloudtrail:DescribeTrails", "cloudtrail:GetTrailStatus", "cloudtrail:GetEventSelectors",
		"cloudtrail:ListEventDataStores", "cloudtrail:GetEventDataStore",
	] {
		_hidden("us-east-1", [testing.gap(operation, "eu-west-1")]) != set()
	}
}

test_gap_of_the_region_itself_is_not_said_twice if {
	_hidden("us-east-1", [
		testing.gap("cloudtrail:DescribeTrails", "eu-west-1"),
		testing.gap("cloudtrail:DescribeTrails", "us-east-1"),
	]) == set()
	_hidden("us-east-1", [
		testing.gap("cloudtrail:DescribeTrails", "eu-west-1"),
		testing.gap("cloudtrail:DescribeTrails", "global"),
	]) == set()
	_hidden("global", [testing.gap("cloudtrail:DescribeTrails", "eu-west-1")]) == set()
}

test_nothing_is_hidden_without_a_gap if {
	_hidden("us-east-1", []) == set()
	_hidden("us-east-1", [testing.gap("bedrock:ListGuardrails", "eu-west-1")]) == set()
}

_classic(resources) := _trail({"GetEventSelectors": {"EventSelectors": [
	{"ReadWriteType": "All", "DataResources": resources},
]}})

_objects(values) := _classic([{"Type": "AWS::S3::Object", "Values": values}])

_records(type, stems, trail) if {
	data_events.recorded(type, "us-east-1", stems) with input as testing.facts([trail], {}, [])
}

_docs := "arn:aws:s3:::docs/"

test_classic_selectors_of_all_objects if {
	every value in ["arn:aws:s3", "arn:aws:s3:::", "arn:aws:s3:::docs/"] {
		_records("AWS::S3::Object", {_docs}, _objects([value]))
		_records("AWS::S3::Object", {"arn:aws:s3:::docs/manuals/"}, _objects([value]))
	}
}

test_classic_selectors_of_other_objects if {
	every value in ["arn:aws:s3:::docs/manuals/", "arn:aws:s3:::doc", "arn:aws:s3:::other/", "arn:aws:lambda"] {
		not _records("AWS::S3::Object", {_docs}, _objects([value]))
	}
	of_functions := _classic([{"Type": "AWS::Lambda::Function", "Values": ["arn:aws:s3"]}])
	not _records("AWS::S3::Object", {_docs}, of_functions)
	not _records("AWS::S3::Object", {_docs, "arn:aws:s3:::other/"}, _objects([_docs]))
	not _records("AWS::S3::Object", {_docs}, _classic([]))
}

test_classic_selectors_of_functions if {
	id := testing.arn("lambda", "function:f")
	_records("AWS::Lambda::Function", {id}, _classic([{"Type": "AWS::Lambda::Function", "Values": [id]}]))
	shorter := _classic([{"Type": "AWS::Lambda::Function", "Values": [trim_suffix(id, "f")]}])
	not _records("AWS::Lambda::Function", {id}, shorter)
}

_selected(fields) := _trail({"GetEventSelectors": {"AdvancedEventSelectors": [{"FieldSelectors": array.concat(
	[_data, {"Field": "resources.type", "Equals": ["AWS::S3::Object"]}],
	fields,
)}]}})

test_advanced_selectors_of_objects if {
	_records("AWS::S3::Object", {_docs}, _selected([]))
	_records("AWS::S3::Object", {_docs}, _selected([{"Field": "resources.ARN", "StartsWith": [_docs]}]))
	_records("AWS::S3::Object", {_docs}, _selected([{"Field": "eventSource", "Equals": ["s3.amazonaws.com"]}]))
	elsewhere := {"Field": "eventSource", "Equals": ["ec2.amazonaws.com"]}
	not _records("AWS::S3::Object", {_docs}, _selected([elsewhere]))
}

# No object has this ARN.
test_equality_with_the_beginning_of_arns if {
	not _records("AWS::S3::Object", {_docs}, _selected([{"Field": "resources.ARN", "Equals": [_docs]}]))
}

test_event_source_of_other_types if {
	every operator in ["Equals", "NotEquals"] {
		field := {"Field": "eventSource", operator: ["aoss.amazonaws.com"]}
		fields := [_data, {"Field": "resources.type", "Equals": ["AWS::AOSS::Collection"]}, field]
		trail := _trail({"GetEventSelectors": {"AdvancedEventSelectors": [{"FieldSelectors": fields}]}})
		not _records("AWS::AOSS::Collection", {"arn:aws:aoss:us-east-1:111122223333:collection/c"}, trail)
	}
}

test_trail_that_cannot_deliver if {
	every code, expected in {"AccessDenied": set(), "": {true}} {
		status := {"GetTrailStatus": {"IsLogging": true, "LatestDeliveryError": code}}
		trail := object.union(_selecting([[_data, _of_type]]), {"properties": status})
		{true | _recorded_in("us-east-1", {_stem}, [trail])} == expected
	}
}

test_writes_alone if {
	fields := [_data, _of_type, {"Field": "readOnly", "Equals": ["false"]}]
	document := testing.facts([_selecting([fields])], {}, [])
	data_events.written(_type, "us-east-1", {_stem}) with input as document
	not data_events.recorded(_type, "us-east-1", {_stem}) with input as document
	not data_events.written(_type, "global", {_stem}) with input as document
}
