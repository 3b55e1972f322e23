package lens_test.gensus01_bp01.endpoint_can_shrink_test

import data.lens_test.testing

_control := "GENSUS01-BP01/endpoint-can-shrink"

_id := testing.arn("sagemaker", "endpoint/chat")

_endpoint(current, configured) := testing.record("AWS::SageMaker::Endpoint", _id, {
	"EndpointName": "chat",
	"EndpointStatus": "InService",
	"ProductionVariants": [object.union({"VariantName": "main"}, current)],
	"DescribeEndpointConfig": {"ProductionVariants": [object.union(
		{"VariantName": "main", "InstanceType": "ml.g5.xlarge"},
		configured,
	)]},
})

_two := {"CurrentInstanceCount": 2, "DesiredInstanceCount": 2}

_plain := _endpoint(_two, {"InitialInstanceCount": 1})

_managed(range) := _endpoint(object.union(_two, {"ManagedInstanceScaling": range}), {})

_range := {"Status": "ENABLED", "MinInstanceCount": 1, "MaxInstanceCount": 3}

_variant := {
	"ResourceId": "endpoint/chat/variant/main",
	"ScalableDimension": "sagemaker:variant:DesiredInstanceCount",
}

_copies := {
	"ResourceId": "inference-component/part",
	"ScalableDimension": "sagemaker:inference-component:DesiredCopyCount",
}

_target(scaled, changes) := testing.record(
	"AWS::ApplicationAutoScaling::ScalableTarget",
	testing.arn("application-autoscaling", sprintf("scalable-target/%s", [scaled.ResourceId])),
	object.union_n([scaled, {"MinCapacity": 1, "MaxCapacity": 4}, changes]),
)

_policy(scaled, changes) := testing.record(
	"AWS::ApplicationAutoScaling::ScalingPolicy",
	testing.arn("autoscaling", sprintf("scalingPolicy:%s", [scaled.ResourceId])),
	object.union_n([scaled, {"PolicyType": "TargetTrackingScaling"}, changes]),
)

_night(range) := testing.record(
	"AWS::ApplicationAutoScaling::ScheduledAction",
	testing.arn("autoscaling", "scheduledAction:1"),
	object.union(_variant, {"Schedule": "cron(0 20 * * ? *)", "ScalableTargetAction": range}),
)

_component(changes) := testing.record(
	"AWS::SageMaker::InferenceComponent",
	testing.arn("sagemaker", "inference-component/part"),
	object.union(
		{
			"EndpointName": "chat",
			"VariantName": "main",
			"InferenceComponentStatus": "InService",
			"RuntimeConfig": {"CurrentCopyCount": 2},
			"Specification": {"ModelName": "m"},
		},
		changes,
	),
)

