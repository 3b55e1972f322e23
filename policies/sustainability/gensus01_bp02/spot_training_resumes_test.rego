package lens_test.gensus01_bp02.spot_training_resumes_test

import data.lens_test.testing

_control := "GENSUS01-BP02/spot-training-resumes"

_id := testing.arn("sagemaker", "training-job/tune")

# The snapshot is of the first of August.
_job(more) := testing.record("AWS::SageMaker::TrainingJob", _id, object.union(
	{
		"TrainingJobStatus": "Completed",
		"SecondaryStatus": "Completed",
		"SecondaryStatusTransitions": [{"Status": "Starting"}, {"Status": "Completed"}],
		"CreationTime": "2026-07-20T00:00:00Z",
		"EnableManagedSpotTraining": true,
		"ResourceConfig": {"InstanceType": "ml.g5.xlarge", "InstanceCount": 1},
		"StoppingCondition": {"MaxRuntimeInSeconds": 3600, "MaxWaitTimeInSeconds": 5400},
	},
	more,
))

_limits(running, waiting) := {"StoppingCondition": {
	"MaxRuntimeInSeconds": running,
	"MaxWaitTimeInSeconds": waiting,
}}

_stopping(condition) := object.union(
	testing.without(_job({}), "StoppingCondition"),
	{"properties": {"StoppingCondition": condition}},
)

_saved := {"CheckpointConfig": {"S3Uri": "s3://checkpoints/tune"}}

_interrupted := {"SecondaryStatusTransitions": [{"Status": "Interrupted"}, {"Status": "Completed"}]}

_kinds(records, params, gaps) := testing.kinds(_control, testing.facts(records, {_control: params}, gaps))

_results(record) := testing.results(_control, testing.facts([record], {}, []))

_failed(id, type, message, pointer) := [{
	"kind": "fail",
	"subject": {"type": type, "id": id, "region": "us-east-1", "item": ""},
	"message": message,
	"proof": [{"id": id, "pointer": pointer}],
	"causes": [],
}]

_says(more, message, pointer) if {
	_results(_job(more)) == _failed(_id, "AWS::SageMaker::TrainingJob", message, pointer)
}

test_job_that_may_not_wait_fails if {
	message := "waiting and running may take 1 hour in all, although running alone may take 1 hour"
	_says(_limits(3600, 3600), message, "/properties/StoppingCondition")
	_kinds([_job(_limits(3600, 5399))], {}, []) == ["fail"]
	_kinds([_job(_limits(3600, 5400))], {}, []) == ["pass"]
	_kinds([_job(_limits(3600, 5400))], {"min_wait_factor": 2}, []) == ["fail"]
}

test_run_time_of_a_day_is_the_default if {
	_kinds([_stopping({"MaxWaitTimeInSeconds": 129600})], {}, []) == ["pass"]
	_kinds([_stopping({"MaxWaitTimeInSeconds": 129599})], {}, []) == ["fail"]
	_kinds([testing.without(_job({}), "StoppingCondition")], {}, []) == ["unknown"]
}

test_job_that_waited_in_vain_fails if {
	message := "it ended because the time to wait for spot instances was over"
	_says({"SecondaryStatus": "MaxWaitTimeExceeded"}, message, "/properties/SecondaryStatus")
}

test_interrupted_job_without_checkpoint_fails if {
	message := "its spot instances were interrupted, and no checkpoint location is set"
	_says(_interrupted, message, "/properties/SecondaryStatusTransitions")
	_kinds([_job(object.union(_interrupted, _saved))], {}, []) == ["pass"]
	_kinds([_job({})], {}, []) == ["pass"]
}

test_job_of_which_a_part_is_not_shown_unknown if {
	steps := testing.without(_job({}), "SecondaryStatusTransitions")
	[result] := _results(steps)
	result.message == "AWS does not show whether its spot instances were interrupted"
	result.kind == "unknown"
	_kinds([testing.without(_job(_saved), "SecondaryStatusTransitions")], {}, []) == ["pass"]
	[other] := _results(_stopping({"MaxRuntimeInSeconds": 3600}))
	other.message == "AWS does not show how long it may wait for spot instances"
}

test_other_jobs_are_not_judged if {
	every more in [
		{"EnableManagedSpotTraining": false},
		{"CreationTime": "2026-04-01T00:00:00Z"},
		{"ResourceConfig": {"InstanceType": "ml.m5.xlarge", "InstanceCount": 1}},
		{"AlgorithmSpecification": {"TrainingImage": "9.dkr.ecr.us-east-1.amazonaws.com/kmeans:1"}},
	] {
		_kinds([_job(object.union(_limits(3600, 3600), more))], {}, []) == ["not_applicable"]
	}
}

_tuning_id := testing.arn("sagemaker", "hyper-parameter-tuning-job/sweep")

_tuning(more) := testing.record("AWS::SageMaker::HyperParameterTuningJob", _tuning_id, object.union(
	{"CreationTime": "2026-07-20T00:00:00Z"},
	more,
))

_definition(more) := object.union(
	{"EnableManagedSpotTraining": true, "ResourceConfig": {"InstanceType": "ml.g5.xlarge"}},
	more,
)

_one(more) := _tuning({"TrainingJobDefinition": _definition(more)})

test_tuning_job_without_checkpoint_fails if {
	message := "no checkpoint location is set for its training jobs on spot instances"
	expected := _failed(_tuning_id, "AWS::SageMaker::HyperParameterTuningJob", message, "/properties")
	_results(_one({})) == expected
	_kinds([_one(_saved)], {}, []) == ["pass"]
	_kinds([_tuning({"TrainingJobDefinitions": [_definition(_saved), _definition({})]})], {}, []) == ["fail"]
}

test_other_tuning_jobs_are_not_judged if {
	_kinds([_one({"EnableManagedSpotTraining": false})], {}, []) == ["not_applicable"]
	_kinds([_one({"ResourceConfig": {"InstanceType": "ml.m5.xlarge"}})], {}, []) == ["not_applicable"]
	old := object.union(_one({}).properties, {"CreationTime": "2026-04-01T00:00:00Z"})
	_kinds([_tuning(old)], {}, []) == ["not_applicable"]
}

test_tuning_job_that_was_not_described_unknown if {
	gap := testing.gap("sagemaker:DescribeHyperParameterTuningJob", _tuning_id)
	_kinds([_tuning({})], {}, [gap]) == ["unknown"]
	[result] := _results(_tuning({}))
	result.kind == "unknown"
	result.message == "AWS does not show whether its training jobs use spot instances"
}

test_denied_listing_unknown if {
	_kinds([], {}, [testing.gap("sagemaker:Search", "us-east-1")]) == ["unknown"]
	_kinds([], {}, [testing.gap("sagemaker:ListHyperParameterTuningJobs", "us-east-1")]) == ["unknown"]
}

test_window_beyond_the_scan_unknown if {
	facts := testing.facts([_job({})], {_control: {"lookback_days": 365}}, [])
	message := "the scan reads jobs of the last 180 days, and lookback_days is 365"
	testing.messages(_control, facts) == [message]
	testing.kinds(_control, facts) == ["unknown"]
}
