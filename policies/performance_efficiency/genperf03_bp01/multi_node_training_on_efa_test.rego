package lens_test.genperf03_bp01.multi_node_training_on_efa_test

import data.lens_test.testing

_control := "GENPERF03-BP01/multi-node-training-on-efa"

_id := testing.arn("sagemaker", "training-job/tune")

# The snapshot is of the first of August.
_job(config) := testing.record("AWS::SageMaker::TrainingJob", _id, {
	"TrainingJobStatus": "Completed",
	"CreationTime": "2026-07-20T00:00:00Z",
	"ResourceConfig": config,
})

_one(type, number) := {"InstanceType": type, "InstanceCount": number}

_kinds(records, params, gaps) := testing.kinds(_control, testing.facts(records, {_control: params}, gaps))

_results(record) := testing.results(_control, testing.facts([record], {}, []))

_failed(type, id, item, pointer) := [{
	"kind": "fail",
	"subject": {"type": type, "id": id, "region": "us-east-1", "item": item},
	"message": `its nodes cannot have an Elastic Fabric Adapter: "ml.g5.xlarge"`,
	"proof": [{"id": id, "pointer": pointer}],
	"causes": [],
}]

test_job_without_fast_fabric_fails if {
	expected := _failed("AWS::SageMaker::TrainingJob", _id, "", "/properties/ResourceConfig")
	_results(_job(_one("ml.g5.xlarge", 8))) == expected
}

test_job_with_fast_fabric_passes if {
	_kinds([_job(_one("ml.p4d.24xlarge", 2))], {}, []) == ["pass"]
	_kinds([_job(_one("ml.g5.12xlarge", 2))], {}, []) == ["pass"]
}

test_other_jobs_are_not_judged if {
	every config in [
		_one("ml.g5.xlarge", 7),
		_one("ml.p3.16xlarge", 1),
		_one("ml.m5.xlarge", 8),
		{},
		{"InstanceGroups": [_one("ml.p3.16xlarge", 1), _one("ml.m5.xlarge", 8)]},
	] {
		_kinds([_job(config)], {}, []) == ["not_applicable"]
	}
	job := _job(_one("ml.g5.xlarge", 8))
	old := object.union(job, {"properties": {"CreationTime": "2026-04-01T00:00:00Z"}})
	_kinds([old], {}, []) == ["not_applicable"]
	_kinds([object.union(job, {"tags": {"Independent-Workers": "yes"}})], {}, []) == ["not_applicable"]
	_kinds([_job(_one("ml.g5.xlarge", 7))], {"min_accelerators": 2}, []) == ["fail"]
}

test_groups_of_a_job_train_together if {
	mixed := {"InstanceGroups": [_one("ml.p4d.24xlarge", 2), _one("ml.g5.xlarge", 1)]}
	_kinds([_job(mixed)], {}, []) == ["fail"]
	fast := {"InstanceGroups": [_one("ml.p4d.24xlarge", 2), _one("ml.m5.xlarge", 4)]}
	_kinds([_job(fast)], {}, []) == ["pass"]
}

test_types_among_which_aws_chooses if {
	slow := [_one("ml.g5.xlarge", 8), _one("ml.g5.2xlarge", 8)]
	_kinds([_job({"InstancePreferences": slow})], {}, []) == ["fail"]
	mixed := [_one("ml.g5.xlarge", 8), _one("ml.p4d.24xlarge", 2)]
	_kinds([_job({"InstancePreferences": mixed})], {}, []) == ["unknown"]
	chosen := {"SelectedInstanceType": "ml.p4d.24xlarge", "SelectedInstanceCount": 2}
	_kinds([_job(object.union(chosen, {"InstancePreferences": mixed}))], {}, []) == ["pass"]
}

test_type_that_is_not_known_unknown if {
	[result] := _results(_job(_one("ml.p9.48xlarge", 2)))
	result.kind == "unknown"
	result.message == `it is not known whether its nodes can have an Elastic Fabric Adapter: "ml.p9.48xlarge"`
}

_cluster_id := testing.arn("sagemaker", "cluster/abcdefghijkl")

_cluster(member, group) := testing.record("AWS::SageMaker::Cluster", _cluster_id, {
	"ClusterStatus": "InService",
	member: [object.union({"InstanceGroupName": "workers"}, group)],
})

_group(type, number) := {"InstanceType": type, "TargetCount": number}

test_groups_of_a_cluster if {
	type := "AWS::SageMaker::Cluster"
	every member in ["InstanceGroups", "RestrictedInstanceGroups"] {
		pointer := sprintf("/properties/%s/0", [member])
		expected := _failed(type, _cluster_id, "workers", pointer)
		_results(_cluster(member, _group("ml.g5.xlarge", 2))) == expected
	}
	_kinds([_cluster("InstanceGroups", _group("ml.p5.48xlarge", 2))], {}, []) == ["pass"]
	counted := {"InstanceType": "ml.g5.xlarge", "CurrentCount": 2}
	_kinds([_cluster("InstanceGroups", counted)], {}, []) == ["fail"]
	_kinds([_cluster("InstanceGroups", _group("ml.g5.xlarge", 1))], {}, []) == ["not_applicable"]
	_kinds([_cluster("InstanceGroups", _group("ml.m5.xlarge", 2))], {}, []) == ["not_applicable"]
}

_flexible(current, desired) := _cluster("InstanceGroups", {"TargetCount": 2, "InstanceRequirements": {
	"CurrentInstanceTypes": current,
	"DesiredInstanceTypes": desired,
}})

test_groups_of_several_types if {
	both := ["ml.g5.xlarge", "ml.p5.48xlarge"]
	_kinds([_flexible(both, both)], {}, []) == ["fail"]
	_kinds([_flexible(["ml.p5.48xlarge"], both)], {}, []) == ["pass"]
	_kinds([_flexible([], both)], {}, []) == ["unknown"]
	_kinds([_flexible([], ["ml.g5.xlarge"])], {}, []) == ["fail"]
}

test_cluster_that_is_deleted_is_not_judged if {
	group := [object.union({"InstanceGroupName": "workers"}, _group("ml.g5.xlarge", 2))]
	gone := testing.record(
		"AWS::SageMaker::Cluster",
		_cluster_id,
		{"ClusterStatus": "Deleting", "InstanceGroups": group},
	)
	_kinds([gone], {}, []) == ["not_applicable"]
}

test_denied_unknown if {
	every operation in ["sagemaker:Search", "sagemaker:ListClusters"] {
		_kinds([], {}, [testing.gap(operation, "us-east-1")]) == ["unknown"]
	}
	listed := testing.record("AWS::SageMaker::Cluster", _cluster_id, {"ClusterStatus": "InService"})
	_kinds([listed], {}, [testing.gap("sagemaker:DescribeCluster", _cluster_id)]) == ["unknown"]
}

test_window_beyond_the_scan_unknown if {
	facts := testing.facts([_job(_one("ml.p4d.24xlarge", 2))], {_control: {"lookback_days": 365}}, [])
	testing.kinds(_control, facts) == ["unknown"]
	message := "the scan reads training jobs of the last 180 days, and lookback_days is 365"
	testing.messages(_control, facts) == [message]
}
