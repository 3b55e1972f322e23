package lens_test.gensus01_bp01.endpoint_scale_to_zero_test

import data.lens_test.testing

_control := "GENSUS01-BP01/endpoint-scale-to-zero"

_id := testing.arn("sagemaker", "endpoint/chat")

_endpoint(tags, changes, variant) := object.union(
	testing.record("AWS::SageMaker::Endpoint", _id, object.union(
		{
			"EndpointName": "chat",
			"EndpointStatus": "InService",
			"ProductionVariants": [object.union({"VariantName": "main", "CurrentInstanceCount": 1}, variant)],
			"DescribeEndpointConfig": {"ProductionVariants": [{
				"VariantName": "main",
				"InstanceType": "ml.g5.xlarge",
			}]},
		},
		changes,
	)),
	{"tags": tags},
)

_async := {"AsyncInferenceConfig": {"OutputConfig": {}}}

_queue := _endpoint({}, _async, {})

_managed(tags, low) := _endpoint(tags, {}, {"ManagedInstanceScaling": {
	"Status": "ENABLED",
	"MinInstanceCount": low,
	"MaxInstanceCount": 3,
}})

_dev := {"Env": "Development"}

_component := testing.record(
	"AWS::SageMaker::InferenceComponent", testing.arn("sagemaker", "inference-component/part"),
	{
		"EndpointName": "chat",
		"VariantName": "main",
		"InferenceComponentStatus": "InService",
		"RuntimeConfig": {"CurrentCopyCount": 1},
		"Specification": {"ModelName": "m"},
	},
)

_variant := {
	"ResourceId": "endpoint/chat/variant/main",
	"ScalableDimension": "sagemaker:variant:DesiredInstanceCount",
}

_copies := {
	"ResourceId": "inference-component/part",
	"ScalableDimension": "sagemaker:inference-component:DesiredCopyCount",
}

_target(scaled, low) := testing.record(
	"AWS::ApplicationAutoScaling::ScalableTarget", testing.arn("application-autoscaling", "target"),
	object.union(scaled, {"MinCapacity": low, "MaxCapacity": 4}),
)

_policy(scaled) := testing.record(
	"AWS::ApplicationAutoScaling::ScalingPolicy", testing.arn("autoscaling", "scalingPolicy:1"),
	object.union(scaled, {"PolicyType": "StepScaling", "StepScalingPolicyConfiguration": {
		"AdjustmentType": "ChangeInCapacity",
		"StepAdjustments": [{"ScalingAdjustment": 1}],
	}}),
)

_alarm(metric, name, value) := testing.record(
	"AWS::CloudWatch::Alarm", testing.arn("cloudwatch", "alarm:wake"),
	{
		"Namespace": "AWS/SageMaker",
		"MetricName": metric,
		"Dimensions": [{"Name": name, "Value": value}],
		"ActionsEnabled": true,
		"AlarmActions": [testing.arn("autoscaling", "scalingPolicy:1")],
	},
)

_backlog := _alarm("HasBacklogWithoutCapacity", "EndpointName", "chat")

_failures := _alarm("NoCapacityInvocationFailures", "InferenceComponentName", "part")

