package lens_test.lib.monitoring_test

import data.lens.lib.monitoring
import data.lens_test.testing

_schedule(changes) := testing.record(
	"AWS::SageMaker::MonitoringSchedule",
	testing.arn("sagemaker", "monitoring-schedule/s"),
	object.union({"EndpointName": "e", "MonitoringScheduleStatus": "Scheduled"}, changes),
)

_own(baseline) := {"MonitoringScheduleConfig": {"MonitoringJobDefinition": {"BaselineConfig": baseline}}}

_constraints := {"ConstraintsResource": {"S3Uri": {"redacted": {"length": 20}}}}

_of_kind(type) := {
	"MonitoringType": type,
	"MonitoringScheduleConfig": {"MonitoringJobDefinitionName": "d"},
}

_definition(type, baseline) := testing.record(
	sprintf("AWS::SageMaker::%sJobDefinition", [type]),
	testing.arn("sagemaker", "job-definition/d"),
	{"JobDefinitionName": "d", sprintf("%sBaselineConfig", [type]): baseline},
)

_types := ["DataQuality", "ModelQuality", "ModelBias", "ModelExplainability"]

_state(records) := {"faults": faults, "hopeful": count(hopeful), "good": count(good)} if {
	document := testing.facts(records, {}, [])
	found := monitoring.faults with input as document
	faults := {fault[0] | some list in found; some fault in list}
	hopeful := monitoring.hopeful with input as document
	good := monitoring.good with input as document
}

_is_good := {"faults": set(), "hopeful": 1, "good": 1}

_without_baseline := {"faults": {"no-baseline"}, "hopeful": 0, "good": 0}

test_baseline_in_the_schedule if {
	_state([_schedule(_own(_constraints))]) == _is_good
	_state([_schedule(_own({"BaseliningJobName": "baseline"}))]) == _is_good
	_state([_schedule(_own({}))]) == _without_baseline
	_state([_schedule({"MonitoringScheduleConfig": {"MonitoringJobDefinition": {}}})]) == _without_baseline
}

test_baseline_in_the_definition if {
	every type in ["DataQuality", "ModelQuality"] {
		_state([_schedule(_of_kind(type)), _definition(type, _constraints)]) == _is_good
	}
	every type in ["ModelBias", "ModelExplainability"] {
		_state([_schedule(_of_kind(type)), _definition(type, _constraints)]) == {
			"faults": set(),
			"hopeful": 0,
			"good": 0,
		}
	}
	every type in _types { _state([_schedule(_of_kind(type)), _definition(type, {})]) == _without_baseline }
}

test_definition_that_was_not_read if {
	_state([_schedule(_of_kind("DataQuality"))]) == {"faults": set(), "hopeful": 1, "good": 0}
	_state([_schedule({})]) == {"faults": set(), "hopeful": 1, "good": 0}
}

test_schedule_that_stands_still_or_fails if {
	every status in ["Stopped", "Failed"] {
		_state([_schedule(object.union(_own(_constraints), {"MonitoringScheduleStatus": status}))]) == {
			"faults": {"stopped"},
			"hopeful": 0,
			"good": 0,
		}
	}
}

_last(status) := _schedule(object.union(_own(_constraints), {"LastMonitoringExecutionSummary": {
	"MonitoringExecutionStatus": status,
}}))

test_last_execution if {
	_state([_last("Failed")]) == {"faults": {"failed"}, "hopeful": 0, "good": 0}
	every status in ["Completed", "CompletedWithViolations", "InProgress"] {
		_state([_last(status)]) == _is_good
	}
}

test_pending_schedule if {
	pending := _schedule(object.union(_own(_constraints), {"MonitoringScheduleStatus": "Pending"}))
	_state([pending]) == {"faults": set(), "hopeful": 1, "good": 0}
}

test_schedules_of_an_endpoint if {
	other := testing.record_in("eu-west-1", "AWS::SageMaker::MonitoringSchedule", "other", {"EndpointName": "e"})
	document := testing.facts([_schedule({}), other], {}, [])
	found := monitoring.schedules with input as document
	{key: [s.id | some s in list] | some key, list in found} == {
		["us-east-1", "e"]: [_schedule({}).id],
		["eu-west-1", "e"]: ["other"],
	}
}
