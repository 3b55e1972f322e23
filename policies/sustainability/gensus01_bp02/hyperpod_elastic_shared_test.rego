package lens_test.gensus01_bp02.hyperpod_elastic_shared_test

import data.lens_test.testing

_control := "GENSUS01-BP02/hyperpod-elastic-shared"

_id := testing.arn("sagemaker", "cluster/abcdefghijkl")

_cluster(more) := testing.record("AWS::SageMaker::Cluster", _id, object.union(
	{
		"ClusterArn": _id,
		"ClusterStatus": "InService",
		"Orchestrator": {"Eks": {"ClusterArn": "arn"}},
		"InstanceGroups": [{"InstanceGroupName": "workers", "InstanceType": "ml.p5.48xlarge"}],
	},
	more,
))

_scaling(status) := {
	"AutoScaling": {"Mode": "Enable", "AutoScalerType": "Karpenter", "Status": status},
	"NodeProvisioningMode": "Continuous",
}

_quota(name, strategy, more) := testing.record(
	"AWS::SageMaker::ComputeQuota",
	testing.arn("sagemaker", sprintf("compute-quota/%s", [name])),
	object.union(
		{
			"ClusterArn": _id,
			"Status": "Created",
			"ActivationState": "Enabled",
			"ComputeQuotaConfig": {"ResourceSharingConfig": {"Strategy": strategy}},
		},
		more,
	),
)

_scheduler(sharing, more) := testing.record(
	"AWS::SageMaker::ClusterSchedulerConfig",
	testing.arn("sagemaker", "cluster-scheduler-config/abcdefghijkl"),
	object.union(
		{
			"ClusterArn": _id,
			"Status": "Created",
			"SchedulerConfig": {"FairShare": "Enabled", "IdleResourceSharing": sharing},
		},
		more,
	),
)

_kinds(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

_results(records) := testing.results(_control, testing.facts(records, {}, []))

_failed(message, proof) := [{
	"kind": "fail",
	"subject": {"type": "AWS::SageMaker::Cluster", "id": _id, "region": "us-east-1", "item": ""},
	"message": message,
	"proof": proof,
	"causes": [],
}]

test_rigid_cluster_fails if {
	message := concat("", [
		"it does not scale automatically, and no scheduler or compute quota shares its idle ",
		"capacity",
	])
	_results([_cluster({})]) == _failed(message, [{"id": _id, "pointer": "/properties"}])
}

test_number_of_instances_that_start_is_no_scaling if {
	group := {"InstanceType": "ml.p5.48xlarge", "MinCount": 1, "TargetCount": 4}
	_kinds([_cluster({"InstanceGroups": [group]})], []) == ["fail"]
}

test_scaling if {
	_kinds([_cluster(_scaling("InService"))], []) == ["pass"]
	_kinds([_cluster(_scaling("Creating"))], []) == ["pass"]
	_kinds([_cluster(_scaling("Failed"))], []) == ["fail"]
	_kinds([_cluster({"AutoScaling": {"Mode": "Enable", "Status": "InService"}})], []) == ["fail"]
	_kinds([_cluster({"AutoScaling": {"Mode": "Disable", "Status": "InService"}})], []) == ["fail"]
}

test_scheduler_that_shares_passes if {
	_kinds([_cluster({}), _scheduler("Enabled", {})], []) == ["pass"]
	_kinds([_cluster({}), _scheduler("Disabled", {})], []) == ["fail"]
	_kinds([_cluster({}), _scheduler("Enabled", {"Status": "Deleting"})], []) == ["fail"]
	_kinds([_cluster({}), _scheduler("Enabled", {"ClusterArn": "arn:other"})], []) == ["fail"]
}

test_quota_that_lends_passes if {
	_kinds([_cluster({}), _quota("a", "Lend", {})], []) == ["pass"]
	_kinds([_cluster({}), _quota("a", "LendAndBorrow", {})], []) == ["pass"]
	_kinds([_cluster({}), testing.without(_quota("a", "Lend", {}), "ActivationState")], []) == ["pass"]
	_kinds([_cluster({}), _quota("a", "Lend", {"ActivationState": "Disabled"})], []) == ["fail"]
	_kinds([_cluster({}), _quota("a", "Lend", {"Status": "CreateFailed"})], []) == ["fail"]
	_kinds([_cluster({}), _quota("a", "Lend", {"ClusterArn": "arn:other"})], []) == ["fail"]
}

test_quota_that_keeps_its_capacity_fails if {
	kept := _quota("b", "DontLend", {})
	message := `compute quotas keep idle capacity for their team: "b"`
	proof := [{"id": kept.id, "pointer": "/properties/ComputeQuotaConfig"}]
	_results([_cluster({}), _quota("a", "Lend", {}), kept]) == _failed(message, proof)
	_kinds([_cluster({}), _scheduler("Enabled", {}), kept], []) == ["fail"]
	off := _quota("b", "DontLend", {"ActivationState": "Disabled"})
	_kinds([_cluster({}), _quota("a", "Lend", {}), off], []) == ["pass"]
	_kinds([_cluster(_scaling("InService")), kept], []) == ["pass"]
}

test_quota_that_does_not_show_its_strategy_unknown if {
	silent := object.union(
		testing.without(_quota("a", "Lend", {}), "ComputeQuotaConfig"),
		{"properties": {"ComputeQuotaConfig": {}}},
	)
	[result] := _results([_cluster({}), silent])
	result.kind == "unknown"
	result.message == `AWS does not show whether these compute quotas share idle capacity: "a"`
	_kinds([_cluster({}), silent, _quota("b", "DontLend", {})], []) == ["fail"]
}

test_other_clusters_are_not_judged if {
	reserved := {"InstanceType": "ml.p5.48xlarge", "TrainingPlanArn": "arn"}
	every cluster in [
		testing.without(_cluster({}), "Orchestrator"),
		_cluster({"ClusterStatus": "Creating"}),
		_cluster({"ClusterStatus": "Deleting"}),
		_cluster({"InstanceGroups": [{"InstanceType": "ml.m5.xlarge"}]}),
		_cluster({"InstanceGroups": [reserved]}),
	] {
		_kinds([cluster], []) == ["not_applicable"]
	}
	part := _cluster({"InstanceGroups": [reserved, {"InstanceType": "ml.p5.48xlarge"}]})
	_kinds([part], []) == ["fail"]
}

test_sharing_that_was_not_read_unknown if {
	every operation in ["sagemaker:ListClusterSchedulerConfigs", "sagemaker:ListComputeQuotas"] {
		gap := testing.gap(operation, _id)
		_kinds([_cluster({})], [gap]) == ["unknown"]
		_kinds([_cluster(_scaling("InService"))], [gap]) == ["pass"]
	}
	quota := testing.without(_quota("a", "Lend", {}), "ComputeQuotaConfig")
	_kinds([_cluster({}), quota], [testing.gap("sagemaker:DescribeComputeQuota", quota.id)]) == ["unknown"]
	scheduler := testing.without(_scheduler("Enabled", {}), "SchedulerConfig")
	lost := testing.gap("sagemaker:DescribeClusterSchedulerConfig", scheduler.id)
	_kinds([_cluster({}), scheduler], [lost]) == ["unknown"]
	kept := _quota("b", "DontLend", {})
	_kinds([_cluster({}), kept], [testing.gap("sagemaker:ListClusterSchedulerConfigs", _id)]) == ["fail"]
}

test_denied_unknown if {
	_kinds([], [testing.gap("sagemaker:ListClusters", "us-east-1")]) == ["unknown"]
}
