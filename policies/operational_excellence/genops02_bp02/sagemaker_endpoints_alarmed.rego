# METADATA
# title: Alarm on errors, latency and use of the instances of each SageMaker AI endpoint
# description: >-
#   An endpoint that fails, answers slowly or runs out of memory does so without telling anybody.
#   Serverless endpoints have no instances. For asynchronous ones, the backlog may stand for latency.
# custom:
#   id: GENOPS02-BP02/sagemaker-endpoints-alarmed
#   severity: high
#   precision: medium
#   mode: automated
#   resources: [AWS::SageMaker::Endpoint]
#   lists: ["@generative-endpoints"]
#   evidence: [sagemaker:DescribeEndpoint, sagemaker:DescribeEndpointConfig, "@actionable-alarms"]
#   params: {}
#   workload: [sagemaker]
#   messages:
#     no-errors: no actionable alarm watches its errors (%s)
#     no-latency: no actionable alarm watches its latency (%s)
#     no-use: no actionable alarm watches the use of its instances (%s)
#   item: none
#   remediation: >-
#     Create the missing alarms, best in the template of the endpoint, with an action that tells an
#     operator, such as an SNS topic.
package lens.controls.genops02_bp02.sagemaker_endpoints_alarmed

import data.lens.lib.alarms
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.generative_sagemaker

_use := {"CPUUtilization", "GPUMemoryUtilization", "GPUUtilization", "MemoryUtilization"}

# Each signal -> namespaces -> metrics. The signals but the last are named as the messages.
_signals := {
	"no-errors": {"AWS/SageMaker": {"Invocation4XXErrors", "Invocation5XXErrors", "InvocationModelErrors"}},
	"no-latency": {"AWS/SageMaker": {"FirstChunkLatency", "ModelLatency", "OverheadLatency"}},
	"no-use": {
		"/aws/sagemaker/Endpoints": _use,
		"/aws/sagemaker/InferenceComponents": (_use | {sprintf("%sNormalized", [name]) | some name in _use}),
	},
	"backlog": {"AWS/SageMaker": {"ApproximateBacklogSize"}},
}

_judged := [e | some e in input.resources["AWS::SageMaker::Endpoint"]; e.id in generative_sagemaker.endpoints]

subjects := {facts.subject(e) | some e in _judged}

# [Region, signal] -> the alarms there that watch one of its metrics.
_watches := {[region, signal]: union(found) |
	some region in {e.region | some e in _judged}
	some signal, wanted in _signals
	found := {alarms.watching(region, namespace, names) | some namespace, names in wanted}
}

violations contains finding.absent(subject, signal, [names], [], operations) if {
	operations := ["cloudwatch:DescribeAlarms", "sagemaker:ListInferenceComponents"]
	some e in _judged
	some signal in _wanted(e)
	count(_covering(e, signal)) == 0
	names := union({own | some own in _signals[signal]})
	subject := facts.subject(e)
}

# A listed mute rule that was not read may silence any alarm.
relies_on := {[facts.subject(e), rule.id] |
	some e in _judged
	some rule in input.resources["AWS::CloudWatch::AlarmMuteRule"]
	rule.region == e.region
}

shown := {[facts.subject(e), {"id": id, "pointer": "/properties"}] |
	some e in _judged
	some signal in _wanted(e)
	some id in _covering(e, signal)
}

_with_instances := generative_sagemaker.endpoints - generative_sagemaker.serverless

_wanted(e) := {"no-errors", "no-latency"} | {"no-use" | e.id in _with_instances}

_covering(e, signal) := {watch.id |
	some one in ({signal} | _instead(e, signal))
	some watch in _watches[[e.region, one]]
	_is_of(watch, e)
}

_instead(e, signal) := {"backlog" | signal == "no-latency"; e.properties.AsyncInferenceConfig}

_is_of(watch, e) if watch.dimensions.EndpointName == e.properties.EndpointName

_is_of(watch, e) if e.properties.EndpointName in alarms.demanded(watch.text)

_is_of(watch, _) if alarms.unfiltered(watch.text)

_is_of(watch, e) if {
	some c in input.resources["AWS::SageMaker::InferenceComponent"]
	c.name == watch.dimensions.InferenceComponentName
	c.region == e.region
	c.properties.EndpointName == e.properties.EndpointName
}
