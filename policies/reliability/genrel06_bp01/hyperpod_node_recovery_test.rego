package lens_test.genrel06_bp01.hyperpod_node_recovery_test

import data.lens_test.testing

_control := "GENREL06-BP01/hyperpod-node-recovery"

_id := testing.arn("sagemaker", "cluster/abcdefghijkl")

_listed(status) := testing.record(
	"AWS::SageMaker::Cluster",
	_id,
	{"ClusterName": "train", "ClusterStatus": status},
)

_group := {"InstanceGroupName": "workers", "InstanceType": "ml.p5.48xlarge", "Status": "InService"}

_healthy := {"NodeRecovery": "Automatic", "InstanceGroups": [_group]}

_cluster(changes) := object.union(_listed("InService"), {"properties": object.union(_healthy, changes)})

_results(record, gaps) := testing.results(_control, testing.facts([record], {}, gaps))

_kinds(record, gaps) := [found.kind | some found in _results(record, gaps)]

_message(record) := found.message if [found] := _results(record, [])

test_automatic_recovery_passes if _kinds(_cluster({}), []) == ["pass"]

test_updates_pass if {
	every status in ["Creating", "Updating", "SystemUpdating", "RollingBack"] {
		groups := [object.union(_group, {"Status": "Updating"})]
		_kinds(_cluster({"ClusterStatus": status, "InstanceGroups": groups}), []) == ["pass"]
	}
}

test_no_recovery_fails if {
	_results(_cluster({"NodeRecovery": "None"}), []) == [{
		"kind": "fail",
		"subject": {"type": "AWS::SageMaker::Cluster", "id": _id, "region": "us-east-1", "item": ""},
		"message": `node recovery is "None"`,
		"proof": [{"id": _id, "pointer": "/properties/NodeRecovery"}],
		"causes": [],
	}]
}

test_failed_cluster_fails if {
	[found] := _results(_cluster({"ClusterStatus": "Failed"}), [])
	found.message == "the cluster status is Failed"
	found.proof == [{"id": _id, "pointer": "/properties/ClusterStatus"}]
}

_with(name, status) := object.union(_group, {"InstanceGroupName": name, "Status": status})

test_failed_groups_fail if {
	groups := [_group, _with("b", "Failed"), _with("a", "Failed"), _with("c", "Degraded")]
	[found] := _results(_cluster({"InstanceGroups": groups}), [])
	found.kind == "fail"
	found.message == concat("; ", [
		`instance groups have the status Degraded: "c"`,
		`instance groups have the status Failed: "a", "b"`,
	])
	found.proof == [{"id": _id, "pointer": sprintf("/properties/InstanceGroups/%d", [i])} | some i in [1, 2, 3]]
}

test_restricted_groups_are_judged_too if {
	groups := {"RestrictedInstanceGroups": [_with("r", "Degraded")]}
	_message(_cluster(groups)) == `instance groups have the status Degraded: "r"`
}

test_setting_that_aws_does_not_show_review if {
	[found] := _results(testing.without(_cluster({}), "NodeRecovery"), [])
	found.kind == "review"
	found.message == "AWS shows no setting of node recovery, so it may be older than that setting"
	found.proof == [{"id": _id, "pointer": "/properties"}]
}

test_other_clusters_not_applicable if {
	small := [object.union(_group, {"InstanceType": "ml.m5.large"})]
	_kinds(_cluster({"InstanceGroups": small, "NodeRecovery": "None"}), []) == ["not_applicable"]
	_kinds(_cluster({"InstanceGroups": small, "ClusterStatus": "Failed"}), []) == ["not_applicable"]
	_kinds(_cluster({"RestrictedInstanceGroups": small, "InstanceGroups": [], "NodeRecovery": "None"}), []) == [
		"not_applicable",
	]
	_kinds(_cluster({"ClusterStatus": "Deleting", "NodeRecovery": "None"}), []) == ["not_applicable"]
}

# The gap may hide other subjects too.
_declared(record, gaps) := [found.kind |
	document := object.union(testing.facts([record], {}, gaps), {"workload": {"sagemaker": ["abcdefghijkl"]}})
	some found in testing.results(_control, document)
	found.subject.id == record.id
]

_denied := testing.gap("sagemaker:DescribeCluster", _id)

test_description_denied_unknown if {
	_kinds(_listed("InService"), [_denied]) == ["unknown"]
	_declared(_listed("InService"), [_denied]) == ["unknown"]
}

# The listing shows it.
test_failed_cluster_fails_without_its_description if {
	"fail" in _kinds(_listed("Failed"), [_denied])
	_declared(_listed("Failed"), [_denied]) == ["fail"]
	only_restricted := object.union(_listed("Failed"), {"properties": {"RestrictedInstanceGroups": [object.union(
		_group,
		{"InstanceType": "ml.m5.large"},
	)]}})
	_kinds(only_restricted, []) == ["not_applicable"]
}

test_listing_denied_unknown if {
	denied := testing.gap("sagemaker:ListClusters", "us-east-1")
	testing.kinds(_control, testing.facts([], {}, [denied])) == ["unknown"]
}

test_no_cluster_not_applicable if testing.kinds(_control, testing.facts([], {}, [])) == ["not_applicable"]
