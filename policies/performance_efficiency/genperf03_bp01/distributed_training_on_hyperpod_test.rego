package lens_test.genperf03_bp01.distributed_training_on_hyperpod_test

import data.lens_test.testing

_control := "GENPERF03-BP01/distributed-training-on-hyperpod"

_id := testing.arn("sagemaker", "training-job/tune")

_resources(type, number) := {"ResourceConfig": {"InstanceType": type, "InstanceCount": number}}

# The snapshot is of the first of August.
_job(more) := testing.record("AWS::SageMaker::TrainingJob", _id, object.union(
	{
		"TrainingJobStatus": "Completed",
		"CreationTime": "2026-07-20T00:00:00Z",
		"TrainingTimeInSeconds": 90000,
		"ResourceConfig": {"InstanceType": "ml.p5.48xlarge", "InstanceCount": 8},
	},
	more,
))

_failed := {"TrainingJobStatus": "Failed", "FailureReason": {"redacted": {
	"length": 65,
	"hmac": "0",
	"signs": {"infrastructure": true},
}}}

_kinds(records, params, gaps) := testing.kinds(_control, testing.facts(records, {_control: params}, gaps))

test_failure_of_the_infrastructure_without_retry_fails if {
	testing.results(_control, testing.facts([_job(_failed)], {}, [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::SageMaker::TrainingJob", "id": _id, "region": "us-east-1", "item": ""},
		"message": concat("", [
			"after 25 hours on 8 accelerator instances it failed because of the infrastructure, ",
			"and it has no retry strategy",
		]),
		"proof": [{"id": _id, "pointer": "/properties/FailureReason"}],
		"causes": [],
	}]
	_kinds([_job(object.union(_failed, {"RetryStrategy": {"MaximumRetryAttempts": 0}}))], {}, []) == ["fail"]
}

test_large_job_is_for_review if {
	facts := testing.facts([_job({})], {}, [])
	testing.messages(_control, facts) == [concat("", [
		"it ran for 25 hours on 8 accelerator instances, outside of HyperPod; ",
		"state why it does not run on HyperPod; write it with: genai-lens attest ",
		"GENPERF03-BP01/distributed-training-on-hyperpod",
	])]
	testing.kinds(_control, facts) == ["review"]
	_kinds([_job({"TrainingJobStatus": "Failed"})], {}, []) == ["review"]
	retried := object.union(_failed, {"RetryStrategy": {"MaximumRetryAttempts": 2}})
	_kinds([_job(retried)], {}, []) == ["review"]
}

test_job_below_a_limit_passes if {
	every more in [
		{"TrainingTimeInSeconds": 86400},
		_resources("ml.p5.48xlarge", 7),
		{"ResourceConfig": {"InstanceGroups": [
			{"InstanceType": "ml.p5.48xlarge", "InstanceCount": 7},
			{"InstanceType": "ml.m5.xlarge", "InstanceCount": 8},
		]}},
	] {
		_kinds([_job(object.union(_failed, more))], {}, []) == ["pass"]
	}
}

test_job_that_did_not_start_passes if {
	waiting := _job({"TrainingJobStatus": "InProgress"})
	_kinds([testing.without(waiting, "TrainingTimeInSeconds")], {}, []) == ["pass"]
}

test_types_among_which_aws_chooses if {
	preferences := [
		{"InstanceType": "ml.p4d.24xlarge", "InstanceCount": 16},
		{"InstanceType": "ml.p5.48xlarge", "InstanceCount": 4},
	]
	job := object.union(
		testing.without(_job({}), "ResourceConfig"),
		{"properties": {"ResourceConfig": {"InstancePreferences": preferences}}},
	)
	_kinds([job], {}, []) == ["review"]
}

test_other_jobs_are_not_judged if {
	_kinds([testing.without(_job({}), "ResourceConfig")], {}, []) == ["not_applicable"]
	_kinds([_job({"CreationTime": "2026-01-01T00:00:00Z"})], {}, []) == ["not_applicable"]
	_kinds([_job(_resources("ml.m5.xlarge", 8))], {}, []) == ["not_applicable"]
}

_entry := {
	"owner": "Ana",
	"statement": "One run, with checkpoints.",
	"evidence": "https://wiki.example.org/run",
	"given": "2026-07-21",
	"expires": "2026-12-31",
}

test_attestation if {
	facts := testing.attested(testing.facts([_job({})], {}, []), _control, [_entry])
	testing.kinds(_control, facts) == ["pass"]
	failed := testing.attested(testing.facts([_job(_failed)], {}, []), _control, [_entry])
	testing.kinds(_control, failed) == ["fail"]
}

test_denied_unknown if {
	_kinds([], {}, [testing.gap("sagemaker:Search", "us-east-1")]) == ["unknown"]
}

test_window_beyond_the_scan_unknown if {
	small := _job(_resources("ml.p5.48xlarge", 1))
	facts := testing.facts([small], {_control: {"lookback_days": 365}}, [])
	testing.kinds(_control, facts) == ["unknown"]
	message := "the scan reads training jobs of the last 180 days, and lookback_days is 365"
	testing.messages(_control, facts) == [message]
}
