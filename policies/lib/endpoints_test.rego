package lens_test.lib.endpoints_test

import data.lens.lib.endpoints
import data.lens_test.testing

_endpoint(id, service, changes) := testing.record("AWS::EC2::VPCEndpoint", arn, properties) if {
	arn := testing.arn("ec2", sprintf("vpc-endpoint/%s", [id]))
	usual := {
		"VpcEndpointId": id, "VpcId": "vpc-1", "VpcEndpointType": "Interface", "State": "available",
		"ServiceName": sprintf("com.amazonaws.us-east-1.%s", [service]),
	}
	properties := object.union(usual, changes)
}

_named(name) := {"properties": {"ServiceName": name}}

test_services_by_the_end_of_the_name if {
	every name, service in {
		"com.amazonaws.us-east-1.bedrock-runtime": "bedrock-runtime",
		"com.amazonaws.us-gov-west-1.bedrock-agentcore.gateway": "bedrock-agentcore.gateway",
		"cn.com.amazonaws.cn-north-1.sagemaker.runtime": "sagemaker.runtime",
		"aws.api.us-east-1.qbusiness": "qbusiness",
		"com.amazonaws.eusc-de-east-1.bedrock": "bedrock",
		"eu.amazonaws.eusc-de-east-1.bedrock-runtime": "bedrock-runtime",
	} {
		endpoints.service(_named(name)) == service
	}
}

# One service has several endpoint names.
test_names_for_fips_and_dual_stack_are_of_the_same_service if {
	every name, service in {
		"com.amazonaws.us-east-1.bedrock-runtime-fips": "bedrock-runtime",
		"com.amazonaws.us-gov-west-1.bedrock-agent-runtime-fips": "bedrock-agent-runtime",
		"com.amazonaws.us-east-1.sagemaker.api-fips": "sagemaker.api",
		"com.amazonaws.us-east-1.kendra-dualstack": "kendra",
		"com.amazonaws.us-east-1.q.dual-stack": "q",
		"com.amazonaws.us-east-1.bedrock-fips-dualstack": "bedrock",
	} {
		endpoints.service(_named(name)) == service
	}
	endpoints.plain("bedrock-runtime") == "bedrock-runtime"
	endpoints.form(_named("com.amazonaws.us-east-1.bedrock-fips")) == "bedrock-fips"
}

# AWS sends no service name for the endpoint of a resource or of a service network.
test_endpoint_without_a_service_is_not_counted if {
	e := testing.record("AWS::EC2::VPCEndpoint", testing.arn("ec2", "vpc-endpoint/vpce-1"), {
		"VpcEndpointId": "vpce-1", "VpcId": "vpc-1", "VpcEndpointType": "Interface", "State": "Available",
	})
	endpoints.interfaces == [] with input as testing.facts([e], {}, [])
	endpoints.available == set() with input as testing.facts([e], {}, [])
}

# Endpoint services of other owners are not services of AWS.
test_services_of_others_are_not_listed if {
	every name in [
		"com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0",
		"com.amazonaws.vpce.us-east-1.bedrock-runtime", "com.example.us-east-1.bedrock-runtime",
		"bedrock-runtime.com.amazonaws.us-east-1.x",
	] {
		not endpoints.service(_named(name)) in endpoints.services
	}
}

# The services of endpoint-policy-restrictive are a parameter, and these services are its default.
test_services_are_the_default_of_the_parameter if {
	{s |
		some s in data.lens.catalog.gensec01_bp02.endpoint_policy_restrictive.params.services
	} == endpoints.services
}

_document := testing.facts(
	[
		_endpoint("vpce-1", "bedrock-runtime", {"PrivateDnsEnabled": true}),
		_endpoint("vpce-2", "bedrock-agent-runtime", {
			"VpcEndpointType": "interface",
			"State": "Available",
			"PrivateDnsEnabled": false,
		}),
		_endpoint("vpce-3", "bedrock", {"State": "pending", "PrivateDnsEnabled": true}),
		_endpoint("vpce-4", "s3vectors", {"VpcEndpointType": "Gateway"}),
		_endpoint("vpce-5", "s3", {}),
	],
	{}, [],
)

test_interfaces if {
	{e.properties.VpcEndpointId |
		some e in endpoints.interfaces
	} == {"vpce-1", "vpce-2", "vpce-3"} with input as _document
}

test_available if {
	endpoints.available == {
		["us-east-1", "vpc-1", "bedrock-runtime"],
		["us-east-1", "vpc-1", "bedrock-agent-runtime"],
	} with input as _document
}

test_resolving if {
	fips := _endpoint("vpce-6", "bedrock-fips", {"PrivateDnsEnabled": true})
	endpoints.resolving == {["us-east-1", "vpc-1", "bedrock-runtime"]} with input as _document
	endpoints.resolving == {["us-east-1", "vpc-1", "bedrock-fips"]} with input as testing.facts([fips], {}, [])
}

