# METADATA
# title: What calls generative AI services from a VPC
# description: |
#   Functions, AgentCore runtimes, Studio domains, notebooks and models that run in a VPC with a role of their own, and the services that the grants (D2) of
#   such a role lead to.
package lens.lib.callers

import data.lens.lib.boundaries
import data.lens.lib.group
import data.lens.lib.principals

# VPC's id -> what runs in it with a role of its own, as {id, role, pointer}. A thing in several subnets of a VPC is there once.
in_vpc := group.by_first(_in_vpcs | {[vpc, caller] | some [subnet, caller] in _in_subnets; vpc := _vpc_of[subnet]})

_vpc_of := {s.properties.SubnetId: s.properties.VpcId | some s in input.resources["AWS::EC2::Subnet"]}

# AWS writes the id of a function outside every VPC as "".
_in_vpcs := {[f.properties.VpcConfig.VpcId, _caller(f, f.properties.Role, "VpcConfig")] |
	some f in input.resources["AWS::Lambda::Function"]
	f.properties.VpcConfig.VpcId != ""
} | {[d.properties.VpcId, _caller(d, d.properties.DefaultUserSettings.ExecutionRole, "VpcId")] | some d in input.resources["AWS::SageMaker::Domain"]}

_in_subnets := ({[subnet, _caller(r, r.properties.roleArn, "networkConfiguration")] |
	some r in input.resources["AWS::BedrockAgentCore::Runtime"]
	some subnet in r.properties.networkConfiguration.networkModeConfig.subnets
} | {[n.properties.SubnetId, _caller(n, n.properties.RoleArn, "SubnetId")] |
	some n in input.resources["AWS::SageMaker::NotebookInstance"]
}) | {[subnet, _caller(m, m.properties.ExecutionRoleArn, "VpcConfig")] |
	some m in input.resources["AWS::SageMaker::Model"]
	some subnet in m.properties.VpcConfig.Subnets
}

_caller(r, role, member) := {"id": r.id, "role": role, "pointer": sprintf("/properties/%s", [member])}

# VPCs with a caller whose role is a model-use principal (D6), or may be.
of_models := {id | some id, found in in_vpc; some c in found; _may_use_models(c.role)}

_may_use_models(role) if data.lens.lib.principals.model_use[role]

_may_use_models(role) if not role in known

# Roles whose policies were all seen: what any other may do is not known.
known := {r.id | some r in input.resources["AWS::IAM::Role"]} - {pair[0] | some pair in (principals.unread | boundaries.unread)}

# Role's ARN -> the services whose endpoints its calls go by.
services := {arn: found |
	some arn, actions in principals.granted
	arn in known
	found := {service | some action in actions; service := _service_of[action]}
}

_service_of := {action: service | some service, actions in _actions_of; some action in actions}

_actions_of := {
	"bedrock-agent-runtime": {
		"bedrock:invokeagent", "bedrock:invokeflow", "bedrock:invokeinlineagent", "bedrock:retrieve", "bedrock:retrieveandgenerate",
	},
	"bedrock-agentcore": {"bedrock-agentcore:invokeagentruntime", "bedrock-agentcore:invokeharness"},
	"bedrock-agentcore.gateway": {"bedrock-agentcore:invokegateway"},
	"bedrock-mantle": {"bedrock-mantle:createinference"},
	"bedrock-runtime": {"bedrock:invokemodel", "bedrock:invokemodelwithresponsestream"},
	"qbusiness": {"qbusiness:chat", "qbusiness:chatsync"},
	"s3vectors": {"s3vectors:queryvectors"},
	"sagemaker.runtime": {"sagemaker:invokeendpoint", "sagemaker:invokeendpointasync", "sagemaker:invokeendpointwithresponsestream"},
}

# Region, or `global` -> what was listed there and could not be read: it may call from any VPC of the region.
unread := group.by_first({[g.region, g.resource] |
	some operation in _details
	some g in object.get(object.get(input.gaps, operation, {}), "*", [])
	g.resource != null
})

_details := [
	"iam:GetAccountAuthorizationDetails", "bedrock-agentcore-control:GetAgentRuntime", "sagemaker:DescribeDomain", "sagemaker:DescribeModel",
	"sagemaker:DescribeNotebookInstance",
]
