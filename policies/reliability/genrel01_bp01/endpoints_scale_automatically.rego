# METADATA
# title: Scale SageMaker AI endpoints with load
# description: >-
#   A fixed number of instances is too few at the peak, and requests then wait or fail. A variant scales
#   out by a policy or a schedule of Application Auto Scaling, by managed instance scaling, or because it
#   is serverless. The copies of inference components need a policy or a schedule as well.
# custom:
#   id: GENREL01-BP01/endpoints-scale-automatically
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::SageMaker::Endpoint]
#   lists: ["@generative-endpoints"]
#   evidence: [sagemaker:DescribeEndpoint, sagemaker:DescribeEndpointConfig,
#     sagemaker:ListInferenceComponents, sagemaker:DescribeInferenceComponent, "@scaling"]
#   params: {}
#   workload: [sagemaker]
#   messages:
#     variant-fixed: nothing scales out production variant %s
#     component-fixed: nothing scales out inference component %s
#     range-not-shown: AWS does not show whether managed instance scaling of production variant %s is on
#   item: none
#   remediation: >-
#     Register the variant or the component as a scalable target with a range, and add target tracking on
#     concurrent requests or invocations.
package lens.controls.genrel01_bp01.endpoints_scale_automatically

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.hosted
import data.lens.lib.scaling

subjects := {facts.subject(e) | some e in hosted.endpoints}

violations := {finding.absent(subject, "variant-fixed", [name], proof, operations) |
	operations := ["sagemaker:DescribeEndpointConfig", "@scaling"]
	some [e, name, variant] in _unscaled
	not _unclear(variant)
	subject := facts.subject(e)
	key := [e.region, hosted.scaled_as(e, name)]
	proof := array.concat([{"id": e.id, "pointer": "/properties"}], _target(key))
} | {finding.absent(subject, "component-fixed", [c.name], proof, operations) |
	operations := ["sagemaker:DescribeInferenceComponent", "@scaling"]
	some e in hosted.endpoints
	some c in hosted.components[e.id]
	not hosted.is_adapter(c)
	key := _component(c)
	not scaling.grows(key)
	subject := facts.subject(e)
	proof := array.concat([{"id": c.id, "pointer": "/properties"}], _target(key))
}

unseen := {finding.of(subject, "range-not-shown", [name], []) |
	some [e, name, variant] in _unscaled
	_unclear(variant)
	subject := facts.subject(e)
}

# A serverless variant scales by itself, and can have no components.
proven := {facts.subject(e) |
	some e in hosted.endpoints
	count(hosted.variants[e.id]) > 0
	every variant in hosted.variants[e.id] { hosted.is_serverless(variant) }
}

shown := {[facts.subject(e), target] |
	some e in hosted.endpoints
	keys := {[e.region, hosted.scaled_as(e, name)] | some name, _ in hosted.variants[e.id]}
	some key in (keys | {_component(c) | some c in hosted.components[e.id]})
	some target in _target(key)
}

# A component that was not read may be an adapter.
relies_on := {[facts.subject(e), c.id] | some e in hosted.endpoints; some c in hosted.components[e.id]}

_unscaled := [[e, name, variant] |
	some e in hosted.endpoints
	some name, variant in hosted.variants[e.id]
	not hosted.is_serverless(variant)
	not _managed(variant)
	key := [e.region, hosted.scaled_as(e, name)]
	not scaling.grows(key)
]

_component(c) := [c.region, sprintf("inference-component/%s", [c.name])]

_managed(variant) if {
	range := variant.ManagedInstanceScaling
	range.Status == "ENABLED"
	range.MaxInstanceCount > range.MinInstanceCount
}

_unclear(variant) if {
	range := variant.ManagedInstanceScaling
	not range.Status == "DISABLED"
	some member in ["Status", "MinInstanceCount", "MaxInstanceCount"]
	not range[member]
}

_target(key) := [{"id": scaling.targets[key].id, "pointer": "/properties"} | scaling.targets[key]]
