# METADATA
# title: Alarm on throttles, errors and latency of model invocations
# description: >-
#   Users feel a model that throttles, fails or answers slowly at once. Without an alarm, the operators
#   learn it from them.
# custom:
#   id: GENOPS02-BP02/model-runtime-alarmed
#   severity: high
#   precision: medium
#   mode: automated
#   resources: [AWS::Account]
#   lists: [cloudwatch:ListMetrics]
#   evidence: ["@actionable-alarms"]
#   params: {}
#   messages:
#     no-alarm: models are called, but no actionable alarm watches %s in %s
#     silent: alarms on %s tell nobody, for lack of an enabled action or because of a mute rule (%s)
#   item: signal
#   remediation: >-
#     Create the missing alarms with thresholds that fit the workload, and an action that tells an operator,
#     such as an SNS topic.
package lens.controls.genops02_bp02.model_runtime_alarmed

import data.lens.lib.alarms
import data.lens.lib.bedrock_regions
import data.lens.lib.facts
import data.lens.lib.finding

_signals := {
	"throttles": ["AWS/Bedrock", {"InvocationThrottles"}],
	"errors": ["AWS/Bedrock", {"InvocationServerErrors", "InvocationClientErrors"}],
	"latency": ["AWS/Bedrock", {"InvocationLatency", "TimeToFirstToken"}],
	"mantle": ["AWS/BedrockMantle", {"InferenceClientErrors"}],
}

_used := {"AWS/Bedrock": bedrock_regions.called, "AWS/BedrockMantle": bedrock_regions.mantle}

# [Region, signal] -> {namespace, names, watchers}
_wanted := {[region, signal]: wanted |
	some signal, [namespace, names] in _signals
	some region in _used[namespace]
	wanted := {
		"namespace": namespace,
		"names": names,
		"watchers": {watch.id | some watch in alarms.watching(region, namespace, names)},
	}
}

_subject(place) := object.union(facts.account(place[0]), {"item": place[1]})

subjects := {_subject(place) | some place, _ in _wanted}

violations contains finding.absent(subject, "no-alarm", arguments, [], ["cloudwatch:DescribeAlarms"]) if {
	some place, wanted in _wanted
	count(wanted.watchers) == 0
	subject := _subject(place)
	arguments := [wanted.names, wanted.namespace]
}

# Alarms that tell nobody are no further fault, but say where to begin.
violations contains finding.absent(subject, "silent", arguments, proof, ["cloudwatch:DescribeAlarms"]) if {
	some place, wanted in _wanted
	count(wanted.watchers) == 0
	silent := alarms.silent(place[0], wanted.namespace, wanted.names)
	count(silent) > 0
	subject := _subject(place)
	arguments := [wanted.names, silent]
	proof := [{"id": id, "pointer": "/properties"} | some id in silent]
}

# One alarm is enough, whatever other alarms could not be read.
proven := {_subject(place) |
	some place, wanted in _wanted
	count(wanted.watchers) > 0
	alarms.certain(place[0])
}

shown contains [subject, proof] if {
	some place, wanted in _wanted
	some id in wanted.watchers
	subject := _subject(place)
	proof := {"id": id, "pointer": "/properties"}
}
