# METADATA
# title: Let asynchronous endpoints and inference components scale to zero and back
# description: Queues keep requests while nothing runs. Only an alarm on these brings back what is at zero.
# custom:
#   id: GENSUS01-BP01/endpoint-scale-to-zero
#   severity: medium
#   precision: high
#   mode: automated
#   resources: [AWS::SageMaker::Endpoint]
#   lists: ["@generative-endpoints"]
#   evidence: [sagemaker:DescribeEndpointConfig, sagemaker:DescribeInferenceComponent, "@scaling",
#     cloudwatch:DescribeAlarms, "resourcegroupstaggingapi:GetResources"]
#   params: {always_on_tag: always-on, env_tags: [environment, env, stage],
#     nonproduction_values: [dev*, test*, sandbox*, stag*, qa*, uat*, non*prod*, pre*prod*]}
#   workload: [sagemaker]
#   messages:
#     no-target: there is no scalable target, so the instances or copies never fall to zero
#     minimum: the minimum of scaling is %s
#     stays-up: its minimum is zero, and no policy and no scheduled action scales in to it
#     queue-stays: at zero, no alarm on HasBacklogWithoutCapacity calls a policy that adds an instance
#     component-stays: at zero, no alarm on NoCapacityInvocationFailures calls a policy that adds a copy
#     not-managed: managed instance scaling of production variant %s is off
#     instances: the minimum of managed instance scaling of production variant %s is %s
#     range-not-shown: AWS does not show the range of managed instance scaling of production variant %s
#   item: part
#   remediation: Add a policy that scales in to zero, and one that an alarm calls there, or the tag always-on.
package lens.controls.gensus01_bp01.endpoint_scale_to_zero

import data.lens.lib.endpoint_parts
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.scaling
import data.lens.lib.tagged
import data.lens.lib.wake_ups

_params := input.params["GENSUS01-BP01/endpoint-scale-to-zero"]

subjects := {_subject(p[0], p[2]) | some p in _parts}

# Tags that were not read may say that it has to stay up. A component may be an adapter.
violations := {finding.absent(_subject(e, record), message, arguments, proof, operations) |
	read := ["resourcegroupstaggingapi:GetResources", "sagemaker:DescribeInferenceComponent"]
	some [e, _, record, _, key] in _parts
	some [message, arguments, lost] in _faults(e, record, key)
	operations := array.concat(read, lost)
	proof := array.concat([{"id": record.id, "pointer": "/properties"}], scaling.proof(key))
} | {finding.absent(_subject(e, c), message, arguments, proof, ["sagemaker:DescribeEndpointConfig"]) |
	some [e, c, name, range] in _trials
	some [message, arguments] in _held(name, range)
	proof := [{"id": e.id, "pointer": "/properties"}]
}

unseen := {finding.of(_subject(e, c), "range-not-shown", [name], []) |
	some [e, c, name, range] in _trials
	not endpoint_parts.range_shown(range)
}

relies_on := {[_subject(e, record), record.id] | some [e, _, record, _, _] in _parts}

_parts := [p | some p in endpoint_parts.parts; _judged(p[0]); endpoint_parts.may_stop(p[0], p[2])]

_trials := [[e, c, name, range] |
	some [e, _, c, _, _] in _parts
	_should_stop(e, c)
	name := c.properties.VariantName
	range := endpoint_parts.ranges[[e.id, name]]
]

_judged(e) if {
	e.properties.EndpointStatus == "InService"
	tag := _params.always_on_tag
	not tagged.has(e, tag)
}

_subject(e, record) := facts.item(e, {true: "", false: record.name}[e.id == record.id])

_faults(e, record, key) := {fault | _should_stop(e, record); fault := _high(key)} | {[message, [], lost] |
	lost := ["application-autoscaling:DescribeScalingPolicies", "cloudwatch:DescribeAlarms"]
	scaling.least[key] == 0
	not wake_ups.wakes(key)
	message := {true: "queue-stays", false: "component-stays"}[e.id == record.id]
}

_high(key) := ["no-target", [], ["application-autoscaling:DescribeScalableTargets"]] if {
	not scaling.least[key]
} else := ["minimum", [low], ["application-autoscaling:DescribeScheduledActions"]] if {
	low := scaling.least[key]
	low > 0
} else := ["stays-up", [], ["@scaling"]] if not scaling.lowest[key] == 0

_should_stop(e, record) if e.id == record.id

_should_stop(e, _) if tagged.says(e, _params.env_tags, _params.nonproduction_values)

_held(name, range) := {["not-managed", [name]] | range.Status == "DISABLED"} | {["instances", [name, low]] |
	range.Status == "ENABLED"
	low := range.MinInstanceCount
	low > 0
}
