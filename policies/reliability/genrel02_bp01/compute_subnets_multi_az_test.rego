package lens_test.genrel02_bp01.compute_subnets_multi_az_test

import data.lens_test.testing

_control := "GENREL02-BP01/compute-subnets-multi-az"

_runtime(subnets) := testing.record("AWS::BedrockAgentCore::Runtime", _id, {
	"status": "READY",
	"networkConfiguration": {"networkMode": "VPC", "networkModeConfig": {"subnets": subnets}},
})

_id := testing.arn("bedrock-agentcore", "runtime/planner-1")

_subnet(id, properties) := testing.record(
	"AWS::EC2::Subnet",
	testing.arn("ec2", sprintf("subnet/%s", [id])),
	object.union({"SubnetId": id, "VpcId": "vpc-1", "AvailableIpAddressCount": 240}, properties),
)

_subnets := [
	_subnet("subnet-1", {"AvailabilityZoneId": "use1-az1"}),
	_subnet("subnet-2", {"AvailabilityZoneId": "use1-az2"}),
	_subnet("subnet-same", {"AvailabilityZoneId": "use1-az1"}),
	_subnet("subnet-full", {"AvailabilityZoneId": "use1-az2", "AvailableIpAddressCount": 7}),
	_subnet("subnet-v6", {"AvailabilityZoneId": "use1-az2", "AvailableIpAddressCount": 0, "Ipv6Native": true}),
	testing.without(_subnet("subnet-silent", {"AvailabilityZoneId": "use1-az2"}), "AvailableIpAddressCount"),
]

_facts(records, params, gaps) := object.union(
	testing.facts(records, {_control: params}, gaps),
	{"workload": {}},
)

_read(subnets, gaps) := _facts(array.concat(_subnets, [_runtime(subnets)]), {}, gaps)

_kinds(subnets) := testing.kinds(_control, _read(subnets, []))

test_two_zones_pass if _kinds(["subnet-1", "subnet-2"]) == ["pass"]

