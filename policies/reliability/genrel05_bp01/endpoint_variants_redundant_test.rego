package lens_test.genrel05_bp01.endpoint_variants_redundant_test

import data.lens_test.testing

_control := "GENREL05-BP01/endpoint-variants-redundant"

_id := testing.arn("sagemaker", "endpoint/chat")

_endpoint(status, current, configured) := testing.record("AWS::SageMaker::Endpoint", _id, {
	"EndpointName": "chat",
	"EndpointStatus": status,
	"ProductionVariants": [object.union({"VariantName": "main"}, current)],
	"DescribeEndpointConfig": {"ProductionVariants": [object.union(
		{"VariantName": "main", "InstanceType": "ml.g5.xlarge"},
		configured,
	)]},
})

_on(number) := _endpoint("InService", {"CurrentInstanceCount": number, "DesiredInstanceCount": number}, {})

_asynchronous(e) := object.union(e, {"properties": {"AsyncInferenceConfig": {"OutputConfig": {}}}})

_scaled := {
	"ResourceId": "endpoint/chat/variant/main",
	"ScalableDimension": "sagemaker:variant:DesiredInstanceCount",
}

_target(low, changes) := testing.record(
	"AWS::ApplicationAutoScaling::ScalableTarget",
	testing.arn("application-autoscaling", "scalable-target/main"),
	object.union_n([_scaled, {"MinCapacity": low, "MaxCapacity": 6}, changes]),
)

_policy := testing.record(
	"AWS::ApplicationAutoScaling::ScalingPolicy",
	testing.arn("autoscaling", "scalingPolicy:1"),
	object.union(_scaled, {"PolicyType": "TargetTrackingScaling"}),
)

