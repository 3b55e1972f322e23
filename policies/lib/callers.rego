# METADATA
# title: Callers of generative AI services in a VPC
# description: |
#   Functions, AgentCore runtimes, Studio domains and their user profiles, notebooks and models that
#   run in a VPC with a role of their own, and the services that they need for the actions that the
#   role is granted (D2). A Studio domain may have no VPC. A runtime with a capacity provider runs in
#   the subnets of that provider.
package lens.lib.callers

import data.lens.lib.boundaries
import data.lens.lib.group
import data.lens.lib.principals
import data.lens.lib.subnets

# VPC id -> the callers in the VPC, as {id, role, pointer}. A caller in several subnets counts once.
in_vpc := group.by_first(_in_vpcs | {[vpc, caller] |
	some [subnet, caller] in _in_subnets
	vpc := subnets.vpc_of[subnet]
})

# A function outside every VPC has the VPC id "".
_in_vpcs := ({[f.properties.VpcConfig.VpcId, _caller(f, f.properties.Role, "VpcConfig")] |
	some f in input.resources["AWS::Lambda::Function"]
	f.properties.VpcConfig.VpcId != ""
} | {[d.properties.VpcId, _caller(d, role, "VpcId")] |
	some d in input.resources["AWS::SageMaker::Domain"]
	some settings in ["DefaultUserSettings", "DefaultSpaceSettings"]
	role := d.properties[settings].ExecutionRole
}) | {[vpc, _caller(u, u.properties.UserSettings.ExecutionRole, "UserSettings")] |
	some u in input.resources["AWS::SageMaker::UserProfile"]
	some vpc in _vpcs_of_domain[[u.region, u.properties.DomainId]]
}

_vpcs_of_domain := group.by_first({[[d.region, d.properties.DomainId], d.properties.VpcId] |
	some d in input.resources["AWS::SageMaker::Domain"]
})

_in_subnets := (({[subnet, _caller(r, r.properties.roleArn, "networkConfiguration")] |
	some r in input.resources["AWS::BedrockAgentCore::Runtime"]
	some subnet in r.properties.networkConfiguration.networkModeConfig.subnets
} | {[subnet, _caller(r, r.properties.roleArn, "capacityProviderConfiguration")] |
	some r in input.resources["AWS::BedrockAgentCore::Runtime"]
	some subnet in subnets.of_provider[r.properties.capacityProviderConfiguration.capacityProviderArn]
}) | {[n.properties.SubnetId, _caller(n, n.properties.RoleArn, "SubnetId")] |
	some n in input.resources["AWS::SageMaker::NotebookInstance"]
}) | {[subnet, _caller(m, m.properties.ExecutionRoleArn, "VpcConfig")] |
	some m in input.resources["AWS::SageMaker::Model"]
	some subnet in m.properties.VpcConfig.Subnets
}

_caller(r, role, member) := {"id": r.id, "role": role, "pointer": sprintf("/properties/%s", [member])}

# Ids of the VPCs with a caller whose role is a model-use principal (D6), or may be one.
of_models := {id |
	some id, found in in_vpc
	some c in found
	role := c.role
	not _without_models[role]
}

_without_models := known - object.keys(principals.model_use)

# ARNs of the roles whose policies were all read. It is unknown what the other roles may do.
known := {r.id | some r in input.resources["AWS::IAM::Role"]} - {pair[0] |
	some pair in (principals.unread | boundaries.unread)
}

# ARN of the role -> the services that it may call through VPC endpoints.
services := {arn: found |
	some arn, actions in principals.granted
	arn in known
	found := {service | some action in actions; service := _service_of[action]}
}

_service_of := {action: service | some service, actions in _actions_of; some action in actions}

_actions_of := {
	"bedrock-agent-runtime": {
		"bedrock:invokeagent", "bedrock:invokeflow", "bedrock:invokeinlineagent", "bedrock:retrieve",
		"bedrock:retrieveandgenerate",
	},
	"bedrock-agentcore": {"bedrock-agentcore:invokeagentruntime", "bedrock-agentcore:invokeharness"},
	"bedrock-agentcore.gateway": {"bedrock-agentcore:invokegateway"},
	"bedrock-mantle": {"bedrock-mantle:createinference"},
	"bedrock-runtime": {"bedrock:invokemodel", "bedrock:invokemodelwithresponsestream"},
	"qbusiness": {"qbusiness:chat", "qbusiness:chatsync"},
	"s3vectors": {"s3vectors:queryvectors"},
	"sagemaker.runtime": {
		"sagemaker:invokeendpoint", "sagemaker:invokeendpointasync",
		"sagemaker:invokeendpointwithresponsestream",
	},
}

# The sets of services of which callers (a list) in a VPC of a Region need no more: every service
# that any caller may need and, if no caller may be missing, what these need.
enough(region, found) := {object.keys(_actions_of)} | {wanted |
	count(found) > 0
	count(_doubtful & {region, "global"}) == 0
	every caller in found { known[caller.role] }
	wanted := union({object.get(services, caller.role, set()) | some caller in found})
}

# Region, or `global` -> places of the gaps of resources that were listed there and could not be
# read. Each may be a caller in any VPC of the Region. One place stands for all that have the same
# gap.
unread := group.by_first({[g.region, min(places)] |
	some operation in _details
	some g, places in group.by_first(_at_resources(operation))
})

_at_resources(operation) := {[g, place] |
	some place, gaps in object.get(input.gaps, operation, {})
	some g in gaps
	others := {"*", g.region}
	not place in others
}

_details := [
	"iam:GetAccountAuthorizationDetails", "bedrock-agentcore-control:GetAgentRuntime",
	"bedrock-agentcore-control:GetCapacityProvider", "sagemaker:DescribeDomain",
	"sagemaker:DescribeModel", "sagemaker:DescribeNotebookInstance", "sagemaker:DescribeUserProfile",
]

# Regions, or `global`, with a gap that may hide a caller or what it may do. The gaps are those of
# "@vpc-callers" and "@model-use-principals" in evidence.yaml.
_doubtful := {g.region |
	some operation in array.concat(_details, ["ec2:DescribeSubnets", "lambda:ListFunctions"])
	some g in object.get(input.gaps, [operation, "*"], [])
}
