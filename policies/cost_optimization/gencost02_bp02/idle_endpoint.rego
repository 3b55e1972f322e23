# METADATA
# title: Delete inference endpoints that nobody calls
# description: >-
#   The instances of an endpoint cost money in each hour, and the endpoint of a trial is easily forgotten.
# custom:
#   id: GENCOST02-BP02/idle-endpoint
#   severity: high
#   precision: medium
#   mode: automated
#   resources: [AWS::SageMaker::Endpoint]
#   lists: ["@generative-endpoints"]
#   evidence: [sagemaker:DescribeEndpoint, sagemaker:DescribeEndpointConfig,
#     sagemaker:ListInferenceComponents, cloudwatch:GetMetricData]
#   metrics:
#     AWS::SageMaker::Endpoint/Invocations: idle_days
#     AWS::SageMaker::Endpoint/InvocationsProcessed: idle_days
#     AWS::SageMaker::InferenceComponent/Invocations: idle_days
#   params: {idle_days: 7}
#   workload: [sagemaker]
#   messages:
#     idle: >-
#       nobody called it in the last %s days, in which the instances that run now make %s instance hours
#     idle-concurrency: nobody called it in the last %s days, and it keeps provisioned concurrency
#     instances-not-shown: AWS does not show how many instances production variant %s runs
#     metric-not-read: "@metric-not-read"
#   item: none
#   remediation: >-
#     Delete the endpoint. Its model and configuration stay, so it can be created again. Or let its instances
#     scale to zero.
package lens.controls.gencost02_bp02.idle_endpoint

import data.lens.lib.ages
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.hosted
import data.lens.lib.metrics

_days := input.params["GENCOST02-BP02/idle-endpoint"].idle_days

# Endpoints with something that is paid for in each hour.
_judged := [e |
	some e in hosted.endpoints
	ages.older(hosted.since(e), _days)
	some variant in hosted.variants[e.id]
	_paid(variant)
]

_paid(variant) if not hosted.is_serverless(variant)

_paid(variant) if _concurrent(variant)

_concurrent(variant) if {
	some member in ["ServerlessConfig", "CurrentServerlessConfig"]
	variant[member].ProvisionedConcurrency > 0
}

subjects := {facts.subject(e) | some e in _judged}

violations := {finding.absent(facts.subject(e), "idle", [_days, (n * _days) * 24], _proof(e), _operations) |
	some e in _idle
	n := sum([variant.CurrentInstanceCount | some variant in hosted.variants[e.id]])
	n > 0
} | {finding.absent(facts.subject(e), "idle-concurrency", [_days], _proof(e), _operations) |
	some e in _idle
	some variant in hosted.variants[e.id]
	_concurrent(variant)
}

_operations := ["sagemaker:ListInferenceComponents", "cloudwatch:GetMetricData"]

unseen := {finding.of(facts.subject(e), "metric-not-read", [name, days], []) |
	days := _days
	some [e, r, name] in _asked
	not metrics.read(r, name, days)
} | {finding.of(facts.subject(e), "instances-not-shown", [name], []) |
	some e in _judged
	some name, variant in hosted.variants[e.id]
	not hosted.is_serverless(variant)
	not _counted(variant)
}

_counted(variant) if variant.CurrentInstanceCount >= 0

# One call shows that somebody calls it, and nobody calls an endpoint without an instance.
proven := {facts.subject(e) | some e in _judged; e.id in _used} | {facts.subject(e) |
	some e in _judged
	every variant in hosted.variants[e.id] { variant.CurrentInstanceCount == 0 }
}

relies_on := {[facts.subject(e), r.id] | some [e, r, _] in _asked}

_proof(e) := [{"id": e.id, "pointer": metrics.pointer("Invocations")}]

_idle := [e | some e in _judged; id := e.id; not id in _unread; not id in _used]

_unread := {e.id | days := _days; some [e, r, name] in _asked; not metrics.read(r, name, days)}

_used := {e.id | some [e, r, name] in _asked; metrics.total(metrics.read(r, name, _days), _days) > 0}

_asked := [call | some call in hosted.calls; call[0].id in {e.id | some e in _judged}]
