package lens_test.genperf02_bp01.load_aware_routing_test

import data.lens_test.testing

_control := "GENPERF02-BP01/load-aware-routing"

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

_instances(number, changes) := _endpoint(
	object.union(
		{"CurrentInstanceCount": number, "DesiredInstanceCount": number},
		changes,
	),
	{},
)

_by(strategy) := {"RoutingConfig": {"RoutingStrategy": strategy}}

_target(most) := testing.record(
	"AWS::ApplicationAutoScaling::ScalableTarget",
	testing.arn("application-autoscaling", "scalable-target/chat"),
	{
		"ResourceId": "endpoint/chat/variant/main",
		"ScalableDimension": "sagemaker:variant:DesiredInstanceCount",
		"MinCapacity": 1,
		"MaxCapacity": most,
	},
)

_targets := "application-autoscaling:DescribeScalableTargets"

_kinds(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

_messages(records) := testing.messages(_control, testing.facts(records, {}, []))

_without_strategy(number) := sprintf(
	"it may run %d instances, and without a routing strategy each request goes to a random one",
	[number],
)

test_random_routing_fails if {
	testing.results(_control, testing.facts([_instances(2, _by("RANDOM"))], {}, [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::SageMaker::Endpoint", "id": _id, "region": "us-east-1", "item": "main"},
		"message": "it may run 2 instances, and each request goes to a random one",
		"proof": [{"id": _id, "pointer": "/properties/ProductionVariants"}],
		"causes": [],
	}]
}

test_no_strategy_fails if _messages([_instances(2, {})]) == [_without_strategy(2)]

test_other_strategies_pass if {
	every strategy in ["LEAST_OUTSTANDING_REQUESTS", "PREFIX_AWARE", "KV_AWARE"] {
		_kinds([_instances(2, _by(strategy))], []) == ["pass"]
		_kinds([_endpoint({"CurrentInstanceCount": 2}, _by(strategy))], []) == ["pass"]
	}
}

test_desired_instances_count if {
	_messages([_endpoint({"DesiredInstanceCount": 3}, {})]) == [_without_strategy(3)]
}

test_scaling_counts if {
	_messages([_instances(1, {}), _target(4)]) == [_without_strategy(4)]
	testing.proofs(_control, testing.facts([_instances(1, {}), _target(4)], {}, [])) == [
		{"id": _target(4).id, "pointer": "/properties/MaxCapacity"},
		{"id": _id, "pointer": "/properties/ProductionVariants"},
	]
	_kinds([_instances(1, {}), _target(1)], []) == ["not_applicable"]
	other := object.union(_target(4), {"properties": {"ResourceId": "endpoint/chat/variant/other"}})
	_kinds([_instances(1, {}), other], []) == ["not_applicable"]
}

test_managed_scaling_counts if {
	range := {"Status": "ENABLED", "MinInstanceCount": 1, "MaxInstanceCount": 3}
	_messages([_instances(1, {"ManagedInstanceScaling": range})]) == [_without_strategy(3)]
	off := object.union(range, {"Status": "DISABLED"})
	_kinds([_instances(1, {"ManagedInstanceScaling": off})], []) == ["not_applicable"]
}

test_variants_are_judged_apart if {
	endpoint := object.union(_endpoint({}, {}), {"properties": {
		"ProductionVariants": [
			object.union({"VariantName": "a", "CurrentInstanceCount": 2}, _by("KV_AWARE")),
			{"VariantName": "b", "CurrentInstanceCount": 2},
		],
		"DescribeEndpointConfig": {"ProductionVariants": [
			{"VariantName": "a", "InstanceType": "ml.g5.xlarge"},
			{"VariantName": "b", "InstancePools": [{"InstanceType": "ml.inf2.xlarge"}]},
		]},
	}})
	testing.verdicts(_control, testing.facts([endpoint], {}, [])) == {["pass", _id, "a"], ["fail", _id, "b"]}
}

test_what_is_not_judged if {
	_kinds([], []) == ["not_applicable"]
	_kinds([_instances(1, {})], []) == ["not_applicable"]
	_kinds([_endpoint({"CurrentInstanceCount": 2}, {"InstanceType": "ml.m5.large"})], []) == ["not_applicable"]
	asynchronous := object.union(_instances(2, {}), {"properties": {"AsyncInferenceConfig": {}}})
	_kinds([asynchronous], []) == ["not_applicable"]
	creating := object.union(_instances(2, {}), {"properties": {"EndpointStatus": "Creating"}})
	_kinds([creating], []) == ["not_applicable"]
}

test_lost_targets if {
	gap := testing.gap(_targets, "us-east-1")
	_kinds([_instances(1, {})], [gap]) == ["unknown"]
	_kinds([_instances(2, {})], [gap]) == ["fail"]
	_kinds([_instances(1, _by("KV_AWARE"))], [gap]) == ["pass"]
	_kinds([_instances(1, {})], [testing.gap(_targets, "eu-west-1")]) == ["not_applicable"]
}

test_lost_details_unknown if {
	endpoint := _instances(2, {})
	configuration := testing.gap("sagemaker:DescribeEndpointConfig", _id)
	_kinds([testing.without(endpoint, "DescribeEndpointConfig")], [configuration]) == ["unknown"]
	lost := testing.without(testing.without(endpoint, "DescribeEndpointConfig"), "ProductionVariants")
	_kinds([lost], [testing.gap("sagemaker:DescribeEndpoint", _id)]) == ["unknown"]
}

test_lost_listing_unknown if {
	_kinds([], [testing.gap("sagemaker:ListEndpoints", "us-east-1")]) == ["unknown"]
}
