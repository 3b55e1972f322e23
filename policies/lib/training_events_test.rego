package lens_test.lib.training_events_test

import data.lens.lib.training_events
import data.lens_test.testing

_cluster(name, changes) := testing.record(
	"AWS::SageMaker::Cluster",
	testing.arn("sagemaker", sprintf("cluster/%s", [name])),
	object.union({"ClusterStatus": "InService", "InstanceGroups": [_group]}, changes),
)

_group := {"InstanceType": "ml.p5.48xlarge"}

_a := _cluster("a", {})

_b := _cluster("b", {"NodeProvisioningMode": "Continuous"})

_job(name, created) := testing.record(
	"AWS::SageMaker::TrainingJob",
	testing.arn("sagemaker", sprintf("training-job/%s", [name])),
	{
		"CreationTime": created,
		"RoleArn": testing.iam("role/train"),
		"ResourceConfig": {"InstanceType": "ml.g5.xlarge", "InstanceCount": 1},
	},
)

_tune := _job("tune", "2026-07-01T00:00:00Z")

_rule(type, detail) := _of({"detail-type": [type], "detail": detail})

_of(pattern) := testing.record("AWS::Events::Rule", testing.arn("events", "rule/r"), {
	"State": "ENABLED",
	"EventPattern": object.union({"source": ["aws.sagemaker"]}, pattern),
	"ListTargetsByRule": {"Targets": [{"Id": "1"}]},
})

# Event -> the names of what no rule, perhaps a rule, and a rule for another event alone matches.
_found(records) := found if {
	document := testing.facts(records, {}, [])
	routes := training_events.routes(90) with input as document
	found := {event: [sort(r.missed), sort(r.open), sort(r.elsewhere)] | some [_, event], r in routes}
}

_silent := [["a"], [], []]

_heard := [[], [], []]

test_nothing_that_trains if {
	old := _job("old", "2026-04-01T00:00:00Z")
	small := _cluster("a", {"InstanceGroups": [{"InstanceType": "ml.m5.large"}]})
	_found([old, small, _cluster("b", {"ClusterStatus": "Deleting"})]) == {}
}

test_no_rule if {
	_found([_a, _tune]) == {
		"cluster-health": _silent,
		"cluster-state": _silent,
		"training-job": [["tune"], [], []],
	}
}

test_rule_for_all if {
	every pattern in [{}, {"detail-type": [{"prefix": "SageMaker "}]}] {
		_found([_a, _tune, _of(pattern)]) == {
			"cluster-health": _heard,
			"cluster-state": _heard,
			"training-job": _heard,
		}
	}
}

_node := "SageMaker HyperPod Cluster Node Health Event"

_health(detail) := _found([_a, _rule(_node, detail)])["cluster-health"]

test_health if {
	_health({}) == _heard
	_health({"HealthSummary": {"HealthStatus": ["Unhealthy"]}, "ClusterName": ["a"]}) == _heard
	_health({"InstanceId": [{"prefix": "i-"}]}) == _heard
	_health({"HealthSummary": {"HealthStatus": ["Healthy"]}}) == _silent
	_health({"ClusterName": ["b"]}) == _silent
	_health({"HealthSummary": {"RepairAction": ["None"]}}) == [[], ["a"], []]
}

_state(cluster, type, detail) := _found([cluster, _rule(type, detail)])["cluster-state"]

_change := "SageMaker HyperPod Cluster State Change"

_event := "SageMaker HyperPod Cluster Event"

test_change_of_state if {
	_state(_a, _change, {"ClusterStatus": ["Failed", "RollingBack"], "ClusterArn": [_a.id]}) == _heard
	_state(_a, _change, {"ClusterStatus": ["InService"]}) == _silent
	_state(_a, _change, {"ClusterName": ["b"]}) == _silent
	_state(_a, _change, {"FailureMessage": [{"exists": true}]}) == [[], ["a"], []]
}

test_event_of_a_cluster_with_continuous_provisioning if {
	_state(_b, _event, {}) == _heard
	_state(_b, _event, {"EventDetails": {"EventLevel": ["Error"], "ClusterName": ["b"]}}) == _heard
	_state(_b, _event, {"EventDetails": {"EventLevel": ["Info"]}}) == [["b"], [], []]
	_state(_b, _event, {"EventDetails": {"ResourceType": ["Cluster"]}}) == [[], ["b"], []]
	_state(_b, _event, {"ClusterName": ["b"]}) == [[], ["b"], []]
}

test_event_of_another_cluster if {
	_state(_a, _event, {}) == [[], [], ["a"]]
	_state(_a, _event, {"EventDetails": {"ClusterName": ["b"]}}) == _silent
	both := {"detail-type": [_event, _change]}
	_found([_a, _b, _of(both)])["cluster-state"] == _heard
	_found([_a, _b, _rule(_event, {})])["cluster-state"] == [[], [], ["a"]]
}

test_rules_beside if {
	rule := _rule(_event, {})
	document := testing.facts([_a, rule], {}, [])
	routes := training_events.routes(90) with input as document
	found := routes[["us-east-1", "cluster-state"]]
	found.beside == {rule.id}
	routes[["us-east-1", "cluster-health"]].beside == set()
}

_training(detail) := _found([_tune, _rule("SageMaker Training Job State Change", detail)])["training-job"]

test_training_job if {
	_training({"TrainingJobStatus": ["Failed", "Stopped"]}) == _heard
	_training({"TrainingJobName": [{"prefix": "tune"}], "SecondaryStatus": ["Failed"]}) == _heard
	_training({"RoleArn": [testing.iam("role/train")]}) == _heard
	_training({"TrainingJobStatus": ["Completed"]}) == [["tune"], [], []]
	_training({"TrainingJobName": ["other"]}) == [["tune"], [], []]
	_training({"Tags": {"team": ["x"]}}) == [[], ["tune"], []]
	_found([_tune, _of({"resources": [_tune.id]})])["training-job"] == _heard
}