_kinds(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

_messages(records) := testing.messages(_control, testing.facts(records, {}, []))

_scaled := [_target(_variant, {}), _policy(_variant, {})]

_one_way := {"TargetTrackingScalingPolicyConfiguration": {"DisableScaleIn": true}}

test_variant_without_target_fails if {
	testing.results(_control, testing.facts([_plain], {}, [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::SageMaker::Endpoint", "id": _id, "region": "us-east-1", "item": "main"},
		"message": "at least 2 instances or copies run at all hours: there is no scalable target",
		"proof": [{"id": _id, "pointer": "/properties"}],
		"causes": [],
	}]
}

test_target_and_policy_pass if {
	_kinds(array.concat([_plain], _scaled), []) == ["pass"]
	testing.proofs(_control, testing.facts(array.concat([_plain], _scaled), {}, [])) == [{
		"id": _target(_variant, {}).id,
		"pointer": "/properties",
	}]
	_kinds([_plain, _target(_variant, {"MinCapacity": 2}), _policy(_variant, {})], []) == ["pass"]
}

test_suspended_fails if {
	target := _target(_variant, {"SuspendedState": {"DynamicScalingInSuspended": true}})
	facts := testing.facts([_plain, target, _policy(_variant, {})], {}, [])
	text := "at least 2 instances or copies run at all hours: scaling in is suspended"
	testing.messages(_control, facts) == [text]
	testing.proofs(_control, facts) == [
		{"id": target.id, "pointer": "/properties"},
		{"id": _id, "pointer": "/properties"},
	]
	_kinds([_plain, target, _night({"MaxCapacity": 1})], []) == ["pass"]
}

test_fixed_range_fails if {
	target := _target(_variant, {"MinCapacity": 2, "MaxCapacity": 2})
	text := "at least 2 instances or copies run at all hours: this is the minimum and the maximum of scaling"
	_messages([_plain, target, _policy(_variant, {})]) == [text]
}

test_policy_that_only_grows_fails if {
	text := "at least 2 instances or copies run at all hours: no policy and no scheduled action scales in"
	_messages([_plain, _target(_variant, {})]) == [text]
	_messages([_plain, _target(_variant, {}), _policy(_variant, _one_way)]) == [text]
	other := object.union(_variant, {"ResourceId": "endpoint/chat/variant/other"})
	_messages([_plain, _target(_variant, {}), _policy(other, {})]) == [text]
	up := {"PolicyType": "StepScaling", "Alarms": [{"AlarmName": "busy"}], "StepScalingPolicyConfiguration": {
		"AdjustmentType": "ChangeInCapacity",
		"StepAdjustments": [{"ScalingAdjustment": 1}],
	}}
	_messages([_plain, _target(_variant, {}), _policy(_variant, up)]) == [text]
}

test_schedule_that_lowers_the_minimum_passes if {
	records := [_plain, _target(_variant, {"MinCapacity": 2}), _policy(_variant, _one_way)]
	_kinds(array.concat(records, [_night({"MinCapacity": 1})]), []) == ["pass"]
	_kinds(array.concat(records, [_night({"MinCapacity": 2})]), []) == ["fail"]
}

test_single_and_serverless_not_applicable if {
	_kinds([_endpoint({"CurrentInstanceCount": 1}, {})], []) == ["not_applicable"]
	_kinds([_endpoint({"CurrentInstanceCount": 0}, {})], []) == ["not_applicable"]
	model := testing.record("AWS::SageMaker::Model", testing.arn("sagemaker", "model/m"), {
		"ModelName": "m",
		"PrimaryContainer": {"Image": "vllm"},
	})
	serverless := {"ServerlessConfig": {"MaxConcurrency": 5}, "ModelName": "m"}
	_kinds([_endpoint({}, serverless), model], []) == ["not_applicable"]
	_kinds([_endpoint(_two, {"InstanceType": "ml.m5.large"})], []) == ["not_applicable"]
	_kinds([], []) == ["not_applicable"]
}

test_configured_number_counts_without_another if {
	_kinds([_endpoint({}, {"InitialInstanceCount": 2})], []) == ["fail"]
}

test_number_that_is_not_shown_unknown if {
	_messages([_endpoint({}, {})]) == ["AWS does not show how many instances or copies there are"]
	_kinds([_endpoint({}, {})], []) == ["unknown"]
}

test_components_and_their_variant if {
	scaled := [_target(_copies, {}), _policy(_copies, {})]
	_kinds(array.concat([_managed(_range), _component({})], scaled), []) == ["pass", "pass"]
	text := "at least 2 instances or copies run at all hours: there is no scalable target"
	_messages([_managed(_range), _component({})]) == ["", text]
	one := {"RuntimeConfig": {"CurrentCopyCount": 1}}
	_kinds([_managed(_range), _component(one)], []) == ["pass"]
	adapter := {"RuntimeConfig": {}, "Specification": {"BaseInferenceComponentName": "base"}}
	_kinds([_managed(_range), _component(adapter)], []) == ["pass"]
	_kinds([_managed(_range), _component({"InferenceComponentStatus": "Failed"})], []) == ["fail"]
}

_one := _component({"RuntimeConfig": {"CurrentCopyCount": 1}})

test_instances_that_stay_fail if {
	off := "inference components run on it, and managed instance scaling is off"
	_messages([_plain, _one]) == [off]
	_messages([_managed(object.union(_range, {"Status": "DISABLED"})), _one]) == [off]
	both := object.union(_range, {"MinInstanceCount": 3})
	fixed := "the minimum and the maximum of managed instance scaling are both 3"
	_messages([_managed(both), _one]) == [fixed]
	single := object.union(_range, {"MaxInstanceCount": 1})
	_kinds([_managed(single), _one], []) == ["pass"]
}

test_range_that_is_not_shown_unknown if {
	every member in ["Status", "MinInstanceCount", "MaxInstanceCount"] {
		text := "AWS does not show the range of managed instance scaling"
		_messages([_managed(object.remove(_range, [member])), _one]) == [text]
	}
}

test_copies_that_are_not_shown_unknown if {
	component := testing.without(_component({}), "RuntimeConfig")
	_kinds([_managed(_range), component], []) == ["pass", "unknown"]
	gap := testing.gap("sagemaker:DescribeInferenceComponent", component.id)
	_kinds([_managed(_range), component], [gap]) == ["pass", "unknown"]
}

test_lost_scaling_unknown if {
	every operation in ["DescribeScalableTargets", "DescribeScalingPolicies", "DescribeScheduledActions"] {
		gap := testing.gap(sprintf("application-autoscaling:%s", [operation]), "us-east-1")
		_kinds([_plain, _target(_variant, {})], [gap]) == ["unknown"]
		_kinds(array.concat([_plain], _scaled), [gap]) == ["unknown"]
	}
	targets := testing.gap("application-autoscaling:DescribeScalableTargets", "us-east-1")
	_kinds([_plain], [targets]) == ["unknown"]
	elsewhere := testing.gap("application-autoscaling:DescribeScalableTargets", "eu-west-1")
	_kinds([_plain], [elsewhere]) == ["fail"]
}

test_no_target_stays_without_the_policies if {
	gap := testing.gap("application-autoscaling:DescribeScalingPolicies", "us-east-1")
	_kinds([_plain], [gap]) == ["fail"]
}

test_lost_details_unknown if {
	components := testing.gap("sagemaker:ListInferenceComponents", "us-east-1")
	_kinds([_plain], [components]) == ["unknown", "unknown"]
	config := testing.gap("sagemaker:DescribeEndpointConfig", _id)
	lost := testing.without(_managed({"Status": "DISABLED"}), "DescribeEndpointConfig")
	_kinds([lost, _one], [config]) == ["unknown", "unknown"]
	_kinds([], [testing.gap("sagemaker:ListEndpoints", "us-east-1")]) == ["unknown"]
	_kinds([], [testing.gap("sagemaker:DescribeEndpoint", _id)]) == ["unknown"]
}
