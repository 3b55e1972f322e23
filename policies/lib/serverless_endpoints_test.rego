package lens_test.lib.serverless_endpoints_test

import data.lens.lib.serverless_endpoints
import data.lens_test.testing

_endpoint(properties) := testing.record(
	"AWS::OpenSearchServerless::VpcEndpoint",
	testing.arn("aoss", "vpc-endpoint/vpce-1"),
	object.union({"status": "ACTIVE"}, properties),
)

_subnets := [testing.record("AWS::EC2::Subnet", testing.arn("ec2", sprintf("subnet/%s", [id])), properties) |
	some id, zone in {"subnet-1": "use1-az1", "subnet-2": "use1-az2"}
	properties := {"SubnetId": id, "VpcId": "vpc-1", "AvailabilityZoneId": zone}
]

# Something of generative AI runs in vpc-1.
_runtime := testing.record("AWS::BedrockAgentCore::Runtime", testing.arn("bedrock-agentcore", "runtime/r"), {
	"networkConfiguration": {"networkModeConfig": {"subnets": ["subnet-1"]}},
})

_facts(records, gaps) := object.union(
	testing.facts(array.concat(records, _subnets), {}, gaps),
	{"workload": {}},
)

_narrow(records) := found if {
	facts := _facts(records, [])
	found := [e.id | some e in serverless_endpoints.narrow] with input as facts
}

_one_zone(e) if {
	facts := _facts([e, _runtime], [])
	found := [one.id | some one in serverless_endpoints.one_zone] with input as facts
	found == [e.id]
}

_may_be(e) if {
	facts := _facts([e, _runtime], [])
	found := [one.id | some one in serverless_endpoints.unclear] with input as facts
	found == [e.id]
}

_harmless(records, gaps) := found if {
	facts := _facts(records, gaps)
	found := serverless_endpoints.harmless with input as facts
}

_two := _endpoint({"vpcId": "vpc-1", "subnetIds": ["subnet-1", "subnet-2"]})

_one := _endpoint({"vpcId": "vpc-1", "subnetIds": ["subnet-1"]})

test_two_zones if {
	_narrow([_two]) == []
	_harmless([_two], []) == {"us-east-1", "eu-west-1"}
}

test_one_zone if {
	_narrow([_one]) == [_one.id]
	_one_zone(_one)
	not _may_be(_one)
	_harmless([_one], []) == {"eu-west-1"}
}

test_one_zone_in_another_vpc if {
	other := _endpoint({"vpcId": "vpc-9", "subnetIds": ["subnet-1"]})
	_narrow([other]) == [other.id]
	not _one_zone(other)
	not _may_be(other)
}

test_endpoint_that_was_not_read if {
	_narrow([_endpoint({})]) == [_one.id]
	_may_be(_endpoint({}))
}

test_subnet_that_was_not_read if {
	_may_be(_endpoint({"vpcId": "vpc-1", "subnetIds": ["subnet-1", "subnet-9"]}))
	_may_be(_endpoint({"vpcId": "vpc-1"}))
}

test_endpoint_that_ends_does_not_count if {
	every status in ["DELETING", "FAILED"] {
		_narrow([_endpoint({"vpcId": "vpc-1", "subnetIds": ["subnet-1"], "status": status})]) == []
	}
}

test_lost_listing_is_not_harmless if {
	denied := testing.gap("opensearchserverless:ListVpcEndpoints", "us-east-1")
	_harmless([], [denied]) == {"eu-west-1"}
}
