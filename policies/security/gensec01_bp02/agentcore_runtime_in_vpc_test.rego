package lens_test.gensec01_bp02.agentcore_runtime_in_vpc_test

import data.lens_test.testing

_control := "GENSEC01-BP02/agentcore-runtime-in-vpc"

_arn(what) := testing.arn("bedrock-agentcore", what)

_public := {"networkConfiguration": {"networkMode": "PUBLIC"}}

_vpc := {"networkConfiguration": {"networkMode": "VPC", "networkModeConfig": {"subnets": ["subnet-1"]}}}

_id := _arn("runtime/a")

_runtime(network) := testing.record("AWS::BedrockAgentCore::Runtime", _id, object.union(
	{"status": "READY"},
	network,
))

_version(network) := testing.record("AWS::BedrockAgentCore::RuntimeVersion", _arn("runtime/a:1"), network)

_subnet(owner) := testing.record("AWS::EC2::Subnet", testing.arn("ec2", "subnet/subnet-1"), {
	"SubnetId": "subnet-1",
	"VpcId": "vpc-1",
	"OwnerId": owner,
})

_own := {"SubnetId": "subnet-1", "Main": false}

_table_id := testing.arn("ec2", "route-table/rtb-1")

_table(association, route) := testing.record("AWS::EC2::RouteTable", _table_id, {
	"VpcId": "vpc-1",
	"Associations": [association],
	"Routes": [object.union({"State": "active"}, route)],
})

_closed := _table(_own, {"GatewayId": "local"})

_open := {"GatewayId": "igw-1", "DestinationCidrBlock": "0.0.0.0/0"}

_results(records, gaps) := testing.results(_control, testing.facts(records, {}, gaps))

_kinds(records) := testing.kinds(_control, testing.facts(records, {}, []))

_message(records) := found.message if [found] := _results(records, [])

test_public_fails if {
	_results([_runtime(_public)], []) == [{
		"kind": "fail",
		"subject": {"type": "AWS::BedrockAgentCore::Runtime", "id": _id, "region": "us-east-1", "item": ""},
		"message": "the network mode is PUBLIC",
		"proof": [{"id": _id, "pointer": "/properties/networkConfiguration"}],
		"causes": [],
	}]
}

test_vpc_passes if {
	_kinds([_runtime(_vpc), _closed]) == ["pass"]
	nat := {"NatGatewayId": "nat-1", "DestinationCidrBlock": "0.0.0.0/0"}
	_kinds([_runtime(_vpc), _table(_own, nat)]) == ["pass"]
	_kinds([_runtime(_vpc), _table(_own, object.union(_open, {"State": "blackhole"}))]) == ["pass"]
	main := _table({"Main": true}, {"GatewayId": "local"})
	_kinds([_runtime(_vpc), _subnet("111122223333"), main]) == ["pass"]
	only_out := {"EgressOnlyInternetGatewayId": "eigw-1", "DestinationIpv6CidrBlock": "::/0"}
	_kinds([_runtime(_vpc), _table(_own, only_out)]) == ["pass"]
}

test_internet_gateway_fails if {
	_message([_runtime(_vpc), _table(_own, _open)]) == concat("", [
		"subnets have a default route to an internet gateway, ",
		`"subnet-1"`,
	])
	_kinds([_runtime(_vpc), _table({"Main": true}, _open), _subnet("111122223333")]) == ["fail"]
	six := {"GatewayId": "igw-1", "DestinationIpv6CidrBlock": "::/0"}
	_kinds([_runtime(_vpc), _table(_own, six)]) == ["fail"]
}

test_other_route_is_reviewed if {
	records := [_runtime(_vpc), _table(_own, {"GatewayId": "igw-1", "DestinationCidrBlock": "198.51.100.0/24"})]
	_kinds(records) == ["review"]
	_message(records) == concat("", [
		"decide whether a route to an internet gateway is needed, which these subnets have, ",
		`"subnet-1"`,
	])
}

test_served_version_counts if {
	_kinds([_runtime(_vpc), _version(_public), _closed]) == ["fail"]
	_kinds([_runtime(_public), _version(_vpc), _closed]) == ["fail"]
	_kinds([_runtime(_vpc), _version(_vpc), _closed]) == ["pass"]
}

test_shared_subnet_unknown if {
	main := _table({"Main": true}, {"GatewayId": "local"})
	_message([_runtime(_vpc), _subnet("999900001111"), main]) == concat("", [
		"AWS does not show the routes of its subnets ",
		`"subnet-1"`,
	])
	_kinds([_runtime(_vpc), main]) == ["unknown"]
}

_with(changes) := {"networkConfiguration": object.union({"networkMode": "VPC"}, changes)}

