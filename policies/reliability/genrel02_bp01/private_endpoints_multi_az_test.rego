package lens_test.genrel02_bp01.private_endpoints_multi_az_test

import data.lens_test.testing

_control := "GENREL02-BP01/private-endpoints-multi-az"

_id := testing.arn("ec2", "vpc-endpoint/vpce-1")

_endpoint(properties) := testing.record("AWS::EC2::VPCEndpoint", _id, object.union(_usual, properties))

_usual := {
	"VpcEndpointId": "vpce-1", "VpcEndpointType": "Interface", "VpcId": "vpc-1", "State": "available",
	"ServiceName": "com.amazonaws.us-east-1.bedrock-runtime", "SubnetIds": ["subnet-1", "subnet-2"],
}

_subnets := [testing.record("AWS::EC2::Subnet", testing.arn("ec2", sprintf("subnet/%s", [id])), properties) |
	some id, zone in {"subnet-1": "use1-az1", "subnet-2": "use1-az2", "subnet-3": "use1-az1"}
	properties := {"SubnetId": id, "VpcId": "vpc-1", "AvailabilityZoneId": zone}
]

_facts(records, params, gaps) := testing.facts(array.concat(records, _subnets), {_control: params}, gaps)

_kinds(properties) := testing.kinds(_control, _facts([_endpoint(properties)], {}, []))

_messages(properties) := testing.messages(_control, _facts([_endpoint(properties)], {}, []))

test_two_zones_pass if _kinds({}) == ["pass"]

test_one_zone_fails if {
	one := _endpoint({"SubnetIds": ["subnet-1", "subnet-3"]})
	testing.results(_control, _facts([one], {}, [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::EC2::VPCEndpoint", "id": _id, "region": "us-east-1", "item": ""},
		"message": "the number of Availability Zones of its subnets is 1, and at least 2 are required",
		"proof": [{"id": _id, "pointer": "/properties/SubnetIds"}],
		"causes": [],
	}]
}

test_no_subnet_fails if _kinds({"SubnetIds": []}) == ["fail"]

test_more_zones_may_be_required if {
	document := _facts([_endpoint({})], {"min_azs": 3}, [])
	testing.kinds(_control, document) == ["fail"]
}

test_endpoint_that_is_not_available_fails if {
	pending := _facts([_endpoint({"State": "pendingAcceptance"})], {}, [])
	testing.messages(_control, pending) == [`its state is "pendingAcceptance", and not available`]
	testing.proofs(_control, pending) == [{"id": _id, "pointer": "/properties/State"}]
}

test_state_and_type_are_compared_without_case if {
	_kinds({"State": "Available", "VpcEndpointType": "interface"}) == ["pass"]
}

test_endpoint_that_ends_is_not_judged if {
	every state in ["deleting", "Deleted", "rejected", "Expired"] {
		_kinds({"State": state, "SubnetIds": ["subnet-1"]}) == ["not_applicable"]
	}
}

test_services_of_generative_ai_are_judged if {
	every name in [
		"com.amazonaws.us-east-1.bedrock", "com.amazonaws.us-east-1.bedrock-runtime-fips",
		"com.amazonaws.us-east-1.bedrock-agentcore.gateway", "com.amazonaws.us-east-1.bedrock-mantle",
		"com.amazonaws.us-east-1.sagemaker.runtime", "aws.api.us-east-1.qbusiness",
	] {
		_kinds({"ServiceName": name, "SubnetIds": ["subnet-1"]}) == ["fail"]
	}
}

test_other_services_are_not_judged if {
	every name in [
		"com.amazonaws.us-east-1.s3", "com.amazonaws.us-east-1.bedrocks",
		"com.amazonaws.vpce.us-east-1.vpce-svc-1",
	] {
		_kinds({"ServiceName": name, "SubnetIds": ["subnet-1"]}) == ["not_applicable"]
	}
	_kinds({"VpcEndpointType": "Gateway", "SubnetIds": []}) == ["not_applicable"]
}

test_endpoint_without_a_service_not_applicable if {
	lattice := testing.without(_endpoint({"VpcEndpointType": "Resource"}), "ServiceName")
	testing.kinds(_control, _facts([lattice], {}, [])) == ["not_applicable"]
}

test_subnet_that_is_not_shown_unknown if {
	document := _facts([_endpoint({"SubnetIds": ["subnet-1", "subnet-9"]})], {}, [])
	testing.kinds(_control, document) == ["unknown"]
	testing.messages(_control, document) == [`no call shows the Availability Zone of its subnets "subnet-9"`]
	testing.proofs(_control, document) == [{"id": _id, "pointer": "/properties/SubnetIds"}]
}

test_known_zones_suffice if _kinds({"SubnetIds": ["subnet-1", "subnet-2", "subnet-9"]}) == ["pass"]

test_subnets_that_aws_leaves_out_unknown if {
	document := _facts([testing.without(_endpoint({}), "SubnetIds")], {}, [])
	testing.kinds(_control, document) == ["unknown"]
	testing.messages(_control, document) == ["AWS does not show its subnets"]
	testing.proofs(_control, document) == [{"id": _id, "pointer": ""}]
}

test_state_stands_whatever_is_not_shown if {
	_messages({"State": "failed", "SubnetIds": ["subnet-9"]}) == [`its state is "failed", and not available`]
}

_denied := [testing.gap("ec2:DescribeSubnets", "us-east-1")]

test_denied_subnets_unknown if {
	testing.kinds(_control, testing.facts([_endpoint({})], {}, _denied)) == ["unknown"]
}

test_what_was_read_decides_although_a_page_was_denied if {
	testing.kinds(_control, _facts([_endpoint({})], {}, _denied)) == ["pass"]
	testing.kinds(_control, _facts([_endpoint({"SubnetIds": ["subnet-1"]})], {}, _denied)) == ["fail"]
}

test_denied_endpoints_unknown if {
	denied := testing.gap("ec2:DescribeVpcEndpoints", "us-east-1")
	testing.kinds(_control, _facts([], {}, [denied])) == ["unknown"]
}

test_no_endpoint_not_applicable if testing.kinds(_control, _facts([], {}, [])) == ["not_applicable"]
