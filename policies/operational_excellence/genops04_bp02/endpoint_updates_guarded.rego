# METADATA
# title: Update SageMaker AI endpoints step by step with automatic rollback
# description: >-
#   A worse model reaches all users at once, unless the update shifts traffic in steps and an alarm
#   rolls it back. Updated is an endpoint whose configuration is more than an hour younger.
# custom:
#   id: GENOPS04-BP02/endpoint-updates-guarded
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::SageMaker::Endpoint]
#   lists: ["@generative-endpoints"]
#   evidence: [sagemaker:DescribeEndpoint, sagemaker:DescribeEndpointConfig,
#     sagemaker:DescribeInferenceComponent, cloudwatch:DescribeAlarms]
#   params: {}
#   workload: [sagemaker]
#   messages:
#     all-at-once: its last update shifted all traffic at once
#     no-alarm: its last update named no alarm that rolls it back
#     lost-alarm: its last update named alarm %s, which does not exist
#     component-no-alarm: the last update of inference component %s named no alarm that rolls it back
#     component-lost-alarm: the last update of inference component %s named alarm %s, which does not exist
#   item: none
#   remediation: Give UpdateEndpoint a canary, linear or rolling update, and alarms that roll it back.
package lens.controls.genops04_bp02.endpoint_updates_guarded

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.generative_sagemaker

_endpoints := {[e.region, e.properties.EndpointName]: e |
	some e in input.resources["AWS::SageMaker::Endpoint"]
	e.id in (generative_sagemaker.endpoints - generative_sagemaker.serverless)
}

# Pairs of an endpoint and what was updated: the endpoint, or a component with a configuration.
_updates := [[e, e] | some e in _endpoints; _is_updated(e)]

_all := array.concat(_updates, [pair | some pair in _components; pair[1].properties.LastDeploymentConfig])

_components := [[_endpoints[[c.region, c.properties.EndpointName]], c] |
	some c in input.resources["AWS::SageMaker::InferenceComponent"]
]

_is_updated(e) if {
	made := time.parse_rfc3339_ns(e.properties.CreationTime)
	time.parse_rfc3339_ns(e.properties.DescribeEndpointConfig.CreationTime) - made > 3600000000000
}

subjects := {facts.subject(pair[0]) | some pair in _all}

violations contains finding.of(subject, "all-at-once", [], [proof]) if {
	some [e, _] in _updates
	not _gradual(e)
	subject := facts.subject(e)
	proof := _place(e, "/DescribeEndpointConfig/CreationTime")
}

violations contains finding.of(subject, message, arguments, [proof]) if {
	some [e, r] in _all
	count(_alarms(r)) == 0
	subject := facts.subject(e)
	[message, arguments] := _said(e, r, "no-alarm")
	proof := _place(r, "")
}

violations contains finding.absent(subject, message, all, [proof], ["cloudwatch:DescribeAlarms"]) if {
	some [e, r] in _all
	some name in _alarms(r)
	key := [r.region, name]
	not key in _known
	subject := facts.subject(e)
	[message, arguments] := _said(e, r, "lost-alarm")
	all := array.concat(arguments, [name])
	proof := _place(r, "/LastDeploymentConfig/AutoRollbackConfiguration")
}

relies_on := {[facts.subject(e), c.id] | some [e, c] in _components}

_place(r, pointer) := {"id": r.id, "pointer": concat("", ["/properties", pointer])}

_said(e, r, message) := [message, []] if e.id == r.id

_said(e, r, message) := [_of_component[message], [r.name]] if e.id != r.id

_of_component := {"no-alarm": "component-no-alarm", "lost-alarm": "component-lost-alarm"}

_gradual(e) if {
	policy := e.properties.LastDeploymentConfig.BlueGreenUpdatePolicy
	policy.TrafficRoutingConfiguration.Type in {"CANARY", "LINEAR"}
}

_gradual(e) if e.properties.LastDeploymentConfig.RollingUpdatePolicy

_alarms(r) := {a.AlarmName | some a in r.properties.LastDeploymentConfig.AutoRollbackConfiguration.Alarms}

_known := {[a.region, a.name] |
	some list in [input.resources["AWS::CloudWatch::Alarm"], input.resources["AWS::CloudWatch::CompositeAlarm"]]
	some a in list
}
