# METADATA
# title: Subnets by what names them
package lens.lib.subnets

# Id of a subnet -> the id of its VPC.
vpc_of := {s.properties.SubnetId: s.properties.VpcId | some s in input.resources["AWS::EC2::Subnet"]}

# ARN of a capacity provider of AgentCore -> the ids of its subnets.
of_provider := {p.id: p.properties.computeConfiguration.ec2Configuration.vpcConfiguration.subnets |
	some p in input.resources["AWS::BedrockAgentCore::CapacityProvider"]
}
