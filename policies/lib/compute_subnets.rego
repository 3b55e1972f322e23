# METADATA
# title: In which subnets the compute of generative AI runs
# description: |
#   Functions, AgentCore runtimes, harnesses, browsers and code interpreters, gateway targets, and the
#   VPC configurations of knowledge bases. What is being deleted, or was never created, is left out. A
#   harness and the runtime that AgentCore makes for it are one. Of a runtime the newest version counts,
#   and each that an endpoint serves. A runtime with a capacity provider runs in the subnets of that
#   provider.
package lens.lib.compute_subnets

import data.lens.lib.facts
import data.lens.lib.genai_functions
import data.lens.lib.served_runtimes
import data.lens.lib.subnets as provided

# {[subject, ids of the subnets, {id, pointer}], ...}. A VPC configuration has no ARN: the subject
# is its knowledge base, and the item the id of the configuration.
placed := {[subject, subnets, {"id": id, "pointer": pointer}] |
	some [subject, id, pointer, subnets] in ((_of_code | _of_agentcore) | _of_bases)
	count(subnets) > 0
}

# {[subject, ARN of the capacity provider, {id, pointer}], ...}: the compute whose subnets a
# capacity provider names that was not read.
hidden := {[facts.subject(r), provider, proof] |
	some [r, v] in _runtimes
	provider := v.properties.capacityProviderConfiguration.capacityProviderArn
	not provided.of_provider[provider]
	proof := {"id": v.id, "pointer": "/properties/capacityProviderConfiguration"}
} | {[facts.subject(f), provider, proof] |
	some f in _functions
	managed := f.properties.CapacityProviderConfig.LambdaManagedInstancesCapacityProviderConfig
	provider := managed.CapacityProviderArn
	not _has_subnets(f)
	proof := {"id": f.id, "pointer": "/properties/CapacityProviderConfig"}
}

_of_code := {[facts.subject(f), f.id, "/properties/VpcConfig/SubnetIds", subnets] |
	some f in _functions
	subnets := f.properties.VpcConfig.SubnetIds
}

_functions := [f |
	some f in input.resources["AWS::Lambda::Function"]
	f.id in genai_functions.arns
]

_has_subnets(f) if count(f.properties.VpcConfig.SubnetIds) > 0

_of_agentcore := ({[facts.subject(r), v.id, "/properties/networkConfiguration", subnets] |
	some [r, v] in _runtimes
	subnets := v.properties.networkConfiguration.networkModeConfig.subnets
} | {[facts.subject(r), provider, "/properties/computeConfiguration", subnets] |
	some [r, v] in _runtimes
	provider := v.properties.capacityProviderConfiguration.capacityProviderArn
	subnets := provided.of_provider[provider]
}) | ({[facts.subject(r), r.id, "/properties/networkConfiguration/vpcConfig/subnets", subnets] |
	some list in [
		input.resources["AWS::BedrockAgentCore::BrowserCustom"],
		input.resources["AWS::BedrockAgentCore::CodeInterpreterCustom"],
	]
	some r in list
	not _ended(r)
	subnets := r.properties.networkConfiguration.vpcConfig.subnets
} | _of_harnesses_and_targets)

_of_harnesses_and_targets := {[facts.subject(r), r.id, "/properties/environment", subnets] |
	some r in input.resources["AWS::BedrockAgentCore::Harness"]
	not _ended(r)
	network := r.properties.environment.agentCoreRuntimeEnvironment.networkConfiguration
	subnets := network.networkModeConfig.subnets
} | {[facts.subject(r), r.id, "/properties/privateEndpoint/managedVpcResource", subnets] |
	some r in input.resources["AWS::BedrockAgentCore::GatewayTarget"]
	not _ended(r)
	subnets := r.properties.privateEndpoint.managedVpcResource.subnetIds
}

# [runtime, its record or that of another version that an endpoint serves].
_runtimes := [[r, v] |
	some [r, v] in array.concat([[own, own] | some own in served_runtimes.all], served_runtimes.versions)
	not _ended(r)
]

_of_bases := {[facts.item(base, c.properties.vpcConfigurationId), c.id, "/properties/subnetIds", subnets] |
	some c in input.resources["AWS::Bedrock::KnowledgeBaseVpcConfiguration"]
	not _ended(c)
	base := facts.get("AWS::Bedrock::KnowledgeBase", regex.replace(c.id, `/vpc-configuration/[^/]*$`, ""))
	not _ended(base)
	subnets := c.properties.subnetIds
}

# FAILED is what AWS says of a target or a knowledge base that was not created.
_ended(r) if r.properties.status in {"CREATE_FAILED", "FAILED", "DELETING", "DELETED"}