_kinds(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

_messages(records) := testing.messages(_control, testing.facts(records, {}, []))

test_one_instance_fails if {
	testing.results(_control, testing.facts([_on(1)], {}, [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::SageMaker::Endpoint", "id": _id, "region": "us-east-1", "item": ""},
		"message": `the number of instances of production variant "main" is 1, and at least 2 are required`,
		"proof": [{"id": _id, "pointer": "/properties/ProductionVariants"}],
		"causes": [],
	}]
}

test_two_instances_pass if _kinds([_on(2)], []) == ["pass"]

test_limit_is_a_parameter if {
	params := {_control: {"min_instances": 3}}
	testing.kinds(_control, testing.facts([_on(2)], params, [])) == ["fail"]
}

test_minimum_of_scaling if {
	records := [_on(2), _target(1, {}), _policy]
	_messages(records) == [
		`scaling may lower the instances of production variant "main" to 1, and at least 2 are required`,
	]
	testing.proofs(_control, testing.facts(records, {}, [])) == [{
		"id": _target(1, {}).id,
		"pointer": "/properties",
	}]
	_kinds([_on(2), _target(2, {}), _policy], []) == ["pass"]
}

test_minimum_that_nothing_scales_down_to_passes if {
	_kinds([_on(2), _target(1, {})], []) == ["pass"]
	suspended := _target(1, {"SuspendedState": {"DynamicScalingInSuspended": true}})
	_kinds([_on(2), suspended, _policy], []) == ["pass"]
}

_managed(status, low) := _endpoint(
	"InService",
	{"CurrentInstanceCount": 2, "ManagedInstanceScaling": {"Status": status, "MinInstanceCount": low}},
	{},
)

test_minimum_of_managed_scaling if {
	_messages([_managed("ENABLED", 0)]) == [
		`scaling may lower the instances of production variant "main" to 0, and at least 2 are required`,
	]
	testing.proofs(_control, testing.facts([_managed("ENABLED", 0)], {}, [])) == [{
		"id": _id,
		"pointer": "/properties",
	}]
	_kinds([_managed("ENABLED", 2)], []) == ["pass"]
	_kinds([_managed("DISABLED", 0)], []) == ["pass"]
}

test_minimum_that_is_not_shown_unknown if {
	every range in [{"Status": "ENABLED"}, {"MinInstanceCount": 2}] {
		records := [_endpoint("InService", {"CurrentInstanceCount": 2, "ManagedInstanceScaling": range}, {})]
		_kinds(records, []) == ["unknown"]
		_messages(records) == [`AWS does not show the minimum number of instances of production variant "main"`]
	}
}

test_number_that_is_not_shown_unknown if {
	_kinds([_endpoint("InService", {}, {"InitialInstanceCount": 2})], []) == ["unknown"]
	_messages([_endpoint("InService", {}, {})]) == [
		`AWS does not show on how many instances production variant "main" runs`,
	]
}

test_endpoint_that_is_scaled if {
	_kinds([_endpoint("Updating", {"CurrentInstanceCount": 1, "DesiredInstanceCount": 2}, {})], []) == ["pass"]
	_kinds([_endpoint("Updating", {"CurrentInstanceCount": 2, "DesiredInstanceCount": 1}, {})], []) == ["fail"]
	every status in ["InService", "UpdateRollbackFailed"] {
		_kinds([_endpoint(status, {"CurrentInstanceCount": 1, "DesiredInstanceCount": 2}, {})], []) == ["fail"]
	}
}

test_asynchronous_endpoint_in_review if {
	records := [_asynchronous(_on(2)), _target(0, {}), _policy]
	_kinds(records, []) == ["review"]
	_messages(records) == [concat(" ", [
		`the endpoint is asynchronous, and production variant "main" may have as few as 0 instances:`,
		"decide whether its requests may wait in the queue",
	])]
	testing.proofs(_control, testing.facts(records, {}, [])) == [{
		"id": _target(0, {}).id,
		"pointer": "/properties",
	}]
	_kinds([_asynchronous(_on(2))], []) == ["pass"]
}

test_one_variant_of_two_fails if {
	second := {"VariantName": "next", "CurrentInstanceCount": 1}
	endpoint := object.union(_on(2), {"properties": {"ProductionVariants": [
		{"VariantName": "main", "CurrentInstanceCount": 2},
		second,
	]}})
	said := `the number of instances of production variant "next" is 1, and at least 2 are required`
	_messages([endpoint]) == [said]
}

test_serverless_not_applicable if {
	model := testing.record("AWS::SageMaker::Model", testing.arn("sagemaker", "model/m"), {
		"ModelName": "m",
		"PrimaryContainer": {"Image": "vllm"},
	})
	current := {"CurrentServerlessConfig": {"MaxConcurrency": 5}}
	_kinds([_endpoint("InService", current, {"ModelName": "m"}), model], []) == ["not_applicable"]
}

test_no_generative_endpoint_not_applicable if {
	_kinds([], []) == ["not_applicable"]
	_kinds([_endpoint("InService", {}, {"InstanceType": "ml.m5.large"})], []) == ["not_applicable"]
}

test_lost_scaling if {
	every operation in ["DescribeScalableTargets", "DescribeScalingPolicies", "DescribeScheduledActions"] {
		gap := testing.gap(sprintf("application-autoscaling:%s", [operation]), "us-east-1")
		_kinds([_on(2)], [gap]) == ["unknown"]
		_kinds([_on(1)], [gap]) == ["fail"]
	}
}

test_lost_endpoint_unknown if {
	component := testing.record(
		"AWS::SageMaker::InferenceComponent",
		testing.arn("sagemaker", "inference-component/part"),
		{"EndpointName": "chat"},
	)
	endpoint := testing.record("AWS::SageMaker::Endpoint", _id, {
		"EndpointName": "chat",
		"EndpointStatus": "InService",
	})
	gap := testing.gap("sagemaker:DescribeEndpoint", _id)
	testing.verdicts(_control, testing.facts([endpoint, component], {}, [gap])) == {
		["unknown", "arn:aws:iam::111122223333:root", ""],
		["unknown", _id, ""],
	}
}

test_lost_listing_unknown if _kinds([], [testing.gap("sagemaker:ListEndpoints", "us-east-1")]) == ["unknown"]
