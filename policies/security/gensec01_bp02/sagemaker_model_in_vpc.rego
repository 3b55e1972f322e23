# METADATA
# title: Deploy self-hosted models behind SageMaker AI endpoints into a VPC
# description: >-
#   Without a VPC of yours, the containers of a model reach the internet through a network of AWS. None of
#   your security groups, endpoint policies and flow logs applies to what they send.
# custom:
#   id: GENSEC01-BP02/sagemaker-model-in-vpc
#   severity: medium
#   precision: high
#   mode: automated
#   resources: [AWS::SageMaker::Model, AWS::SageMaker::InferenceComponent, AWS::SageMaker::Endpoint,
#     AWS::Bedrock::MarketplaceModelEndpoint]
#   lists: ["@generative-endpoints", bedrock:ListMarketplaceModelEndpoints]
#   evidence: ["@hosted-models", bedrock:GetMarketplaceModelEndpoint]
#   params: {include_idle_models: false}
#   workload: [sagemaker]
#   messages:
#     open: no VPC is set, neither for it nor in the configuration of %s
#     idle: no VPC is set for it, and no endpoint serves it
#     marketplace: no VPC is set for the model from Amazon Bedrock Marketplace
#     not-shown: no VPC is set in the configuration of %s, and AWS does not show which model it runs
#     lost: no VPC is set in its configuration, and AWS does not show whether one is set for %s
#   item: none
#   remediation: >-
#     Create the model, or the configuration of an endpoint with inference components, again with subnets,
#     and update the endpoint. A serverless variant cannot be in a VPC.
package lens.controls.gensec01_bp02.sagemaker_model_in_vpc

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.group
import data.lens.lib.marketplace_models
import data.lens.lib.served_models

_params := input.params["GENSEC01-BP02/sagemaker-model-in-vpc"]

subjects := {s | some [s, _] in _judged} | {facts.subject(e) | some [e, _] in served_models.lost}

# [subject, record that may name a VPC]
_judged := array.concat(
	array.concat([[facts.subject(r), r] | some [r, _] in served_models.served], marketplace_models.answering),
	[[facts.subject(m), m] | some m in _idle],
)

_idle := [m | _params.include_idle_models; some m in served_models.idle]

# Id of the model or component -> the endpoints whose configuration sets no VPC either.
_open := group.by_first({[r.id, e] | some [r, e] in served_models.served; not _placed(r); not _sets_vpc(e)})

_placed(r) if count(r.properties.VpcConfig.Subnets) > 0

_placed(r) if count(r.properties.endpointConfig.sageMaker.vpc.subnetIds) > 0

_sets_vpc(endpoint) if count(endpoint.properties.DescribeEndpointConfig.VpcConfig.Subnets) > 0

violations := union({
	{finding.absent(facts.subject(r), "open", [names], proof, ["@hosted-models"]) |
		some [r, endpoints, names] in _outside
		not served_models.silent(r)
		proof := array.concat([_at(r)], [served_models.proof(e) | some e in endpoints])
	},
	{finding.absent(facts.subject(m), "idle", [], [_at(m)], ["@generative-endpoints", "@hosted-models"]) |
		some m in _idle
		not _placed(m)
	},
	{finding.absent(subject, "marketplace", [], [_at(r)], ["bedrock:GetMarketplaceModelEndpoint"]) |
		some [subject, r] in marketplace_models.answering
		not _placed(r)
	},
})

_outside := [[r, endpoints, {e.name | some e in endpoints}] |
	some [r, _] in served_models.served
	endpoints := _open[r.id]
]

unseen := {finding.of(facts.subject(r), "not-shown", [names], [_at(r)]) |
	some [r, _, names] in _outside
	served_models.silent(r)
} | {finding.of(facts.subject(e), "lost", [names], [_at(e)]) |
	some [e, names] in served_models.lost
	not _sets_vpc(e)
}

# A VPC that was read is one, whatever else was not read.
proven := {s | some [s, r] in _judged; _placed(r)} | {facts.subject(r) |
	some [r, e] in served_models.served
	r.type == "AWS::SageMaker::InferenceComponent"
	_sets_vpc(e)
}

relies_on := union({
	{[facts.subject(r), e.id] | some [r, e] in served_models.served},
	{[facts.subject(m), "*"] | some m in _idle},
	{[subject, r.id] | some [subject, r] in marketplace_models.answering},
})

_at(r) := {"id": r.id, "pointer": "/properties"}