test_one_zone_fails if {
	testing.results(_control, _read(["subnet-1", "subnet-same"], [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::BedrockAgentCore::Runtime", "id": _id, "region": "us-east-1", "item": ""},
		"message": "the number of Availability Zones of its subnets is 1, and at least 2 are required",
		"proof": [{"id": _id, "pointer": "/properties/networkConfiguration"}],
		"causes": [],
	}]
}

test_subnet_without_addresses_fails if {
	document := _read(["subnet-1", "subnet-full"], [])
	testing.kinds(_control, document) == ["fail"]
	testing.messages(_control, document) == [
		`subnet "subnet-full" has 7 free addresses, and at least 8 are required`,
	]
	testing.proofs(_control, document) == [
		{"id": _id, "pointer": "/properties/networkConfiguration"},
		{"id": testing.arn("ec2", "subnet/subnet-full"), "pointer": "/properties/AvailableIpAddressCount"},
	]
}

test_limits_are_parameters if {
	records := array.concat(_subnets, [_runtime(["subnet-full"])])
	testing.kinds(_control, _facts(records, {"min_azs": 1, "min_free_ips": 7}, [])) == ["pass"]
}

test_subnet_for_ipv6_alone_has_no_ipv4_address if _kinds(["subnet-1", "subnet-v6"]) == ["pass"]

test_addresses_that_are_not_shown_unknown if {
	document := _read(["subnet-1", "subnet-silent"], [])
	testing.kinds(_control, document) == ["unknown"]
	testing.messages(_control, document) == [
		`no call shows the Availability Zone and the free addresses of its subnets "subnet-silent"`,
	]
	testing.proofs(_control, document) == [{"id": _id, "pointer": "/properties/networkConfiguration"}]
}

test_subnet_that_is_not_shown_unknown if {
	_kinds(["subnet-1", "subnet-9"]) == ["unknown"]
	_kinds(["subnet-1", "subnet-2", "subnet-9"]) == ["unknown"]
}

_denied := testing.gap("ec2:DescribeSubnets", "us-east-1")

test_denied_subnets_unknown if {
	testing.kinds(_control, _facts([_runtime(["subnet-1"])], {}, [_denied])) == ["unknown"]
}

test_what_was_read_decides_although_a_page_was_denied if {
	testing.kinds(_control, _read(["subnet-1", "subnet-2"], [_denied])) == ["pass"]
	testing.kinds(_control, _read(["subnet-1", "subnet-same"], [_denied])) == ["fail"]
}

_served(subnets) := testing.record("AWS::BedrockAgentCore::RuntimeVersion", sprintf("%s:1", [_id]), {
	"agentRuntimeVersion": "1",
	"networkConfiguration": {"networkMode": "VPC", "networkModeConfig": {"subnets": subnets}},
})

test_version_that_an_endpoint_serves_counts if {
	records := array.concat(_subnets, [_runtime(["subnet-1", "subnet-2"])])
	document := _facts(array.concat(records, [_served(["subnet-1"])]), {}, [])
	testing.verdicts(_control, document) == {["fail", _id, ""]}
	testing.proofs(_control, document) == [{
		"id": _served([]).id,
		"pointer": "/properties/networkConfiguration",
	}]
	same := _served(["subnet-1", "subnet-2"])
	testing.kinds(_control, _facts(array.concat(records, [same]), {}, [])) == ["pass"]
}

test_version_that_was_not_read_unknown if {
	gap := testing.gap("bedrock-agentcore-control:GetAgentRuntime", _id)
	["unknown", _id, ""] in testing.verdicts(_control, _read(["subnet-1", "subnet-2"], [gap]))
	["fail", _id, ""] in testing.verdicts(_control, _read(["subnet-1"], [gap]))

	# Other resources have no version of a runtime.
	place := {"managedVpcResource": {"subnetIds": ["subnet-1", "subnet-2"]}}
	target := testing.record(
		"AWS::BedrockAgentCore::GatewayTarget",
		testing.arn("bedrock-agentcore", "gateway/g/target/t"),
		{"privateEndpoint": place},
	)
	all := testing.gap("bedrock-agentcore-control:GetAgentRuntime", "us-east-1")
	["pass", target.id, ""] in testing.verdicts(_control, _facts(array.concat(_subnets, [target]), {}, [all]))
}

_provider := testing.arn("bedrock-agentcore", "capacity-provider/pool")

_pooled := testing.record(
	"AWS::BedrockAgentCore::Runtime",
	testing.arn("bedrock-agentcore", "runtime/pooled-1"),
	{"status": "READY", "capacityProviderConfiguration": {"capacityProviderArn": _provider}},
)

test_capacity_provider_that_is_not_shown_unknown if {
	document := _facts([_pooled], {}, [])
	testing.kinds(_control, document) == ["unknown"]
	testing.messages(_control, document) == [
		sprintf(`no call shows the subnets of its capacity provider "%s"`, [_provider]),
	]
	testing.proofs(_control, document) == [
		{"id": _pooled.id, "pointer": "/properties/capacityProviderConfiguration"},
	]
}

test_denied_capacity_provider_is_the_cause if {
	denied := testing.gap("bedrock-agentcore-control:GetCapacityProvider", _provider)
	results := testing.results(_control, _facts([_pooled], {}, [denied]))
	[r.kind | some r in results] == ["unknown"]
	[r.causes | some r in results] == [[testing.cause(denied)]]
}

test_network_of_its_own_beside_a_capacity_provider_proves_nothing if {
	both := object.union(_runtime(["subnet-1", "subnet-2"]), {"properties": {
		"capacityProviderConfiguration": {"capacityProviderArn": _provider},
	}})
	testing.kinds(_control, _facts(array.concat(_subnets, [both]), {}, [])) == ["unknown"]
}

test_vpc_configuration_of_a_knowledge_base if {
	base := testing.record("AWS::Bedrock::KnowledgeBase", testing.arn("bedrock", "knowledge-base/KB"), {})
	configuration := testing.record(
		"AWS::Bedrock::KnowledgeBaseVpcConfiguration",
		testing.arn("bedrock", "knowledge-base/KB/vpc-configuration/v1"),
		{"vpcConfigurationId": "v1", "subnetIds": ["subnet-1"]},
	)
	document := _facts(array.concat(_subnets, [base, configuration]), {}, [])
	testing.verdicts(_control, document) == {["fail", base.id, "v1"]}
}

test_denied_details_unknown if {
	every operation in [
		"lambda:ListFunctions", "bedrock-agentcore-control:GetAgentRuntime",
		"bedrock-agentcore-control:GetHarness", "bedrock-agentcore-control:GetBrowser",
		"bedrock-agentcore-control:GetCodeInterpreter", "bedrock-agentcore-control:GetGatewayTarget",
		"bedrock-agent:GetVpcConfiguration",
	] {
		denied := testing.gap(operation, "us-east-1")
		testing.kinds(_control, _facts([], {}, [denied])) == ["unknown"]
	}
}

test_outside_a_vpc_not_applicable if {
	network := {"networkConfiguration": {"networkMode": "PUBLIC"}}
	public := testing.record("AWS::BedrockAgentCore::Runtime", _id, network)
	testing.kinds(_control, _facts([public], {}, [])) == ["not_applicable"]
}
