package lens_test.genrel06_bp01.training_health_events_routed_test

import data.lens_test.testing

_control := "GENREL06-BP01/training-health-events-routed"

_account := testing.iam("root")

_cluster := testing.record(
	"AWS::SageMaker::Cluster",
	testing.arn("sagemaker", "cluster/train"),
	{"ClusterStatus": "InService", "InstanceGroups": [{"InstanceType": "ml.p5.48xlarge"}]},
)

_job := testing.record("AWS::SageMaker::TrainingJob", testing.arn("sagemaker", "training-job/tune"), {
	"CreationTime": "2026-07-01T00:00:00Z",
	"ResourceConfig": {"InstanceType": "ml.g5.xlarge", "InstanceCount": 1},
})

_rule(name, pattern) := testing.record(
	"AWS::Events::Rule",
	testing.arn("events", sprintf("rule/%s", [name])),
	{
		"State": "ENABLED",
		"EventPattern": object.union({"source": ["aws.sagemaker"]}, pattern),
		"ListTargetsByRule": {"Targets": [{"Id": "1"}]},
	},
)

_type := "SageMaker Training Job State Change"

_of_jobs := _rule("jobs", {"detail-type": [_type], "detail": {"TrainingJobStatus": ["Failed"]}})

_of_nodes := _rule("nodes", {"detail-type": ["SageMaker HyperPod Cluster Node Health Event"]})

_of_clusters := _rule("clusters", {"detail-type": ["SageMaker HyperPod Cluster State Change"]})

_verdicts(records, gaps) := testing.verdicts(_control, testing.facts(records, {}, gaps))

_subject := {"type": "AWS::Account", "id": _account, "region": "us-east-1", "item": "training-job"}

test_no_rule_fails if {
	testing.results(_control, testing.facts([_job], {}, [])) == [{
		"kind": "fail",
		"subject": _subject,
		"message": concat("", [
			"no enabled rule with a target on the default event bus matches the event ",
			`"SageMaker Training Job State Change" with the status "Failed" of "tune"`,
		]),
		"proof": [],
		"causes": [],
	}]
}

test_rule_passes if {
	testing.results(_control, testing.facts([_job, _of_jobs], {}, [])) == [{
		"kind": "pass",
		"subject": _subject,
		"message": "",
		"proof": [{"id": _of_jobs.id, "pointer": "/properties/EventPattern"}],
		"causes": [],
	}]
}

test_cluster_needs_two_events if {
	_verdicts([_cluster], []) == {["fail", _account, "cluster-health"], ["fail", _account, "cluster-state"]}
	_verdicts([_cluster, _of_nodes, _of_clusters], []) == {
		["pass", _account, "cluster-health"],
		["pass", _account, "cluster-state"],
	}
}

test_region_with_some_of_the_rules_does_not_pass if {
	all := [_cluster, _job]
	_verdicts(array.concat(all, [_of_nodes, _of_clusters]), []) == {["fail", _account, "training-job"]}
	_verdicts(array.concat(all, [_of_jobs, _of_nodes]), []) == {["fail", _account, "cluster-state"]}
	_verdicts(array.concat(all, [_of_jobs, _of_nodes, _of_clusters]), []) == {
		["pass", _account, "cluster-health"],
		["pass", _account, "cluster-state"],
		["pass", _account, "training-job"],
	}
}

test_rule_that_misses_the_failure_fails if {
	every detail in [{"TrainingJobStatus": ["Completed"]}, {"TrainingJobName": ["other"]}] {
		_verdicts([_job, _rule("r", {"detail-type": [_type], "detail": detail})], []) == {[
			"fail",
			_account,
			"training-job",
		]}
	}
}

test_pattern_that_asks_for_more_review if {
	tagged := _rule("tagged", {"detail-type": [_type], "detail": {"Tags": {"team": ["x"]}}})
	[found] := testing.results(_control, testing.facts([_job, tagged], {}, []))
	found.kind == "review"
	found.message == concat("", [
		`it is open whether rule "tagged" matches the event "SageMaker Training Job State Change" with the `,
		`status "Failed" of "tune": its pattern asks for a member that the event may not have, or has an `,
		"unknown operator",
	])
	found.proof == [{"id": tagged.id, "pointer": "/properties/EventPattern"}]
}

test_event_that_the_cluster_may_not_send_review if {
	events := _rule("events", {"detail-type": ["SageMaker HyperPod Cluster Event"]})
	[found] := testing.results(_control, testing.facts([_cluster, _of_nodes, events], {}, []))
	found.kind == "review"
	found.subject.item == "cluster-state"
	found.message == concat("", [
		`rule "events" matches the event "SageMaker HyperPod Cluster Event", and not "SageMaker HyperPod Cluster `,
		`State Change"; AWS sends the first one only for clusters with continuous node provisioning: `,
		`find out whether "train" use it`,
	])
	found.proof == [{"id": events.id, "pointer": "/properties/EventPattern"}]
}

_elsewhere := testing.record_in(
	"eu-west-1",
	"AWS::SageMaker::TrainingJob",
	"arn:aws:sagemaker:eu-west-1:111122223333:training-job/tune",
	_job.properties,
)

test_each_region_by_itself if {
	verdicts := _verdicts([_job, _elsewhere, _of_jobs], [])
	verdicts == {["pass", _account, "training-job"], ["fail", _account, "training-job"]}
}

test_older_jobs_do_not_count if {
	params := {_control: {"lookback_days": 30}}
	testing.kinds(_control, testing.facts([_job], params, [])) == ["not_applicable"]
}

test_nothing_not_applicable if {
	small := testing.without(_job, "ResourceConfig")
	{verdict[0] | some verdict in _verdicts([small, _of_jobs], [])} == {"not_applicable"}
}

test_rules_denied_unknown if {
	denied := testing.gap("events:ListRules", "us-east-1")
	_verdicts([_job], [denied]) == {["unknown", _account, "training-job"]}
	unread := testing.without(_of_jobs, "ListTargetsByRule")
	targets := testing.gap("events:ListTargetsByRule", _of_jobs.id)
	_verdicts([_job, unread], [targets]) == {["unknown", _account, "training-job"]}
	_verdicts([_job, unread, _rule("all", {})], [targets]) == {["pass", _account, "training-job"]}
}

test_jobs_or_clusters_denied_unknown if {
	every operation in ["sagemaker:Search", "sagemaker:ListClusters", "sagemaker:DescribeCluster"] {
		_verdicts([], [testing.gap(operation, "us-east-1")]) == {["unknown", _account, ""]}
	}
}
