# METADATA
# title: Run each SageMaker AI production variant on at least two instances
# description: >-
#   A variant on one instance does not answer while that instance is replaced. SageMaker AI distributes
#   two or more over Availability Zones. What counts is how many run, and to how few scaling may go.
# custom:
#   id: GENREL05-BP01/endpoint-variants-redundant
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::SageMaker::Endpoint]
#   lists: ["@generative-endpoints"]
#   evidence: [sagemaker:DescribeEndpoint, sagemaker:DescribeEndpointConfig, "@scaling"]
#   params:
#     min_instances: 2
#   workload: [sagemaker]
#   messages:
#     few: the number of instances of production variant %s is %s, and at least %s are required
#     few-left: scaling may lower the instances of production variant %s to %s, and at least %s are required
#     asynchronous: >-
#       the endpoint is asynchronous, and production variant %s may have as few as %s instances: decide
#       whether its requests may wait in the queue
#     count-not-shown: AWS does not show on how many instances production variant %s runs
#     bound-not-shown: AWS does not show the minimum number of instances of production variant %s
#   item: none
#   remediation: Raise the number of instances and the minimum of scaling to two.
package lens.controls.genrel05_bp01.endpoint_variants_redundant

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.hosted
import data.lens.lib.scaling

_least := input.params["GENREL05-BP01/endpoint-variants-redundant"].min_instances

# Serverless variants have no instances.
_judged := [[e, name, variant] |
	some e in hosted.endpoints
	some name, variant in hosted.variants[e.id]
	not hosted.is_serverless(variant)
]

subjects := {facts.subject(e) | some [e, _, _] in _judged} | {facts.subject(e) |
	some e in hosted.endpoints
	count(hosted.variants[e.id]) == 0
}

violations := {finding.of(facts.subject(e), message, [name, number, _least], [proof]) |
	some [e, name, message, number, proof] in _few
	not e.properties.AsyncInferenceConfig
}

# The queue of an asynchronous endpoint keeps requests until there is an instance.
reviews := {finding.of(facts.subject(e), "asynchronous", [name, number], [proof]) |
	some [e, name, _, number, proof] in _few
	e.properties.AsyncInferenceConfig
}

unseen := {finding.of(facts.subject(e), "count-not-shown", [name], []) |
	some [e, name, variant] in _judged
	not _runs(e, variant)
} | {finding.of(facts.subject(e), "bound-not-shown", [name], []) |
	some [e, name, variant] in _judged
	_unclear(variant)
}

_few := [found |
	some [e, name, variant] in _judged
	some [message, number, proof] in _numbers(e, name, variant)
	number < _least
	found := [e, name, message, number, proof]
]

_numbers(e, name, variant) := ({["few", number, proof] |
	number := _runs(e, variant)
	proof := {"id": e.id, "pointer": "/properties/ProductionVariants"}
} | {["few-left", range.MinInstanceCount, proof] |
	range := variant.ManagedInstanceScaling
	range.Status == "ENABLED"
	proof := {"id": e.id, "pointer": "/properties"}
}) | {["few-left", scaling.lowest[key], proof] |
	key := [e.region, hosted.scaled_as(e, name)]
	proof := {"id": scaling.targets[key].id, "pointer": "/properties"}
}

# While an endpoint is updated or scaled, the number that it will have counts. After an update that
# could not be undone, nothing changes any more.
_runs(e, variant) := variant[member] if member := _counted(e)

_counted(e) := "CurrentInstanceCount" if {
	e.properties.EndpointStatus in {"InService", "UpdateRollbackFailed"}
} else := "DesiredInstanceCount"

_unclear(variant) if {
	range := variant.ManagedInstanceScaling
	not range.Status == "DISABLED"
	some member in ["Status", "MinInstanceCount"]
	not range[member]
}
