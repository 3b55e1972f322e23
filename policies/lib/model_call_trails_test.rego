package lens_test.model_call_trails_test

import data.lens.lib.model_call_trails
import data.lens_test.testing

_trail(region, changes) := testing.record_in(
	region,
	"AWS::CloudTrail::Trail",
	sprintf("arn:aws:cloudtrail:%s:111122223333:trail/t", [region]),
	object.union(
		{
			"IsMultiRegionTrail": true,
			"GetTrailStatus": {"IsLogging": true},
			"GetEventSelectors": {"EventSelectors": [{"IncludeManagementEvents": true, "ReadWriteType": "All"}]},
		},
		changes,
	),
)

_agents := [testing.record_in(region, "AWS::Bedrock::Agent", sprintf("arn:%s", [region]), {}) |
	some region in ["us-east-1", "eu-west-1"]
]

_missing(records) if {
	document := testing.facts(array.concat(_agents, records), {}, [])
	model_call_trails.missing with input as document
}

_everywhere(records) if {
	document := testing.facts(array.concat(_agents, records), {}, [])
	model_call_trails.everywhere with input as document
}

_lacks(trail) := {[message, arguments] | some [_, message, arguments] in found} if {
	document := testing.facts(array.concat(_agents, [trail]), {}, [])
	found := model_call_trails.reasons with input as document
}

test_one_trail_of_all_regions if {
	trail := _trail("us-east-1", {})
	not _missing([trail])
	_everywhere([trail])
	_lacks(trail) == set()
}

test_a_trail_for_each_region_is_not_one_for_all if {
	here := _trail("us-east-1", {"IsMultiRegionTrail": false})
	there := _trail("eu-west-1", {"IsMultiRegionTrail": false})
	_missing([here, there])
	not _everywhere([here, there])
	_lacks(here) == {["not-covering", ["t", {"eu-west-1"}]]}
}

test_no_trail if {
	_missing([])
	not _everywhere([])
}

test_nothing_in_use if {
	document := testing.facts([], {}, [])
	not model_call_trails.missing with input as document
}

test_each_fault_counts if {
	every fault, changes in {
		"not-logging": {"GetTrailStatus": {"IsLogging": false}},
		"not-delivering": {"GetTrailStatus": {"LatestDeliveryError": "AccessDenied"}},
		"no-reads": {"GetEventSelectors": {"EventSelectors": [{"ReadWriteType": "WriteOnly"}]}},
		"no-writes": {"GetEventSelectors": {"EventSelectors": [{"ReadWriteType": "ReadOnly"}]}},
	} {
		trail := object.union(_trail("us-east-1", {}), {"properties": changes})
		_missing([trail])
		[fault, ["t"]] in _lacks(trail)
	}
}

_names(records) := [[r.id | some r in recording], [r.id | some r in unclear]] if {
	document := testing.facts(array.concat(_agents, records), {}, [])
	recording := model_call_trails.recording with input as document
	unclear := model_call_trails.unclear with input as document
}

test_trails_that_record_calls if {
	trail := _trail("us-east-1", {})
	_names([trail]) == [[trail.id], []]
	one_region := {"IsMultiRegionTrail": false}
	_names([_trail("us-east-1", one_region)]) == [[_trail("us-east-1", {}).id], []]
	_names([_trail("us-west-2", one_region)]) == [[], []]
}

test_trails_that_may_record_calls if {
	every answer in ["GetTrailStatus", "GetEventSelectors"] {
		trail := testing.without(_trail("us-east-1", {}), answer)
		_names([trail]) == [[], [trail.id]]
	}
	off := _trail("us-east-1", {"GetTrailStatus": {"IsLogging": false}})
	_names([testing.without(off, "GetEventSelectors")]) == [[], []]
}
