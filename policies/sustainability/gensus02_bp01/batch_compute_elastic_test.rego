package lens_test.gensus02_bp01.batch_compute_elastic_test

import data.lens_test.testing

_control := "GENSUS02-BP01/batch-compute-elastic"

_id := testing.arn("elasticmapreduce", "cluster/j-1")

_cluster(changes) := testing.record("AWS::EMR::Cluster", _id, object.union(
	{"Id": "j-1", "Status": {"State": "WAITING"}, "AutoTerminate": false},
	changes,
))

_scaling(low, high) := {"ManagedScalingPolicy": {"ComputeLimits": {
	"MinimumCapacityUnits": low,
	"MaximumCapacityUnits": high,
}}}

_ends(seconds) := {"AutoTerminationPolicy": {"IdleTimeout": seconds}}

_good := _cluster(object.union(_scaling(1, 8), _ends(3600)))

_group(state, low, high) := testing.record(
	"AWS::EMR::InstanceGroupConfig", concat("", [_id, "/instance-group/ig-1"]),
	{"AutoScalingPolicy": {
		"Status": {"State": state},
		"Constraints": {"MinCapacity": low, "MaxCapacity": high},
	}},
)

_application(stop) := testing.record(
	"AWS::EMRServerless::Application", testing.arn("emr-serverless", "/applications/a1"),
	{"autoStopConfiguration": stop},
)

_environment(resources) := testing.record(
	"AWS::Batch::ComputeEnvironment", testing.arn("batch", "compute-environment/e1"),
	{"type": "MANAGED", "state": "ENABLED", "status": "VALID", "computeResources": resources},
)

_facts(records, gaps) := object.union(
	testing.facts(records, {}, gaps),
	{"workload": {"emr": ["j-1", "a1"], "batch": ["e1"]}},
)

_kinds(records, gaps) := testing.kinds(_control, _facts(records, gaps))

_messages(records) := testing.messages(_control, _facts(records, []))

test_rigid_cluster_that_never_ends_fails if {
	testing.results(_control, _facts([_cluster({})], [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::EMR::Cluster", "id": _id, "region": "us-east-1", "item": ""},
		"message": concat("; ", [
			"neither a managed scaling policy nor automatic scaling changes its size",
			"nothing ends it when it is idle",
		]),
		"proof": [{"id": _id, "pointer": "/properties"}, {"id": _id, "pointer": "/properties/AutoTerminate"}],
		"causes": [],
	}]
}

test_elastic_cluster_passes if {
	_kinds([_good], []) == ["pass"]
	_kinds([_cluster(object.union(_scaling(1, 8), {"AutoTerminate": true}))], []) == ["pass"]
	_kinds([_cluster(_ends(60)), _group("ATTACHED", 1, 8)], []) == ["pass"]
}

test_scaling_that_changes_nothing_fails if {
	text := "neither a managed scaling policy nor automatic scaling changes its size"
	_messages([_cluster(object.union(_scaling(4, 4), _ends(60)))]) == [text]
	_messages([_cluster(_ends(60)), _group("ATTACHED", 4, 4)]) == [text]
	_messages([_cluster(_ends(60)), _group("FAILED", 1, 8)]) == [text]
}

test_late_end_fails if {
	found := _messages([_cluster(object.union(_scaling(1, 8), _ends(7200)))])
	found == ["it ends after 2 hours without work, more than 1 hour"]
}

test_policy_without_a_time_ends_nothing if {
	text := "nothing ends it when it is idle"
	_messages([_cluster(object.union(_scaling(1, 8), {"AutoTerminationPolicy": {}}))]) == [text]
	_messages([_cluster(object.union(_scaling(1, 8), {"AutoTerminationPolicy": null}))]) == [text]
}

test_application if {
	_kinds([_application({"enabled": true, "idleTimeoutMinutes": 15})], []) == ["pass"]
	_kinds([_application({})], []) == ["pass"]
	_messages([_application({"enabled": false, "idleTimeoutMinutes": 90})]) == ["auto-stop is disabled"]
	late := _messages([_application({"enabled": true, "idleTimeoutMinutes": 90})])
	late == ["it stops after 1 hour 30 minutes without work, more than 1 hour"]
}

test_environment if {
	_kinds([_environment({"type": "EC2", "minvCpus": 0})], []) == ["pass"]
	_messages([_environment({"type": "SPOT", "minvCpus": 8})]) == ["it keeps 8 vCPUs when there are no jobs"]
	_kinds([_environment({"type": "FARGATE", "maxvCpus": 8})], []) == ["not_applicable"]
}

test_nothing_declared_not_applicable if {
	_kinds([], []) == ["not_applicable"]
	testing.kinds(_control, testing.facts([_cluster({})], {}, [])) == ["not_applicable"]
}

test_lost_answers_unknown if {
	every operation in ["GetManagedScalingPolicy", "ListInstanceGroups"] {
		_kinds([_cluster(_ends(60))], [testing.gap(sprintf("emr:%s", [operation]), _id)]) == ["unknown"]
	}
	_kinds([_cluster(_scaling(1, 8))], [testing.gap("emr:GetAutoTerminationPolicy", _id)]) == ["unknown"]
	_kinds([_good], [testing.gap("emr:DescribeCluster", _id)]) == ["unknown", "unknown"]
	_kinds([], [testing.gap("emr:ListClusters", "us-east-1")]) == ["unknown"]
	_kinds([_good], [testing.gap("emr:ListClusters", "us-east-1")]) == ["pass", "unknown"]
	unread := testing.gap("emr-serverless:GetApplication", testing.arn("emr-serverless", "/applications/a1"))
	_kinds([_application({})], [unread]) == ["unknown", "unknown"]
	_kinds([], [testing.gap("bedrock-agent:ListKnowledgeBases", "us-east-1")]) == ["unknown"]
	both := _kinds([_cluster(_ends(7200))], [testing.gap("emr:GetManagedScalingPolicy", _id)])
	both == ["fail"]
}
