package lens_test.lib.subnets_test

import data.lens.lib.subnets
import data.lens_test.testing

_subnet := testing.record(
	"AWS::EC2::Subnet",
	testing.arn("ec2", "subnet/subnet-1"),
	{"SubnetId": "subnet-1", "VpcId": "vpc-1"},
)

_provider(properties) := testing.record(
	"AWS::BedrockAgentCore::CapacityProvider",
	testing.arn("bedrock-agentcore", "capacity-provider/p"),
	properties,
)

test_vpc_of if {
	facts := testing.facts([_subnet], {}, [])
	subnets.vpc_of == {"subnet-1": "vpc-1"} with input as facts
}

test_of_provider if {
	vpc := {"vpcConfiguration": {"subnets": ["subnet-1"]}}
	provider := _provider({"computeConfiguration": {"ec2Configuration": vpc}})
	facts := testing.facts([provider], {}, [])
	subnets.of_provider == {provider.id: ["subnet-1"]} with input as facts
}

test_provider_without_subnets if {
	facts := testing.facts([_provider({})], {}, [])
	subnets.of_provider == {} with input as facts
}
