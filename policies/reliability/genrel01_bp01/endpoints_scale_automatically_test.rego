package lens_test.genrel01_bp01.endpoints_scale_automatically_test

import data.lens_test.testing

_control := "GENREL01-BP01/endpoints-scale-automatically"

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

_plain := _endpoint({"CurrentInstanceCount": 2}, {})

_managed(range) := _endpoint({"ManagedInstanceScaling": range}, {})

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

_policy(scaled) := testing.record(
	"AWS::ApplicationAutoScaling::ScalingPolicy",
	testing.arn("autoscaling", sprintf("scalingPolicy:%s", [scaled.ResourceId])),
	object.union(scaled, {"PolicyType": "TargetTrackingScaling"}),
)

_action := testing.record(
	"AWS::ApplicationAutoScaling::ScheduledAction",
	testing.arn("autoscaling", "scheduledAction:1"),
	object.union(_variant, {"Schedule": "cron(0 8 * * ? *)", "ScalableTargetAction": {"MinCapacity": 3}}),
)

_component(changes) := testing.record(
	"AWS::SageMaker::InferenceComponent",
	testing.arn("sagemaker", "inference-component/part"),
	object.union({"EndpointName": "chat", "InferenceComponentStatus": "InService"}, changes),
)

_kinds(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

_messages(records) := testing.messages(_control, testing.facts(records, {}, []))

_scaled := [_target(_variant, {}), _policy(_variant)]

test_fixed_variant_fails if {
	testing.results(_control, testing.facts([_plain], {}, [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::SageMaker::Endpoint", "id": _id, "region": "us-east-1", "item": ""},
		"message": `nothing scales out production variant "main"`,
		"proof": [{"id": _id, "pointer": "/properties"}],
		"causes": [],
	}]
}

test_suspended_target_fails_and_is_shown if {
	target := _target(_variant, {"SuspendedState": {"DynamicScalingOutSuspended": true}})
	facts := testing.facts([_plain, target, _policy(_variant)], {}, [])
	testing.kinds(_control, facts) == ["fail"]
	testing.proofs(_control, facts) == [
		{"id": target.id, "pointer": "/properties"},
		{"id": _id, "pointer": "/properties"},
	]
}

test_target_alone_or_of_another_variant_fails if {
	_kinds([_plain, _target(_variant, {})], []) == ["fail"]
	other := object.union(_variant, {"ResourceId": "endpoint/chat/variant/other"})
	_kinds([_plain, _target(other, {}), _policy(other)], []) == ["fail"]
}

test_policy_or_schedule_passes if {
	_kinds(array.concat([_plain], _scaled), []) == ["pass"]
	_kinds([_plain, _target(_variant, {}), _action], []) == ["pass"]
	testing.proofs(_control, testing.facts(array.concat([_plain], _scaled), {}, [])) == [{
		"id": _target(_variant, {}).id,
		"pointer": "/properties",
	}]
}

test_endpoint_that_is_updated_is_judged if {
	changes := {"properties": {"EndpointStatus": "Updating"}}
	_kinds([object.union(_plain, changes)], []) == ["fail"]
}

test_managed_scaling if {
	_kinds([_managed(_range)], []) == ["pass"]
	_kinds([_endpoint({}, {"ManagedInstanceScaling": _range})], []) == ["pass"]
	_kinds([_managed(object.union(_range, {"MaxInstanceCount": 1}))], []) == ["fail"]
	_kinds([_managed({"Status": "DISABLED"})], []) == ["fail"]
	_kinds([_managed(object.union(_range, {"Status": "DISABLED"}))], []) == ["fail"]
}

test_managed_scaling_that_is_not_shown_unknown if {
	every member in ["Status", "MinInstanceCount", "MaxInstanceCount"] {
		endpoint := _managed(object.remove(_range, [member]))
		_kinds([endpoint], []) == ["unknown"]
		text := `AWS does not show whether managed instance scaling of production variant "main" is on`
		_messages([endpoint]) == [text]
		_kinds(array.concat([endpoint], _scaled), []) == ["pass"]
	}
}

test_serverless_passes if {
	model := testing.record("AWS::SageMaker::Model", testing.arn("sagemaker", "model/m"), {
		"ModelName": "m",
		"PrimaryContainer": {"Image": "vllm"},
	})
	serverless := _endpoint({"CurrentServerlessConfig": {"MaxConcurrency": 5}}, {"ModelName": "m"})
	_kinds([serverless, model], []) == ["pass"]
	gap := testing.gap("application-autoscaling:DescribeScalableTargets", "us-east-1")
	_kinds([serverless, model], [gap]) == ["pass"]
	configured := {"ServerlessConfig": {"MaxConcurrency": 5}, "ModelName": "m"}
	_kinds([_endpoint({}, configured), model], []) == ["pass"]
}

test_component_needs_its_own if {
	records := [_managed(_range), _component({"Specification": {"ModelName": "m"}})]
	_messages(records) == [`nothing scales out inference component "part"`]
	testing.proofs(_control, testing.facts(records, {}, [])) == [{
		"id": testing.arn("sagemaker", "inference-component/part"),
		"pointer": "/properties",
	}]
	_kinds(array.concat(records, [_target(_copies, {}), _policy(_copies)]), []) == ["pass"]
	without := [_plain, records[1], _target(_copies, {}), _policy(_copies)]
	_messages(without) == [`nothing scales out production variant "main"`]
}

test_adapter_scales_with_its_base if {
	adapter := _component({"Specification": {"BaseInferenceComponentName": "base"}})
	_kinds([_managed(_range), adapter], []) == ["pass"]
}

test_component_that_failed_is_left_alone if {
	_kinds([_managed(_range), _component({"InferenceComponentStatus": "Failed"})], []) == ["pass"]
}

test_component_that_was_not_read_unknown if {
	gap := testing.gap("sagemaker:DescribeInferenceComponent", _component({}).id)
	_kinds([_managed(_range), _component({})], [gap]) == ["unknown"]
}

test_lost_scaling_unknown if {
	every operation in ["DescribeScalableTargets", "DescribeScalingPolicies", "DescribeScheduledActions"] {
		gap := testing.gap(sprintf("application-autoscaling:%s", [operation]), "us-east-1")
		_kinds([_plain], [gap]) == ["unknown"]
		_kinds([_plain, _component({"Specification": {"ModelName": "m"}})], [gap]) == ["unknown"]
		other := testing.gap(sprintf("application-autoscaling:%s", [operation]), "eu-west-1")
		_kinds([_plain], [other]) == ["fail"]
	}
}

test_lost_configuration_unknown if {
	endpoint := testing.without(_plain, "DescribeEndpointConfig")
	records := [endpoint, _component({"Specification": {"BaseInferenceComponentName": "base"}})]
	_kinds(records, [testing.gap("sagemaker:DescribeEndpointConfig", _id)]) == ["unknown", "unknown"]
}

test_lost_endpoint_unknown if {
	endpoint := testing.without(testing.without(_plain, "DescribeEndpointConfig"), "ProductionVariants")
	adapter := _component({"Specification": {"BaseInferenceComponentName": "base"}})
	_kinds([endpoint, adapter], [testing.gap("sagemaker:DescribeEndpoint", _id)]) == ["unknown", "unknown"]
}

test_lost_listings_unknown if {
	components := testing.gap("sagemaker:ListInferenceComponents", "us-east-1")
	_kinds(array.concat([_plain], _scaled), [components]) == ["unknown", "unknown"]
	_kinds([], [testing.gap("sagemaker:ListEndpoints", "us-east-1")]) == ["unknown"]
}

test_no_generative_endpoint_not_applicable if {
	_kinds([], []) == ["not_applicable"]
	_kinds([_endpoint({}, {"InstanceType": "ml.m5.large"})], []) == ["not_applicable"]
}
