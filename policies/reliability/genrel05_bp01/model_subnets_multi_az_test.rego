package lens_test.genrel05_bp01.model_subnets_multi_az_test

import data.lens_test.testing

_control := "GENREL05-BP01/model-subnets-multi-az"

_subnet(id, zone) := testing.record(
	"AWS::EC2::Subnet",
	testing.arn("ec2", sprintf("subnet/%s", [id])),
	{"SubnetId": id, "VpcId": "vpc-1", "AvailabilityZoneId": zone},
)

_subnets := [
	_subnet("subnet-a", "use1-az1"),
	_subnet("subnet-b", "use1-az2"),
	_subnet("subnet-c", "use1-az1"),
]

_vpc(subnets) := {"VpcConfig": {"SecurityGroupIds": ["sg-1"], "Subnets": subnets}}

_model(subnets) := testing.record("AWS::SageMaker::Model", testing.arn("sagemaker", "model/m"), object.union(
	{"ModelName": "m"},
	_vpc(subnets),
))

_plain := testing.without(_model([]), "VpcConfig")

_variant := {"VariantName": "main", "InstanceType": "ml.g5.xlarge"}

_e := testing.arn("sagemaker", "endpoint/e")

_endpoint(variant, more) := testing.record("AWS::SageMaker::Endpoint", _e, {
	"EndpointName": "e",
	"EndpointStatus": "InService",
	"DescribeEndpointConfig": object.union({"ProductionVariants": [object.union(_variant, variant)]}, more),
})

_serving := _endpoint({"ModelName": "m"}, {})

_component := testing.record(
	"AWS::SageMaker::InferenceComponent",
	testing.arn("sagemaker", "inference-component/c"),
	{"EndpointName": "e", "Specification": {"ModelName": "m"}},
)

_kinds(records, gaps) := testing.kinds(_control, testing.facts(array.concat(_subnets, records), {}, gaps))

test_one_zone_fails if {
	records := array.concat(_subnets, [_serving, _model(["subnet-a", "subnet-c"])])
	testing.results(_control, testing.facts(records, {}, [])) == [{
		"kind": "fail",
		"subject": {
			"type": "AWS::SageMaker::Model",
			"id": _plain.id,
			"region": "us-east-1",
			"item": "",
		},
		"message": concat(" ", [
			`the number of Availability Zones of its subnets "subnet-a", "subnet-c" is 1,`,
			"and at least 2 are required",
		]),
		"proof": [{"id": _plain.id, "pointer": "/properties/VpcConfig/Subnets"}],
		"causes": [],
	}]
}

test_two_zones_pass if {
	_kinds([_serving, _model(["subnet-a", "subnet-b"])], []) == ["pass"]
	document := testing.facts(
		array.concat(_subnets, [_serving, _model(["subnet-a", "subnet-b"])]),
		{_control: {"min_azs": 3}},
		[],
	)
	testing.kinds(_control, document) == ["fail"]
}

test_model_of_a_component if {
	_kinds([_endpoint({}, {}), _component, _model(["subnet-a"])], []) == ["fail"]
}

test_model_of_a_pool if {
	pool := {"InstanceType": "ml.g5.xlarge", "ModelNameOverride": "m"}
	endpoint := _endpoint({"ModelName": "other", "InstancePools": [pool]}, {})
	_kinds([endpoint, _model(["subnet-a"])], []) == ["fail"]
}

test_configuration_with_subnets_of_its_own if {
	endpoint := _endpoint({}, _vpc(["subnet-a"]))
	_kinds([endpoint], []) == ["fail"]
	testing.proofs(_control, testing.facts(array.concat(_subnets, [endpoint]), {}, [])) == [{
		"id": endpoint.id,
		"pointer": "/properties/DescribeEndpointConfig/VpcConfig/Subnets",
	}]
	_kinds([_endpoint({}, _vpc(["subnet-a", "subnet-b"]))], []) == ["pass"]
}

test_no_subnets_or_no_endpoint_not_applicable if {
	_kinds([_serving, _plain], []) == ["not_applicable"]
	_kinds([_serving, _model([])], []) == ["not_applicable"]
	_kinds([_model(["subnet-a"])], []) == ["not_applicable"]
	other := _endpoint({"InstanceType": "ml.m5.large", "ModelName": "m"}, {})
	_kinds([other, _model(["subnet-a"])], []) == ["not_applicable"]
}

test_subnet_that_was_not_found if {
	records := [_serving, _model(["subnet-a", "subnet-z"])]
	_kinds(records, []) == ["unknown"]
	testing.messages(_control, testing.facts(array.concat(_subnets, records), {}, [])) == [
		`the Availability Zones of its subnets "subnet-z" are not known`,
	]
	_kinds([_serving, _model(["subnet-a", "subnet-b", "subnet-z"])], []) == ["pass"]
}

test_lost_subnets if {
	gap := testing.gap("ec2:DescribeSubnets", "us-east-1")
	records := [_serving, _model(["subnet-a", "subnet-b"])]
	testing.kinds(_control, testing.facts(records, {}, [gap])) == ["unknown"]
	_kinds([_serving, _model(["subnet-a", "subnet-b"])], [gap]) == ["pass"]
	_kinds([_serving, _model(["subnet-a"])], [gap]) == ["fail"]
}

test_lost_model_unknown if {
	gap := testing.gap("sagemaker:DescribeModel", _plain.id)
	testing.verdicts(_control, testing.facts([_serving, _plain], {}, [gap])) == {
		["unknown", "arn:aws:iam::111122223333:root", ""],
		["unknown", _plain.id, ""],
	}
}

test_model_that_was_deleted_unknown if {
	testing.verdicts(_control, testing.facts([_serving], {}, [])) == {["unknown", _e, ""]}
	testing.messages(_control, testing.facts([_serving], {}, [])) == [
		`AWS does not show the subnets of model "m"`,
	]
	_kinds([_endpoint({"ModelName": "m"}, _vpc(["subnet-a", "subnet-b"]))], []) == ["unknown"]
	_kinds([_endpoint({"ModelName": "m"}, _vpc(["subnet-a"]))], []) == ["fail"]
}

test_lost_calls_unknown if {
	every operation in [
		"ListEndpoints",
		"DescribeEndpoint",
		"DescribeEndpointConfig",
		"ListInferenceComponents",
		"DescribeInferenceComponent",
		"ListModels",
	] {
		_kinds([], [testing.gap(sprintf("sagemaker:%s", [operation]), "us-east-1")]) == ["unknown"]
	}
}
