package lens_test.gensus01_bp02.managed_spot_training_test

import data.lens_test.testing

_control := "GENSUS01-BP02/managed-spot-training"

_arn(name) := testing.arn("sagemaker", sprintf("training-job/%s", [name]))

# The snapshot is of the first of August.
_job(name, more) := object.union(
	testing.record("AWS::SageMaker::TrainingJob", _arn(name), {}),
	{"properties": object.union(
		{
			"TrainingJobStatus": "Completed",
			"CreationTime": "2026-07-20T00:00:00Z",
			"TrainingEndTime": "2026-07-20T10:00:00Z",
			"TrainingTimeInSeconds": 7200,
			"EnableManagedSpotTraining": false,
			"ResourceConfig": {"InstanceType": "ml.g5.xlarge", "InstanceCount": 1},
		},
		more,
	)},
)

_spot(name, more) := _job(name, object.union({"EnableManagedSpotTraining": true}, more))

_config(more) := {"ResourceConfig": more}

_wide(type, number) := _config({"InstanceType": type, "InstanceCount": number})

_kinds(records, params, gaps) := testing.kinds(_control, testing.facts(records, {_control: params}, gaps))

_ten := _wide("ml.g5.xlarge", 10)

test_share_that_is_too_low_fails if {
	jobs := [_job("long", _ten), _job("short", {}), _spot("saved", {})]
	wide := testing.arn("sagemaker", "training-job/long")
	testing.results(_control, testing.facts(jobs, {}, [])) == [{
		"kind": "fail",
		"subject": {
			"type": "AWS::Account",
			"id": testing.iam("root"),
			"region": "us-east-1",
			"item": "",
		},
		"message": concat("", [
			"8 percent of the instance time of training jobs is on managed spot, and at least 50 percent ",
			`is expected; the largest job without it is "long", with 20 hours`,
		]),
		"proof": [{"id": wide, "pointer": "/properties/EnableManagedSpotTraining"}],
		"causes": [],
	}]
}

test_instances_weigh if {
	_kinds([_job("a", {}), _job("b", {}), _spot("c", _ten)], {}, []) == ["pass"]
	_kinds([_job("a", _ten), _spot("b", {}), _spot("c", {})], {}, []) == ["fail"]
}

test_share_at_the_limit_passes if {
	jobs := [_job("a", {}), _spot("b", {})]
	_kinds(jobs, {}, []) == ["pass"]
	_kinds(jobs, {"min_spot_share": 0.51}, []) == ["fail"]
}

test_jobs_without_the_member_have_no_spot if {
	_kinds([testing.without(_job("a", {}), "EnableManagedSpotTraining")], {}, []) == ["fail"]
}

test_each_region_is_judged if {
	elsewhere := object.union(_spot("b", {}), {"region": "eu-west-1", "id": "arn:aws:sagemaker:eu-west-1:1:b"})
	facts := testing.facts([_job("a", {}), elsewhere], {}, [])
	testing.kinds(_control, facts) == ["fail", "pass"]
}

_tagged(tags) := object.union(_job("a", {}), {"tags": tags})

test_exempt_jobs_are_not_judged if {
	plan := {"InstanceType": "ml.p5.48xlarge", "InstanceCount": 1, "TrainingPlanArn": "arn"}
	warm := {"InstanceType": "ml.p5.48xlarge", "InstanceCount": 1, "KeepAlivePeriodInSeconds": 600}
	every job in [
		_job("a", _config(plan)),
		_job("a", _config(warm)),
		_job("a", _wide("ml.p6e-gb200.36xlarge", 1)),
		_job("a", _wide("ml.m5.xlarge", 1)),
		_job("a", {"DescribeTrainingJob": {"ServerlessJobConfig": {"JobType": "FineTuning"}}}),
		_job("a", {"TrainingTimeInSeconds": 1799}),
		_job("a", {"TrainingEndTime": "2026-05-01T00:00:00Z"}),
		testing.without(_job("a", {}), "TrainingEndTime"),
		_tagged({"NO-SPOT": "realtime"}),
	] {
		_kinds([job], {}, []) == ["not_applicable"]
	}
}

test_gaps if {
	described := testing.gap("sagemaker:DescribeTrainingJob", testing.arn("sagemaker", "training-job/a"))
	listed := testing.gap("sagemaker:Search", "us-east-1")
	_kinds([_job("a", {})], {}, [described]) == ["unknown"]
	_kinds([_spot("a", {})], {}, [described]) == ["pass"]
	_kinds([_spot("a", {})], {}, [listed]) == ["unknown"]
	malformed := testing.gap("sagemaker:Search", testing.arn("sagemaker", "training-job/b"))
	_kinds([_spot("a", {})], {}, [malformed]) == ["unknown"]
	_kinds([_job("a", {})], {}, [listed]) == ["unknown"]
	_kinds([], {}, [listed]) == ["unknown"]
}

test_window_beyond_the_scan_unknown if {
	far := {"lookback_days": 365}
	facts := testing.facts([_spot("a", {})], {_control: far}, [])
	testing.kinds(_control, facts) == ["unknown"]
	message := "the scan reads training jobs of the last 180 days, and lookback_days is 365"
	testing.messages(_control, facts) == [message]
	_kinds([_job("a", {})], far, []) == ["fail"]
}
