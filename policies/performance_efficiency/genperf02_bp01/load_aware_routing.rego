# METADATA
# title: Route requests of multi-instance endpoints by load or cache affinity
# description: >-
#   Requests to generative models differ in length. At random, some instances get several long ones while
#   others wait. By prefix or KV cache, a request reaches an instance that already holds its start.
# custom:
#   id: GENPERF02-BP01/load-aware-routing
#   severity: low
#   precision: high
#   mode: automated
#   resources: [AWS::SageMaker::Endpoint]
#   lists: [sagemaker:ListEndpoints, sagemaker:DescribeEndpoint, sagemaker:DescribeEndpointConfig]
#   evidence: [sagemaker:DescribeEndpoint, sagemaker:DescribeEndpointConfig,
#     application-autoscaling:DescribeScalableTargets]
#   workload: [sagemaker]
#   params: {}
#   messages:
#     random: it may run %s instances, and each request goes to a random one
#     absent: it may run %s instances, and without a routing strategy each request goes to a random one
#   item: variant
#   remediation: >-
#     Set RoutingConfig in a new endpoint configuration. Prefer prefix-aware or KV-aware routing where
#     prompts share long prefixes.
package lens.controls.genperf02_bp01.load_aware_routing

import data.lens.lib.accelerators
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.hosted
import data.lens.lib.scaling

# [endpoint, name, variant, most instances] of each production variant with accelerators. The queue
# of an asynchronous endpoint hands each request to an instance that is free.
_variants := [[e, name, variant, max(_numbers(e, name, variant))] |
	some e in hosted.endpoints
	not e.properties.AsyncInferenceConfig
	some name, variant in hosted.variants[e.id]
	accelerators.of_variant(variant)
]

# What is said of how many instances there are or may be.
_numbers(e, name, variant) := (({0} | {number |
	some member in ["CurrentInstanceCount", "DesiredInstanceCount"]
	number := variant[member]
}) | {range.MaxInstanceCount |
	range := variant.ManagedInstanceScaling
	not range.Status == "DISABLED"
}) | {target.properties.MaxCapacity | target := scaling.targets[[e.region, hosted.scaled_as(e, name)]]}

_judged := [[facts.item(e, name), e, name, variant, number] |
	some [e, name, variant, number] in _variants
	_is_several(e, number)
]

_is_several(_, number) if number > 1

# A scalable target that was not read may let it run several.
_is_several(e, _) if {
	count(facts.touching("application-autoscaling:DescribeScalableTargets", facts.subject(e), [])) > 0
}

subjects := {subject | some [subject, _, _, _, _] in _judged}

violations := {finding.of(subject, "random", [number], _proof(e, name)) |
	some [subject, e, name, variant, number] in _judged
	number > 1
	variant.RoutingConfig.RoutingStrategy == "RANDOM"
} | {finding.absent(subject, "absent", [number], _proof(e, name), operations) |
	operations := ["sagemaker:DescribeEndpoint", "sagemaker:DescribeEndpointConfig"]
	some [subject, e, name, variant, number] in _judged
	number > 1
	not variant.RoutingConfig.RoutingStrategy
}

# Routing by load is good for any number of instances.
proven := {subject |
	some [subject, _, _, variant, _] in _judged
	variant.RoutingConfig.RoutingStrategy != "RANDOM"
}

_proof(e, name) := array.concat([{"id": e.id, "pointer": "/properties/ProductionVariants"}], [proof |
	target := scaling.targets[[e.region, hosted.scaled_as(e, name)]]
	proof := {"id": target.id, "pointer": "/properties/MaxCapacity"}
])