_verdicts(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

_messages(records) := testing.messages(_control, testing.facts(records, {}, []))

_tracking(scaled) := testing.record(
	"AWS::ApplicationAutoScaling::ScalingPolicy", testing.arn("autoscaling", "scalingPolicy:2"),
	object.union(scaled, {"PolicyType": "TargetTrackingScaling"}),
)

_awake := [_target(_variant, 0), _policy(_variant), _tracking(_variant), _backlog]

# A minimum of zero lowers nothing by itself.
test_queue_that_nothing_scales_in_fails if {
	text := "its minimum is zero, and no policy and no scheduled action scales in to it"
	records := [_queue, _target(_variant, 0), _policy(_variant), _backlog]
	_messages(records) == [text]
	rising := {"TargetTrackingScalingPolicyConfiguration": {"DisableScaleIn": true}}
	_messages(array.concat(records, [_tracking(object.union(_variant, rising))])) == [text]
	suspended := {"SuspendedState": {"DynamicScalingInSuspended": true}}
	held := [_queue, _target(object.union(_variant, suspended), 0), _policy(_variant), _tracking(_variant)]
	_messages(array.concat(held, [_backlog])) == [text]
	trial := [_managed(_dev, 0), _component, _target(_copies, 0), _policy(_copies), _failures]
	_messages(trial) == [text]
	every operation in ["DescribeScalingPolicies", "DescribeScheduledActions"] {
		gap := testing.gap(sprintf("application-autoscaling:%s", [operation]), "us-east-1")
		_verdicts(records, [gap]) == ["unknown"]
	}
}

test_queue_to_zero_and_back_passes if {
	_verdicts(array.concat([_queue], _awake), []) == ["pass"]
	configured := _endpoint({}, {"DescribeEndpointConfig": _async}, {})
	_verdicts(array.concat([configured], _awake), []) == ["pass"]
}

test_queue_without_target_fails if {
	testing.results(_control, testing.facts([_queue], {}, [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::SageMaker::Endpoint", "id": _id, "region": "us-east-1", "item": ""},
		"message": "there is no scalable target, so the instances or copies never fall to zero",
		"proof": [{"id": _id, "pointer": "/properties"}],
		"causes": [],
	}]
}

test_queue_with_a_minimum_fails if {
	records := [_queue, _target(_variant, 1), _policy(_variant), _tracking(_variant), _backlog]
	_messages(records) == ["the minimum of scaling is 1"]
	night := testing.record(
		"AWS::ApplicationAutoScaling::ScheduledAction", testing.arn("autoscaling", "scheduledAction:1"),
		object.union(_variant, {"Schedule": "cron(0 20 * * ? *)", "ScalableTargetAction": {"MinCapacity": 0}}),
	)
	_verdicts(array.concat(records, [night]), []) == ["pass"]
}

test_queue_that_stays_at_zero_fails if {
	text := "at zero, no alarm on HasBacklogWithoutCapacity calls a policy that adds an instance"
	_messages([_queue, _target(_variant, 0), _tracking(_variant)]) == [text]
	other := _alarm("ApproximateBacklogSizePerInstance", "EndpointName", "chat")
	_messages([_queue, _target(_variant, 0), _policy(_variant), _tracking(_variant), other]) == [text]
	foreign := _alarm("HasBacklogWithoutCapacity", "EndpointName", "other")
	_messages([_queue, _target(_variant, 0), _policy(_variant), _tracking(_variant), foreign]) == [text]
}

test_what_is_not_judged if {
	_verdicts([_endpoint({}, {}, {})], []) == ["not_applicable"]
	_verdicts([_endpoint({"Always-On": "yes"}, _async, {})], []) == ["not_applicable"]
	updating := object.union(_async, {"EndpointStatus": "Updating"})
	_verdicts([_endpoint({}, updating, {})], []) == ["not_applicable"]
	_verdicts([], []) == ["not_applicable"]
	tagged := _managed({"always-on": "", "env": "dev"}, 1)
	_verdicts([tagged, _component, _target(_copies, 1)], []) == ["not_applicable"]
}

_woken := [_component, _target(_copies, 0), _policy(_copies), _tracking(_copies), _failures]

test_components_to_zero_and_back if {
	_verdicts(array.concat([_managed(_dev, 0)], _woken), []) == ["pass"]
	_verdicts(array.concat([_managed({}, 2)], _woken), []) == ["pass"]
	specification := {"BaseInferenceComponentName": "base"}
	adapter := object.union(_component, {"properties": {"Specification": specification}})
	_verdicts([_managed(_dev, 1), adapter], []) == ["not_applicable"]
}

test_production_may_stay_up if {
	_verdicts([_managed({"env": "prod"}, 2), _component, _target(_copies, 2)], []) == ["pass"]
	_verdicts([_managed({}, 2), _component], []) == ["pass"]
	_verdicts([_endpoint({}, {}, {}), _component], []) == ["pass"]
}

test_instances_of_a_trial_that_stay_fail if {
	_messages(array.concat([_managed(_dev, 1)], _woken)) == [
		`the minimum of managed instance scaling of production variant "main" is 1`,
	]
	_messages(array.concat([_endpoint(_dev, {}, {})], _woken)) == [
		`managed instance scaling of production variant "main" is off`,
	]
}

test_copies_of_a_trial_that_stay_fail if {
	document := testing.facts([_managed({"Stage": "UAT-2"}, 0), _component, _target(_copies, 1)], {}, [])
	testing.verdicts(_control, document) == {["fail", _id, "part"]}
	testing.messages(_control, document) == ["the minimum of scaling is 1"]
	testing.proofs(_control, document)[0].id == _target(_copies, 1).id
	_messages([_managed(_dev, 0), _component]) == [
		"there is no scalable target, so the instances or copies never fall to zero",
	]
}

test_component_that_stays_at_zero_fails if {
	text := "at zero, no alarm on NoCapacityInvocationFailures calls a policy that adds a copy"
	_messages([_managed({}, 2), _component, _target(_copies, 0), _policy(_copies)]) == [text]
	_messages([_managed({}, 2), _component, _target(_copies, 0), _policy(_copies), _backlog]) == [text]
}

test_range_that_is_not_shown_unknown if {
	endpoint := _endpoint(_dev, {}, {"ManagedInstanceScaling": {"Status": "ENABLED"}})
	text := `AWS does not show the range of managed instance scaling of production variant "main"`
	_messages(array.concat([endpoint], _woken)) == [text]
	_verdicts(array.concat([endpoint], _woken), []) == ["unknown"]
}

test_lost_answers_unknown if {
	records := [_queue, _target(_variant, 0), _tracking(_variant)]
	every operation in [
		"application-autoscaling:DescribeScalingPolicies",
		"cloudwatch:DescribeAlarms",
		"resourcegroupstaggingapi:GetResources",
	] {
		gap := testing.gap(operation, "us-east-1")
		_verdicts(records, [gap]) == ["unknown"]
	}
	targets := testing.gap("application-autoscaling:DescribeScalableTargets", "us-east-1")
	_verdicts([_queue], [targets]) == ["unknown"]
	policies := testing.gap("application-autoscaling:DescribeScalingPolicies", "us-east-1")
	_verdicts([_queue], [policies]) == ["fail"]
	actions := testing.gap("application-autoscaling:DescribeScheduledActions", "us-east-1")
	_verdicts([_queue, _target(_variant, 1)], [actions]) == ["unknown"]
}

test_lost_details_unknown if {
	config := testing.gap("sagemaker:DescribeEndpointConfig", _id)
	trial := _endpoint(_dev, {}, {})
	_verdicts(array.concat([trial], _woken), [config]) == ["unknown", "unknown"]
	component := testing.gap("sagemaker:DescribeInferenceComponent", _component.id)
	_verdicts([_managed(_dev, 0), _component], [component]) == ["unknown"]
	_verdicts([], [testing.gap("sagemaker:ListEndpoints", "us-east-1")]) == ["unknown"]
	_verdicts([], [testing.gap("sagemaker:DescribeEndpoint", _id)]) == ["unknown"]
}
