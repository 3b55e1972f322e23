package lens_test.lib.wake_ups_test

import data.lens.lib.wake_ups
import data.lens_test.testing

_variant := {
	"ResourceId": "endpoint/queue/variant/main",
	"ScalableDimension": "sagemaker:variant:DesiredInstanceCount",
}

_copies := {
	"ResourceId": "inference-component/part",
	"ScalableDimension": "sagemaker:inference-component:DesiredCopyCount",
}

_target(scaled) := testing.record(
	"AWS::ApplicationAutoScaling::ScalableTarget", testing.arn("application-autoscaling", "target"),
	object.union(scaled, {"MinCapacity": 0, "MaxCapacity": 2}),
)

_policy(scaled, alarms) := testing.record(
	"AWS::ApplicationAutoScaling::ScalingPolicy", testing.arn("autoscaling", "scalingPolicy:1"),
	object.union(scaled, {
		"PolicyType": "StepScaling",
		"StepScalingPolicyConfiguration": {
			"AdjustmentType": "ChangeInCapacity",
			"StepAdjustments": [{"ScalingAdjustment": 1}],
		},
		"Alarms": alarms,
	}),
)

_id := testing.arn("cloudwatch", "alarm:backlog")

_alarm(metric, dimension, changes) := testing.record("AWS::CloudWatch::Alarm", _id, object.union(
	{
		"Namespace": "AWS/SageMaker",
		"MetricName": metric,
		"Dimensions": [dimension],
		"ActionsEnabled": true,
		"AlarmActions": [testing.arn("autoscaling", "scalingPolicy:1")],
	},
	changes,
))

_queue := {"Name": "EndpointName", "Value": "queue"}

_part := {"Name": "InferenceComponentName", "Value": "part"}

_woken(records) := found if {
	document := testing.facts(records, {}, [])
	found := wake_ups.woken with input as document
}

_backlog(changes) := _alarm("HasBacklogWithoutCapacity", _queue, changes)

test_queue_and_copies_come_back if {
	_woken([_target(_variant), _policy(_variant, []), _backlog({})]) == {["us-east-1", _variant.ResourceId]}
	failures := _alarm("NoCapacityInvocationFailures", _part, {})
	_woken([_target(_copies), _policy(_copies, []), failures]) == {["us-east-1", _copies.ResourceId]}
}

test_what_wakes if {
	document := testing.facts([_target(_variant), _policy(_variant, []), _backlog({})], {}, [])
	wake_ups.wakes(["us-east-1", _variant.ResourceId]) with input as document
	not wake_ups.wakes(["eu-west-1", _variant.ResourceId]) with input as document
}

test_policy_may_name_the_alarm if {
	alarm := _backlog({"AlarmActions": []})
	_woken([_target(_variant), _policy(_variant, [{"AlarmName": "backlog", "AlarmARN": _id}]), alarm]) != set()
	_woken([_target(_variant), _policy(_variant, []), alarm]) == set()
}

test_other_alarms_wake_nothing if {
	every alarm in [
		_alarm("ApproximateBacklogSizePerInstance", _queue, {}),
		_alarm("NoCapacityInvocationFailures", _queue, {}),
		_alarm("HasBacklogWithoutCapacity", {"Name": "EndpointName", "Value": "other"}, {}),
		_backlog({"ActionsEnabled": false}),
		_backlog({"Namespace": "Own"}),
		_backlog({"AlarmActions": [testing.arn("sns", "ops")]}),
		_backlog({"Dimensions": []}),
		object.union(_backlog({}), {"region": "eu-west-1"}),
	] {
		_woken([_target(_variant), _policy(_variant, []), alarm]) == set()
	}
	_woken([_target(_variant), _policy(_variant, [])]) == set()
	_woken([_policy(_variant, []), _backlog({})]) == set()
}