test_network_that_is_not_shown_unknown if {
	every network in [
		{}, _with({}), _with({"networkModeConfig": {"subnets": []}}),
		_with({"networkMode": "MESH"}),
	] {
		_kinds([_runtime(network)]) == ["unknown"]
		_message([_runtime(network)]) == "AWS does not show its network"
	}
}

_provided := {"capacityProviderConfiguration": {"capacityProviderArn": _arn("capacity-provider/p")}}

_provider := testing.record("AWS::BedrockAgentCore::CapacityProvider", _arn("capacity-provider/p"), {
	"computeConfiguration": {"ec2Configuration": {"vpcConfiguration": {"subnets": ["subnet-1"]}}},
})

test_capacity_provider if {
	_kinds([_runtime(_provided), _provider, _closed]) == ["pass"]
	_kinds([_runtime(_provided), _provider, _table(_own, _open)]) == ["fail"]
	_message([_runtime(_provided)]) == concat("", [
		"no call shows the subnets of its capacity provider ",
		sprintf(`"%s"`, [_arn("capacity-provider/p")]),
	])
	_kinds([_runtime(_provided)]) == ["unknown"]
}

test_endpoint_without_a_version_unknown if {
	id := _arn("runtime/a/runtime-endpoint/prod")
	endpoint := testing.record("AWS::BedrockAgentCore::RuntimeEndpoint", id, {"status": "READY"})
	_message([_runtime(_vpc), _closed, endpoint]) == `its endpoint "prod" does not show which version it serves`
	_kinds([_runtime(_public), endpoint]) == ["fail"]
}

_harness(environment) := testing.record("AWS::BedrockAgentCore::Harness", _arn("harness/h"), {
	"status": "READY",
	"environment": {"agentCoreRuntimeEnvironment": object.union({"agentRuntimeArn": _id}, environment)},
})

test_harness_is_judged_once if {
	{[r.kind, r.subject.id] | some r in _results([_harness(_public), _runtime(_public)], [])} == {[
		"fail",
		_arn("harness/h"),
	]}
	_kinds([_harness(_vpc), _runtime({}), _closed]) == ["pass"]
	_kinds([_harness({}), _runtime(_vpc), _closed]) == ["pass"]
	_kinds([_harness({}), _runtime({})]) == ["unknown"]
}

# The runtime may be that of a harness. In code, what is not there is not lost.
test_harnesses_not_read if {
	_denied([_runtime(_public)], "bedrock-agentcore-control:ListHarnesses", "us-east-1") == {"unknown"}
	_denied([_runtime(_public)], "bedrock-agentcore-control:ListHarnesses", "eu-west-1") == {"fail"}
	lost := testing.record("AWS::BedrockAgentCore::Harness", _arn("harness/h"), {"status": "READY"})
	get := "bedrock-agentcore-control:GetHarness"
	_denied([_runtime(_public), lost], get, _arn("harness/h")) == {"unknown"}
	_denied([_harness(_public), _runtime({})], get, _arn("harness/other")) == {"fail"}
}

test_ending_not_applicable if {
	_kinds([_runtime(object.union(_public, {"status": "DELETING"}))]) == ["not_applicable"]
	_kinds([]) == ["not_applicable"]
}

_denied(records, operation, place) := {found.kind |
	some found in _results(records, [testing.gap(operation, place)])
	found.subject.type != "AWS::Account"
}

test_lost_answers if {
	get := "bedrock-agentcore-control:GetAgentRuntime"
	_denied([_runtime({})], get, _id) == {"unknown"}
	_denied([_harness(_vpc), _runtime({}), _closed], get, _id) == {"unknown"}
	_denied([_runtime(_vpc), _closed], "bedrock-agentcore-control:ListAgentRuntimeEndpoints", _id) == {"unknown"}
	_denied([_runtime(_public)], "bedrock-agentcore-control:ListAgentRuntimeEndpoints", _id) == {"fail"}
	provider := _arn("capacity-provider/p")
	_denied([_runtime(_provided)], "bedrock-agentcore-control:GetCapacityProvider", provider) == {"unknown"}
}

test_route_tables_denied if {
	denied := "ec2:DescribeRouteTables"
	_denied([_runtime(_vpc)], denied, "us-east-1") == {"unknown"}
	_denied([_runtime(_public)], denied, "us-east-1") == {"fail"}
	_denied([_runtime(_vpc), _table(_own, _open)], denied, "us-east-1") == {"fail"}
	by_main := [_runtime(_vpc), _table({"Main": true}, _open), _subnet("111122223333")]
	_denied(by_main, denied, "us-east-1") == {"unknown"}
}

test_listing_denied_unknown if {
	every operation in ["ListAgentRuntimes", "ListHarnesses"] {
		gap := testing.gap(sprintf("bedrock-agentcore-control:%s", [operation]), "us-east-1")
		[found.kind | some found in _results([], [gap])] == ["unknown"]
	}
}
