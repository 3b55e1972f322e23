package lens_test.lib.genai_vpcs_test

import data.lens.lib.genai_vpcs
import data.lens_test.testing

_vpcs(records, workload) := found if {
	document := object.union(testing.facts(array.concat(records, [_subnet]), {}, []), {"workload": workload})
	found := genai_vpcs.vpcs with input as document
}

_subnet := testing.record(
	"AWS::EC2::Subnet",
	testing.arn("ec2", "subnet/subnet-1"),
	{"SubnetId": "subnet-1", "VpcId": "vpc-1"},
)

_in_vpc(records) if _vpcs(records, {}) == {["us-east-1", "vpc-1"]}

_in_none(records) if _vpcs(records, {}) == set()

_function(vpc) := testing.record(
	"AWS::Lambda::Function",
	testing.arn("lambda", "function:tool"),
	{"VpcConfig": {"VpcId": vpc}},
)

_group := testing.record(
	"AWS::Bedrock::AgentActionGroup",
	testing.arn("bedrock", "agent/A:DRAFT:action-group/G"),
	{"actionGroupExecutor": {"lambda": testing.arn("lambda", "function:tool")}},
)

test_function_of_an_agent if {
	_in_vpc([_function("vpc-1"), _group])
	_in_none([_function("vpc-1")])
	_in_none([_function(""), _group])
}

_agentcore(type, properties) := testing.record(
	sprintf("AWS::BedrockAgentCore::%s", [type]),
	testing.arn("bedrock-agentcore", sprintf("%s/one", [type])),
	properties,
)

_runtime(subnets) := _agentcore("Runtime", {"networkConfiguration": network}) if {
	network := {"networkModeConfig": {"subnets": subnets}}
}

test_runtime if {
	_in_vpc([_runtime(["subnet-1"])])
	_in_none([_runtime([])])

	# A subnet that was not read has no known VPC.
	_in_none([_runtime(["subnet-9"])])
}

test_runtime_with_a_capacity_provider if {
	network := {"vpcConfiguration": {"subnets": ["subnet-1"]}}
	provider := _agentcore("CapacityProvider", {"computeConfiguration": {"ec2Configuration": network}})
	_in_vpc([
		provider,
		_agentcore("Runtime", {"capacityProviderConfiguration": {"capacityProviderArn": provider.id}}),
	])
	_in_none([provider])
}

test_browser_and_code_interpreter if {
	every type in ["BrowserCustom", "CodeInterpreterCustom"] {
		_in_vpc([_agentcore(type, {"networkConfiguration": {"vpcConfig": {"subnets": ["subnet-1"]}}})])
		_in_none([_agentcore(type, {"networkConfiguration": {"networkMode": "PUBLIC"}})])
	}
}

test_gateway_target if {
	place := {"managedVpcResource": {"vpcIdentifier": "vpc-1"}}
	_in_vpc([_agentcore("GatewayTarget", {"privateEndpoint": place})])
}

test_vpc_configuration_of_a_knowledge_base if {
	configuration := testing.record(
		"AWS::Bedrock::KnowledgeBaseVpcConfiguration",
		testing.arn("bedrock", "knowledge-base/KB/vpc-configuration/v1"),
		{"vpcConfigurationId": "v1", "vpcId": "vpc-1", "subnetIds": ["subnet-1"]},
	)
	_in_vpc([configuration])
	_in_none([testing.without(configuration, "vpcId")])
}

_sagemaker(kind, properties) := testing.record(
	sprintf("AWS::SageMaker::%s", [kind]),
	testing.arn("sagemaker", sprintf("%s/one", [lower(kind)])),
	properties,
)

_endpoint(type, more) := _sagemaker("Endpoint", {
	"EndpointName": "one",
	"EndpointStatus": "InService",
	"DescribeEndpointConfig": object.union(
		{"ProductionVariants": [{"InstanceType": type, "ModelName": "llm"}]},
		more,
	),
})

_model := _sagemaker("Model", {"ModelName": "llm", "VpcConfig": {"Subnets": ["subnet-1"]}})

test_model_behind_a_generative_endpoint if {
	_in_vpc([_model, _endpoint("ml.g5.xlarge", {})])
	_in_none([_model, _endpoint("ml.m5.xlarge", {})])
	_in_none([_model])
	_in_vpc([_endpoint("ml.g5.xlarge", {"VpcConfig": {"Subnets": ["subnet-1"]}})])
}

_cluster(type) := _sagemaker("Cluster", {
	"VpcConfig": {"Subnets": ["subnet-1"]},
	"InstanceGroups": [{"InstanceType": type}],
})

test_cluster if {
	_in_vpc([_cluster("ml.p5.48xlarge")])
	_in_none([_cluster("ml.m5.large")])
}

test_declared if {
	vpc := testing.record("AWS::EC2::VPC", testing.arn("ec2", "vpc/vpc-2"), {"VpcId": "vpc-2"})
	_vpcs([vpc], {"vpcs": ["vpc-2"]}) == {["us-east-1", "vpc-2"]}
	_vpcs([vpc], {"vpcs": ["vpc-3"]}) == set()
	_vpcs([vpc], {}) == set()
}
