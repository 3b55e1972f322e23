# METADATA
# title: Give SageMaker AI models in a VPC subnets in several Availability Zones
# description: >-
#   SageMaker AI distributes the instances of an endpoint over the zones of these subnets. With subnets of
#   one zone, a fault of that zone stops the endpoint. Zones are compared by their id.
# custom:
#   id: GENREL05-BP01/model-subnets-multi-az
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::SageMaker::Model, AWS::SageMaker::Endpoint]
#   lists: ["@generative-endpoints", sagemaker:DescribeInferenceComponent]
#   evidence: [sagemaker:DescribeEndpointConfig, sagemaker:DescribeModel, ec2:DescribeSubnets]
#   params:
#     min_azs: 2
#   workload: [sagemaker]
#   messages:
#     few: the number of Availability Zones of its subnets %s is %s, and at least %s are required
#     zone-not-shown: the Availability Zones of its subnets %s are not known
#     model-not-shown: AWS does not show the subnets of model %s
#   item: none
#   remediation: >-
#     Create the model again with subnets of two or more zones, and update the endpoint. Where the
#     configuration of the endpoint names the subnets, create it again.
package lens.controls.genrel05_bp01.model_subnets_multi_az

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.hosted
import data.lens.lib.zones

_least := input.params["GENREL05-BP01/model-subnets-multi-az"].min_azs

_models := [m | some m in {model | some [_, model] in hosted.models}]

# [model or endpoint, subnets, where they are named]
_placed := array.concat(
	[[m, subnets, "/properties/VpcConfig/Subnets"] |
		some m in _models
		subnets := m.properties.VpcConfig.Subnets
		count(subnets) > 0
	],
	[[e, subnets, "/properties/DescribeEndpointConfig/VpcConfig/Subnets"] |
		some e in hosted.endpoints
		subnets := e.properties.DescribeEndpointConfig.VpcConfig.Subnets
		count(subnets) > 0
	],
)

# A model that was not read may name subnets.
_unread := {facts.subject(m) | some m in _models; input.gaps["sagemaker:DescribeModel"][m.id]}

# A model may be deleted while an endpoint runs it. Nothing shows its subnets then.
_lost := [[e, name] | some e in hosted.endpoints; some [id, name] in hosted.lost; id == e.id]

_partly := {facts.subject(e) | some [e, _] in _lost}

subjects := {facts.subject(r) | some [r, _, _] in _placed} | (_unread | _partly)

violations := {finding.of(facts.subject(r), "few", [subnets, found, _least], [proof]) |
	some [r, subnets, pointer] in _placed
	zones.few(r.region, subnets, _least)
	found := count(zones.known(r.region, subnets))
	proof := {"id": r.id, "pointer": pointer}
}

unseen := {finding.of(facts.subject(r), "zone-not-shown", [zones.unknown(r.region, subnets)], []) |
	some [r, subnets, _] in _placed
	count(zones.unknown(r.region, subnets)) > 0
} | {finding.of(facts.subject(e), "model-not-shown", [name], []) | some [e, name] in _lost}

# Enough known zones are enough, whatever else was not read.
proven := {facts.subject(r) |
	some [r, subnets, _] in _placed
	zones.enough(r.region, subnets, _least)
} - _partly

shown := {[facts.subject(r), {"id": r.id, "pointer": pointer}] | some [r, _, pointer] in _placed}