test_offered_services if {
	offered := testing.record(
		"AWS::EC2::VPCEndpointService",
		testing.arn("ec2", "vpc-endpoint-service/x"),
		{"ServiceName": "com.amazonaws.us-east-1.bedrock"},
	)
	endpoints.offered == {["us-east-1", "bedrock"]} with input as testing.facts([offered], {}, [])
}

test_services_without_policies if {
	records := [testing.record("AWS::EC2::VPCEndpointService", testing.arn("ec2", name), properties) |
		some name, flag in {"a.bedrock": {}, "a.kendra": {"VpcEndpointPolicySupported": false}}
		properties := object.union({"ServiceName": name, "VpcEndpointPolicySupported": true}, flag)
	]
	endpoints.without_policy == {"a.kendra"} with input as testing.facts(records, {}, [])
}

_table(vpc, route) := testing.record("AWS::EC2::RouteTable", id, {"VpcId": vpc, "Routes": [own, route]}) if {
	id := testing.arn("ec2", sprintf("route-table/rtb-%s", [vpc]))
	own := {"GatewayId": "local", "State": "active"}
}

test_routed_vpcs if {
	endpoints.routed == {"vpc-1", "vpc-2"} with input as testing.facts(
		[
			_table("vpc-1", {"TransitGatewayId": "tgw-1", "State": "active"}),
			_table("vpc-2", {"VpcPeeringConnectionId": "pcx-1", "State": "Active"}),
			_table("vpc-3", {"VpcPeeringConnectionId": "pcx-2", "State": "blackhole"}),
			_table("vpc-4", {"NatGatewayId": "nat-1", "State": "active"}),
		],
		{}, [],
	)
}

_vpc(id, properties) := testing.record(
	"AWS::EC2::VPC",
	testing.arn("ec2", sprintf("vpc/%s", [id])),
	object.union({"VpcId": id}, properties),
)

test_own_vpcs if {
	endpoints.own == {"vpc-1"} with input as testing.facts(
		[_vpc("vpc-1", {"OwnerId": "111122223333"}), _vpc("vpc-2", {"OwnerId": "444455556666"}), _vpc("vpc-3", {})],
		{}, [],
	)
}

test_ranges_in_use if {
	endpoints.ranges == {"vpc-1": ["10.0.0.0/16", "2001:db8::/56"], "vpc-2": []} with input as testing.facts(
		[
			_vpc("vpc-1", {
				"CidrBlockAssociationSet": [
					{"CidrBlock": "10.0.0.0/16", "CidrBlockState": {"State": "associated"}},
					{"CidrBlock": "10.1.0.0/16", "CidrBlockState": {"State": "disassociated"}},
				],
				"Ipv6CidrBlockAssociationSet": [
					{"Ipv6CidrBlock": "2001:db8::/56", "Ipv6CidrBlockState": {"State": "Associated"}},
					{"Ipv6CidrBlock": "2001:db9::/56", "Ipv6CidrBlockState": {"State": "failing"}},
				],
			}),
			_vpc("vpc-2", {}),
		],
		{}, [],
	)
}

test_reachable_vpcs if {
	document := testing.facts([_table("vpc-1", {"TransitGatewayId": "tgw-1", "State": "active"})], {}, [])
	endpoints.reachable("vpc-1", ["vpc-hub"]) == {"vpc-1", "vpc-hub"} with input as document
	endpoints.reachable("vpc-2", ["vpc-hub"]) == {"vpc-2"} with input as document
}

test_lacking_services if {
	offers := [testing.record("AWS::EC2::VPCEndpointService", testing.arn("ec2", name), {"ServiceName": name}) |
		some name in ["com.amazonaws.us-east-1.bedrock", "com.amazonaws.us-east-1.bedrock-runtime"]
	]
	document := testing.facts(array.concat(offers, [_endpoint("vpce-1", "bedrock-runtime", {})]), {}, [])
	wanted := {"bedrock", "bedrock-runtime", "qbusiness"}
	endpoints.lacking("us-east-1", {"vpc-1", "vpc-2"}, wanted) == {"bedrock"} with input as document
	endpoints.lacking("us-east-1", {"vpc-2"}, wanted) == {"bedrock", "bedrock-runtime"} with input as document
	endpoints.lacking("eu-west-1", {"vpc-2"}, wanted) == set() with input as document
}

test_security_groups_of_endpoints if {
	groups := [testing.record("AWS::EC2::SecurityGroup", testing.arn("ec2", id), {"GroupId": id}) |
		some id in ["sg-1", "sg-2"]
	]
	endpoint := _endpoint("vpce-1", "bedrock-runtime", {"Groups": [{"GroupId": "sg-1"}]})
	endpoints.groups == {"sg-1": groups[0]} with input as testing.facts(array.concat(groups, [endpoint]), {}, [])
}
