# METADATA
# title: VPCs of generative AI
# description: |
#   The VPCs in which a function, an AgentCore runtime, browser or code interpreter, a gateway target, a
#   model behind an endpoint of SageMaker AI or a HyperPod cluster runs, those to which a knowledge base
#   has a VPC configuration, and those that the configuration declares. A runtime with a capacity provider
#   runs in the subnets of that provider.
package lens.lib.genai_vpcs

import data.lens.lib.declared
import data.lens.lib.genai_functions
import data.lens.lib.generative_sagemaker
import data.lens.lib.hosted
import data.lens.lib.subnets

# {[Region, VPC id], ...}
vpcs := (_named | _declared) | {[region, vpc] |
	some [region, subnet] in _subnets
	vpc := subnets.vpc_of[subnet]
}

# A function outside every VPC has the VPC id "".
_named := ({[f.region, vpc] |
	some f in input.resources["AWS::Lambda::Function"]
	f.id in genai_functions.arns
	vpc := f.properties.VpcConfig.VpcId
	vpc != ""
} | {[t.region, t.properties.privateEndpoint.managedVpcResource.vpcIdentifier] |
	some t in input.resources["AWS::BedrockAgentCore::GatewayTarget"]
}) | {[c.region, c.properties.vpcId] |
	some c in input.resources["AWS::Bedrock::KnowledgeBaseVpcConfiguration"]
}

_declared := {[v.region, v.properties.VpcId] |
	known := declared.ids(input.workload.vpcs, input.resources["AWS::EC2::VPC"])
	some v in input.resources["AWS::EC2::VPC"]
	v.id in known
}

_subnets := (_of_agentcore | _of_models) | {[c.region, subnet] |
	some c in input.resources["AWS::SageMaker::Cluster"]
	c.id in generative_sagemaker.clusters
	some subnet in c.properties.VpcConfig.Subnets
}

_of_agentcore := ({[r.region, subnet] |
	some r in input.resources["AWS::BedrockAgentCore::Runtime"]
	some subnet in r.properties.networkConfiguration.networkModeConfig.subnets
} | {[r.region, subnet] |
	some r in input.resources["AWS::BedrockAgentCore::Runtime"]
	some subnet in subnets.of_provider[r.properties.capacityProviderConfiguration.capacityProviderArn]
}) | {[tool.region, subnet] |
	some list in [
		input.resources["AWS::BedrockAgentCore::BrowserCustom"],
		input.resources["AWS::BedrockAgentCore::CodeInterpreterCustom"],
	]
	some tool in list
	some subnet in tool.properties.networkConfiguration.vpcConfig.subnets
}

# A configuration with inference components names the subnets itself.
_of_models := {[e.region, subnet] |
	some e in hosted.endpoints
	some subnet in e.properties.DescribeEndpointConfig.VpcConfig.Subnets
} | {[m.region, subnet] |
	some m in input.resources["AWS::SageMaker::Model"]
	[m.region, m.properties.ModelName] in _served
	some subnet in m.properties.VpcConfig.Subnets
}

_served := {[e.region, variant.ModelName] |
	some e in hosted.endpoints
	some variant in e.properties.DescribeEndpointConfig.ProductionVariants
}
