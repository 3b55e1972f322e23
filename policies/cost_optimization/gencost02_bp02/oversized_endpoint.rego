# METADATA
# title: Host models on the smallest instance that meets the performance goal
# description: >-
#   Instances that are hardly used cost as much as busy ones. What counts is the busiest day: the 95th
#   percentile of the use of the GPUs or CPUs, and the maximum of their memory. The smallest type of a family
#   and Neuron devices, which have no such metric, are not judged.
# custom:
#   id: GENCOST02-BP02/oversized-endpoint
#   severity: medium
#   precision: medium
#   mode: automated
#   resources: [AWS::SageMaker::Endpoint]
#   lists: ["@generative-endpoints"]
#   evidence: [sagemaker:DescribeEndpoint, sagemaker:DescribeEndpointConfig,
#     sagemaker:ListInferenceComponents, cloudwatch:GetMetricData]
#   metrics:
#     AWS::SageMaker::Endpoint/Invocations: lookback_days
#     AWS::SageMaker::Endpoint/InvocationsProcessed: lookback_days
#     AWS::SageMaker::Endpoint/GPUUtilization: lookback_days
#     AWS::SageMaker::Endpoint/GPUUtilizationNormalized: lookback_days
#     AWS::SageMaker::Endpoint/GPUMemoryUtilization: lookback_days
#     AWS::SageMaker::Endpoint/GPUMemoryUtilizationNormalized: lookback_days
#     AWS::SageMaker::Endpoint/CPUUtilization: lookback_days
#     AWS::SageMaker::Endpoint/CPUUtilizationNormalized: lookback_days
#     AWS::SageMaker::Endpoint/MemoryUtilization: lookback_days
#     AWS::SageMaker::InferenceComponent/Invocations: lookback_days
#   params:
#     {lookback_days: 14, min_gpu_percent: 30, min_gpu_memory_percent: 40, min_cpu_percent: 20,
#     min_memory_percent: 40}
#   workload: [sagemaker]
#   messages:
#     gpus: on the busiest of %s days, its GPUs (%s) were used to %s percent, and their memory to %s percent
#     cpus: on the busiest of %s days, its CPUs (%s) were used to %s percent, and its memory to %s percent
#     hours: the instances that run now make %s instance hours in %s days
#     no-values: CloudWatch has no values of metric %s in the last %s days
#     devices: the number of GPUs or CPUs of its types is not known, or differs (%s)
#     no-type: AWS does not show its type of instances
#     metric-not-read: "@metric-not-read"
#   item: variant
#   remediation: >-
#     Move to a smaller type of instance, put several models on one instance as inference components, or run
#     an inference recommendation job, which measures other types.
package lens.controls.gencost02_bp02.oversized_endpoint

import data.lens.lib.finding
import data.lens.lib.hosted
import data.lens.lib.instance_use
import data.lens.lib.sized_variants

_params := input.params["GENCOST02-BP02/oversized-endpoint"]

_limits := {
	"gpus": {"busy": _params.min_gpu_percent, "memory": _params.min_gpu_memory_percent},
	"cpus": {"busy": _params.min_cpu_percent, "memory": _params.min_memory_percent},
}

_judged := sized_variants.judged(_params.lookback_days)

subjects := {v.subject | some v in _judged}

violations := {finding.absent(v.subject, v.kind, arguments, sized_variants.proof(v), _listing) |
	some [v, busy, memory] in _small
	arguments := [v.days, v.types, instance_use.shown(busy), instance_use.shown(memory)]
} | {finding.absent(v.subject, "hours", [hours, v.days], sized_variants.proof(v), _listing) |
	some [v, _, _] in _small
	hours := (v.number * v.days) * 24
	hours > 0
}

# A component that was not read may be younger than the window.
_listing := ["sagemaker:ListInferenceComponents"]

unseen := {finding.of(v.subject, message, arguments, []) |
	some v in _judged
	some [message, arguments] in sized_variants.lost(v)
}

# One use that reaches its limit shows it, whatever else was not read.
proven := {v.subject |
	some v in _judged
	some part in ["busy", "memory"]
	use := sized_variants.use(v, part)
	limit := _limits[v.kind][part]
	not instance_use.below(use, limit)
}

relies_on := {[v.subject, c.id] | some v in _judged; some c in hosted.components[v.endpoint.id]}

_small := [[v, busy, memory] |
	some v in _judged
	v.called
	busy := sized_variants.use(v, "busy")
	memory := sized_variants.use(v, "memory")
	instance_use.below(busy, _limits[v.kind].busy)
	instance_use.below(memory, _limits[v.kind].memory)
]
