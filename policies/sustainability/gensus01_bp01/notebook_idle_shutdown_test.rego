package lens_test.gensus01_bp01.notebook_idle_shutdown_test

import data.lens_test.testing

_control := "GENSUS01-BP01/notebook-idle-shutdown"

_id := testing.arn("sagemaker", "notebook-instance/lab")

_notebook(changes) := testing.record("AWS::SageMaker::NotebookInstance", _id, object.union(
	{
		"NotebookInstanceName": "lab",
		"NotebookInstanceStatus": "InService",
		"LastModifiedTime": "2026-07-30T00:00:00Z",
	},
	changes,
))

_script(member, signs) := {"DescribeNotebookInstanceLifecycleConfig": {member: [
	{"Content": {"redacted": {"length": 9, "hmac": "x"}}},
	{"Content": {"redacted": {"length": 9, "hmac": "y", "signs": signs}}},
]}}

_schedule(changes) := testing.record(
	"AWS::Scheduler::Schedule", testing.arn("scheduler", "schedule/default/night"),
	object.union(
		{
			"Name": "night",
			"State": "ENABLED",
			"ScheduleExpression": "cron(0 20 * * ? *)",
			"Target": {
				"Arn": "arn:aws:scheduler:::aws-sdk:sagemaker:stopNotebookInstance",
				"Input": {"NotebookInstanceName": "lab"},
			},
		},
		changes,
	),
)

_kinds(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

_messages(records) := testing.messages(_control, testing.facts(records, {}, []))

test_nothing_stops_it_fails if {
	testing.results(_control, testing.facts([_notebook({})], {}, [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::SageMaker::NotebookInstance", "id": _id, "region": "us-east-1", "item": ""},
		"message": "no start script of a lifecycle configuration stops it, and no enabled schedule does",
		"proof": [{"id": _id, "pointer": "/properties"}],
		"causes": [],
	}]
	_kinds([_notebook({"NotebookInstanceStatus": "Pending"})], []) == ["fail"]
}

test_script_passes if {
	every sign in ["autostop", "stop_notebook_instance"] {
		_kinds([_notebook(_script("OnStart", {sign: true}))], []) == ["pass"]
	}
	testing.proofs(_control, testing.facts([_notebook(_script("OnStart", {"autostop": true}))], {}, [])) == [{
		"id": _id,
		"pointer": "/properties/DescribeNotebookInstanceLifecycleConfig",
	}]
	_kinds([_notebook(_script("OnStart", {}))], []) == ["fail"]
	_kinds([_notebook(_script("OnCreate", {"autostop": true}))], []) == ["fail"]
	params := {_control: {"autostop_signs": ["stop_notebook_instance"]}}
	document := testing.facts([_notebook(_script("OnStart", {"autostop": true}))], params, [])
	testing.kinds(_control, document) == ["fail"]
}

test_schedule_passes if {
	_kinds([_notebook({}), _schedule({})], []) == ["pass"]
	_kinds([_notebook({}), _schedule({"EndDate": "2027-01-01T00:00:00Z"})], []) == ["pass"]
}

test_other_schedule_fails if {
	every changes in [
		{"State": "DISABLED"},
		{"ScheduleExpression": "at(2027-01-01T00:00:00)"},
		{"EndDate": "2026-01-01T00:00:00Z"},
		{"Target": {"Arn": "arn:aws:scheduler:::aws-sdk:ec2:stopInstances", "Input": {}}},
		{"Target": {"Input": {"NotebookInstanceName": "other"}}},
	] {
		_kinds([_notebook({}), _schedule(changes)], []) == ["fail"]
	}
	_kinds([_notebook({}), object.union(_schedule({}), {"region": "eu-west-1"})], []) == ["fail"]
}

test_function_may_stop_it if {
	lambda := {"Target": {"Arn": testing.arn("lambda", "function:stop-notebooks"), "Input": {}}}
	text := `a Lambda function may stop it: decide whether that of the schedule "night" does`
	_messages([_notebook({}), _schedule(lambda)]) == [text]
	_kinds([_notebook({}), _schedule(lambda)], []) == ["review"]
	_kinds([_notebook(_script("OnStart", {"autostop": true})), _schedule(lambda)], []) == ["pass"]
	other := {"Target": {"Arn": testing.arn("lambda", "function:orders"), "Input": {}}}
	_kinds([_notebook({}), _schedule(other)], []) == ["fail"]
}

test_long_run_fails if {
	changes := object.union(_script("OnStart", {"autostop": true}), {"LastModifiedTime": "2026-07-22T00:00:00Z"})
	_messages([_notebook(changes)]) == ["it has been running for 10 days, longer than the allowed 7 days"]
	_kinds([_notebook(object.union(changes, {"LastModifiedTime": "2026-07-25T00:00:00Z"}))], []) == ["pass"]
	_kinds([_notebook(object.union(changes, {"NotebookInstanceStatus": "Updating"}))], []) == ["pass"]
}

test_stopped_passes if {
	every status in ["Stopped", "Stopping", "Updating", "Failed", "Deleting"] {
		changes := {"NotebookInstanceStatus": status, "LastModifiedTime": "2026-01-01T00:00:00Z"}
		_kinds([_notebook(changes)], []) == ["pass"]
	}
}

_lost := [
	testing.gap("sagemaker:DescribeNotebookInstanceLifecycleConfig", _id),
	testing.gap("scheduler:ListSchedules", "us-east-1"),
	testing.gap("scheduler:GetSchedule", testing.arn("scheduler", "schedule/default/other")),
]

test_lost_answers_unknown if {
	every gap in array.slice(_lost, 0, 2) {
		_kinds([_notebook({})], [gap]) == ["unknown"]
		_kinds([_notebook({"NotebookInstanceStatus": "Stopped"})], [gap]) == ["pass"]
	}
	_kinds([_notebook({}), _schedule({})], [_lost[0]]) == ["pass"]
	_kinds([_notebook(_script("OnStart", {"autostop": true}))], [_lost[1]]) == ["pass"]
	_kinds([], [testing.gap("sagemaker:ListNotebookInstances", "us-east-1")]) == ["unknown"]
}

test_schedule_that_was_not_read_unknown if {
	target := {"Arn": "arn:aws:scheduler:::aws-sdk:sagemaker:stopNotebookInstance"}
	unread := object.union(testing.without(_schedule({}), "Target"), {
		"id": testing.arn("scheduler", "schedule/default/other"),
		"properties": {"Target": target},
	})
	_kinds([_notebook({}), unread], [_lost[2]]) == ["unknown"]
}

test_no_notebook_not_applicable if _kinds([_schedule({})], []) == ["not_applicable"]
