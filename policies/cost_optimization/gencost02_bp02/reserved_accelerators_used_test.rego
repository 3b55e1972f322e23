package lens_test.gencost02_bp02.reserved_accelerators_used_test

import data.lens_test.testing

_control := "GENCOST02-BP02/reserved-accelerators-used"

_id := testing.arn("sagemaker", "training-plan/nights")

# The snapshot is of the first of August.
_plan(used, more) := testing.record("AWS::SageMaker::TrainingPlan", _id, object.union(
	{
		"Status": "Active",
		"StartTime": "2026-07-20T00:00:00Z",
		"TotalInstanceCount": 4,
		"InUseInstanceCount": used,
		"TargetResources": ["training-job"],
	},
	more,
))

_reservation(free, more) := testing.record(
	"AWS::EC2::CapacityReservation",
	testing.arn("ec2", "capacity-reservation/cr-1"),
	object.union(
		{
			"State": "active",
			"OwnerId": "111122223333",
			"InstanceType": "p5.48xlarge",
			"StartDate": "2026-07-20T00:00:00Z",
			"TotalInstanceCount": 4,
			"AvailableInstanceCount": free,
		},
		more,
	),
)

_kinds(records, params, gaps) := testing.kinds(_control, testing.facts(records, {_control: params}, gaps))

_results(record) := testing.results(_control, testing.facts([record], {}, []))

test_plan_that_nothing_ever_used_fails if {
	_results(_plan(0, {})) == [{
		"kind": "fail",
		"subject": {
			"type": "AWS::SageMaker::TrainingPlan",
			"id": _id,
			"region": "us-east-1",
			"item": "",
		},
		"message": "none of its 4 instances is in use, which leaves 96 instance hours a day unused",
		"proof": [{"id": _id, "pointer": "/properties/InUseInstanceCount"}],
		"causes": [],
	}]
}

_job(plan) := testing.record(
	"AWS::SageMaker::TrainingJob",
	testing.arn("sagemaker", "training-job/tune"),
	{"ResourceConfig": {"TrainingPlanArn": plan}},
)

test_plan_between_two_jobs_is_for_review if {
	facts := testing.facts([_plan(0, {}), _job(_id)], {}, [])
	testing.kinds(_control, facts) == ["review"]
	message := "none of its 4 instances is in use now, and something may have used it before"
	testing.messages(_control, facts) == [message]
}

test_job_on_another_plan_uses_nothing if {
	_kinds([_plan(0, {}), _job(testing.arn("sagemaker", "training-plan/days"))], {}, []) == ["fail"]
}

test_plan_for_studio_is_for_review if {
	_kinds([_plan(0, {"TargetResources": ["studio-apps"]})], {}, []) == ["review"]
}

test_plan_of_which_a_part_is_used if {
	[result] := _results(_plan(1, {}))
	result.kind == "review"
	result.message == "only 1 of its 4 instances are in use, which leaves 72 instance hours a day unused"
	result.proof == [{"id": _id, "pointer": "/properties/InUseInstanceCount"}]
	_kinds([_plan(2, {})], {}, []) == ["pass"]
	_kinds([_plan(2, {})], {"min_use_share": 0.75}, []) == ["review"]
	_kinds([_plan(3, {})], {"min_use_share": 0.75}, []) == ["pass"]
	_kinds([_plan(1, {"UnhealthyInstanceCount": 2})], {}, []) == ["pass"]
}

test_plan_without_numbers_unknown if {
	[result] := _results(testing.without(_plan(0, {}), "InUseInstanceCount"))
	result.kind == "unknown"
	result.message == "AWS does not show how many of its instances are in use"
	result.proof == [{"id": _id, "pointer": "/properties"}]
	_kinds([_plan(0, {"UnhealthyInstanceCount": 4})], {}, []) == ["unknown"]
}

test_what_is_not_judged if {
	every record in [
		_plan(0, {"Status": "Scheduled"}),
		_plan(0, {"StartTime": "2026-07-31T12:00:00Z"}),
		_reservation(4, {"StartDate": "2026-07-31T12:00:00Z"}),
		_reservation(4, {"InstanceType": "c5.large"}),
		_reservation(4, {"OwnerId": "999900001111"}),
		_reservation(4, {"State": "expired"}),
		_reservation(0, {"TotalInstanceCount": 0}),
	] {
		_kinds([record], {}, []) == ["not_applicable"]
	}
}

test_reservation if {
	message := "none of its 4 instances is in use, which leaves 96 instance hours a day unused"
	[result] := _results(_reservation(4, {}))
	result.kind == "fail"
	result.message == message
	_kinds([_reservation(3, {})], {}, []) == ["review"]
	_kinds([_reservation(2, {})], {}, []) == ["pass"]
	old := {"CreateDate": "2026-07-01T00:00:00Z"}
	_kinds([testing.without(_reservation(4, old), "StartDate")], {}, []) == ["fail"]
	_kinds([testing.without(_reservation(4, {}), "StartDate")], {}, []) == ["fail"]
}

_cluster := testing.record("AWS::SageMaker::Cluster", testing.arn("sagemaker", "cluster/wide"), {})

_for_clusters := _plan(0, {"TargetResources": ["hyperpod-cluster"]})

test_users_that_were_not_read if {
	jobs := testing.gap("sagemaker:Search", "us-east-1")
	cluster := testing.gap("sagemaker:DescribeCluster", _cluster.id)
	_kinds([_plan(0, {})], {}, [jobs]) == ["unknown"]
	_kinds([_for_clusters, _cluster], {}, [cluster]) == ["unknown"]
	_kinds([_for_clusters, _cluster], {}, [testing.gap("sagemaker:Search", "us-east-1")]) == ["fail"]
	_kinds([_plan(2, {}), _cluster], {}, [jobs, cluster]) == ["pass"]
	_kinds([_reservation(4, {})], {}, [jobs]) == ["fail"]
}

test_denied_unknown if {
	plan := testing.record("AWS::SageMaker::TrainingPlan", _id, {"Status": "Active"})
	lost := testing.gap("sagemaker:DescribeTrainingPlan", _id)
	_kinds([plan], {}, [lost]) == ["unknown"]
	_kinds([_plan(2, {})], {}, [lost]) == ["unknown"]
	_kinds([], {}, [testing.gap("sagemaker:ListTrainingPlans", "us-east-1")]) == ["unknown"]
	_kinds([], {}, [testing.gap("ec2:DescribeCapacityReservations", "eu-west-1")]) == ["unknown"]
}
