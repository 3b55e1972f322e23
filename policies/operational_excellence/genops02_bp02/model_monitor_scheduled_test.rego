package lens_test.genops02_bp02.model_monitor_scheduled_test

import data.lens_test.testing

_control := "GENOPS02-BP02/model-monitor-scheduled"

_id := testing.arn("sagemaker", "endpoint/chat")

_endpoint(changes) := testing.record("AWS::SageMaker::Endpoint", _id, object.union(
	{
		"EndpointName": "chat",
		"EndpointStatus": "InService",
		"DescribeEndpointConfig": {"ProductionVariants": [{"InstanceType": "ml.g5.xlarge"}]},
	},
	changes,
))

_schedule(name, changes) := testing.record(
	"AWS::SageMaker::MonitoringSchedule",
	testing.arn("sagemaker", sprintf("monitoring-schedule/%s", [name])),
	object.union(
		{
			"EndpointName": "chat",
			"MonitoringScheduleStatus": "Scheduled",
			"MonitoringScheduleConfig": {"MonitoringJobDefinition": {"BaselineConfig": {"BaseliningJobName": "b"}}},
		},
		changes,
	),
)

_good := _schedule("good", {})

_stopped := _schedule("old", {"MonitoringScheduleStatus": "Stopped"})

_bias := _schedule("bias", {"MonitoringType": "ModelBias"})

_state := data.lens.catalog.genops02_bp02.model_monitor_scheduled.messages.state

_kinds(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

_messages(records) := testing.messages(_control, testing.facts(records, {}, []))

test_no_schedule_review if {
	testing.results(_control, testing.facts([_endpoint({})], {}, [])) == [{
		"kind": "review",
		"subject": {"type": "AWS::SageMaker::Endpoint", "id": _id, "region": "us-east-1", "item": ""},
		"message": _state,
		"proof": [],
		"causes": [],
	}]
}

test_good_schedule_review if {
	_messages([_endpoint({}), _good]) == [concat("; ", [
		`schedule "good" of Model Monitor compares it with a baseline`,
		_state,
	])]
	testing.proofs(_control, testing.facts([_endpoint({}), _good], {}, [])) == [{
		"id": _good.id,
		"pointer": "/properties/MonitoringScheduleStatus",
	}]
}

test_faulty_schedule_fails if {
	testing.results(_control, testing.facts([_endpoint({}), _stopped], {}, [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::SageMaker::Endpoint", "id": _id, "region": "us-east-1", "item": ""},
		"message": `schedule "old" of Model Monitor is stopped or has failed`,
		"proof": [{"id": _stopped.id, "pointer": "/properties/MonitoringScheduleStatus"}],
		"causes": [],
	}]
	failed := _schedule("old", {"LastMonitoringExecutionSummary": {"MonitoringExecutionStatus": "Failed"}})
	_messages([_endpoint({}), failed]) == [`the last execution of schedule "old" of Model Monitor failed`]
	bare := _schedule("old", {"MonitoringScheduleConfig": {"MonitoringJobDefinition": {"BaselineConfig": null}}})
	_messages([_endpoint({}), bare]) == [`schedule "old" of Model Monitor has no baseline`]
}

test_one_good_schedule_is_enough if {
	_messages([_endpoint({}), _good, _stopped]) == [concat("; ", [
		`schedule "good" of Model Monitor compares it with a baseline`,
		`schedule "old" of Model Monitor is stopped, fails or has no baseline`,
		_state,
	])]
	_kinds([_endpoint({}), _bias, _stopped], []) == ["fail"]
	_kinds([_endpoint({}), _bias], []) == ["review"]
}

_entry := {
	"owner": "Ana Example",
	"statement": "As written down.",
	"evidence": "https://wiki.example.org/answers",
	"given": "2026-07-01",
	"expires": "2026-12-31",
	"resources": [],
}

_attested(records) := testing.kinds(
	_control,
	testing.attested(testing.facts(records, {}, []), _control, [_entry]),
)

test_attestation_passes_without_contrary_evidence if {
	_attested([_endpoint({})]) == ["pass"]
	_attested([_endpoint({}), _good]) == ["pass"]
	_attested([_endpoint({}), _stopped]) == ["fail"]
}

test_other_endpoints_not_applicable if {
	serverless := {"ModelName": "m", "ServerlessConfig": {"MaxConcurrency": 5}}
	model := testing.record(
		"AWS::SageMaker::Model", testing.arn("sagemaker", "model/m"),
		{"ModelName": "m", "PrimaryContainer": {"Image": "r/vllm:1"}},
	)
	every changes in [
		{"DescribeEndpointConfig": {"ProductionVariants": [serverless]}},
		{"DescribeEndpointConfig": {"ProductionVariants": [{"InstanceType": "ml.m5.large"}]}},
		{"AsyncInferenceConfig": {}},
		{"EndpointStatus": "Creating"},
	] {
		_kinds([_endpoint(changes), model, _stopped], []) == ["not_applicable"]
	}
}

test_schedules_denied_unknown if {
	denied := testing.gap("sagemaker:ListMonitoringSchedules", "us-east-1")
	_kinds([_endpoint({})], [denied]) == ["unknown"]
	_kinds([_endpoint({}), _stopped], [denied]) == ["unknown"]
}

_unread(schedule) := _kinds(
	[_endpoint({}), testing.without(schedule, "MonitoringScheduleConfig")],
	[testing.gap("sagemaker:DescribeMonitoringSchedule", schedule.id)],
)

test_detail_of_a_schedule_denied if {
	_unread(_good) == ["unknown"]
	_unread(_stopped) == ["fail"]
}

test_detail_of_the_endpoint_denied_unknown if {
	unread := testing.without(_endpoint({}), "DescribeEndpointConfig")
	every operation in ["sagemaker:DescribeEndpoint", "sagemaker:DescribeEndpointConfig"] {
		_kinds([unread], [testing.gap(operation, _id)]) == ["unknown"]
	}
}
