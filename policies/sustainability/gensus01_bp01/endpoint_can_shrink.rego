# METADATA
# title: Let every SageMaker AI endpoint with several instances scale in
# description: >-
#   An endpoint that only grows runs at night what the busiest hour needed. The instances of a variant, and
#   the copies of an inference component, need a policy or a schedule that lowers their number. Managed
#   instance scaling then takes away the instances below the components.
# custom:
#   id: GENSUS01-BP01/endpoint-can-shrink
#   severity: medium
#   precision: high
#   mode: automated
#   resources: [AWS::SageMaker::Endpoint]
#   lists: ["@generative-endpoints"]
#   evidence: [sagemaker:DescribeEndpoint, sagemaker:DescribeEndpointConfig,
#     sagemaker:ListInferenceComponents, sagemaker:DescribeInferenceComponent, "@scaling"]
#   params: {}
#   workload: [sagemaker]
#   messages:
#     no-target: "at least %s instances or copies run at all hours: there is no scalable target"
#     suspended: "at least %s instances or copies run at all hours: scaling in is suspended"
#     fixed: >-
#       at least %s instances or copies run at all hours: this is the minimum and the maximum of scaling
#     no-policy: >-
#       at least %s instances or copies run at all hours: no policy and no scheduled action scales in
#     not-managed: inference components run on it, and managed instance scaling is off
#     managed-fixed: the minimum and the maximum of managed instance scaling are both %s
#     count-not-shown: AWS does not show how many instances or copies there are
#     range-not-shown: AWS does not show the range of managed instance scaling
#   item: part
#   remediation: >-
#     Set a minimum below what the quietest hour needs, and allow policies to scale in. Enable managed
#     instance scaling for variants with inference components.
package lens.controls.gensus01_bp01.endpoint_can_shrink

import data.lens.lib.endpoint_parts
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.scaling

# What runs once, or not at all, cannot shrink.
_parts := [part | some part in endpoint_parts.parts; number := part[3]; not number in {0, 1}]

subjects := {facts.item(e, name) | some [e, name, _, _, _] in _parts} | {facts.item(e, name) |
	some [e, name, _] in endpoint_parts.hosts
}

violations := {finding.absent(facts.item(e, name), message, [number], proof, operations) |
	some [e, name, record, runs, key] in _parts
	runs > 1
	not scaling.falls(key, runs)
	[message, number, lost] := _fault(key, runs)
	operations := array.concat(["sagemaker:DescribeEndpointConfig", "sagemaker:ListInferenceComponents"], lost)
	proof := array.concat([{"id": record.id, "pointer": "/properties"}], scaling.proof(key))
} | {finding.absent(facts.item(e, name), message, arguments, proof, ["sagemaker:DescribeEndpointConfig"]) |
	some [e, name, range] in endpoint_parts.hosts
	[message, arguments] := _unmanaged(range)
	proof := [{"id": e.id, "pointer": "/properties"}]
}

unseen := {finding.of(facts.item(e, name), "count-not-shown", [], []) |
	some [e, name, _, runs, _] in _parts
	runs < 0
} | {finding.of(facts.item(e, name), "range-not-shown", [], []) |
	some [e, name, range] in endpoint_parts.hosts
	not endpoint_parts.range_shown(range)
}

shown := {[facts.item(e, name), p] | some [e, name, _, _, key] in _parts; some p in scaling.proof(key)}

# A component that was not read may have more copies, or be an adapter.
relies_on := {[facts.item(e, name), record.id] | some [e, name, record, _, _] in _parts}

_fault(key, runs) := ["no-target", runs, ["application-autoscaling:DescribeScalableTargets"]] if {
	not scaling.targets[key]
} else := ["suspended", runs, _actions] if {
	scaling.targets[key].properties.SuspendedState.DynamicScalingInSuspended
} else := ["fixed", number, _actions] if {
	number := scaling.targets[key].properties.MaxCapacity
	number == scaling.targets[key].properties.MinCapacity
} else := ["no-policy", runs, ["@scaling"]]

_actions := ["application-autoscaling:DescribeScheduledActions"]

_unmanaged(range) := ["not-managed", []] if range.Status == "DISABLED"

_unmanaged(range) := ["managed-fixed", [range.MaxInstanceCount]] if {
	range.Status == "ENABLED"
	range.MinInstanceCount == range.MaxInstanceCount
	range.MaxInstanceCount > 1
}
