# METADATA
# title: Keep performance alarms alive, with data arriving and actions on
# description: >-
#   An alarm that has no data, stays in ALARM or tells nobody is no alarm. Usual is an alarm on
#   TimeToFirstToken of a model that nobody calls with streaming. Alarms that only scale are not judged.
# custom:
#   id: GENPERF01-BP02/performance-alarms-alive
#   severity: medium
#   precision: medium
#   mode: automated
#   resources: [AWS::CloudWatch::Alarm]
#   lists: [cloudwatch:DescribeAlarms]
#   evidence: ["@actionable-alarms", "@alarm-reasons"]
#   params:
#     max_stuck_days: 7
#     namespaces: [AWS/Bedrock, AWS/Bedrock/Agents, AWS/BedrockMantle, AWS/Bedrock-AgentCore, AWS/SageMaker,
#       /aws/sagemaker/Endpoints, AWS/AOSS]
#   messages:
#     silent: "it tells nobody: no action for the state ALARM reaches anybody"
#     disabled: "it tells nobody: its actions are disabled"
#     muted: "it tells nobody: mute rule %s, which has no end, stops its actions"
#     not-evaluated: CloudWatch does not evaluate it properly (%s)
#     stuck: it has been in ALARM for %s, and at most %s are allowed
#     no-data: it has had no data for %s, and treats missing data as %s
#     no-metric: it has had no data for %s, and namespace %s has no metric %s with data
#     quiet: it has had no data for %s; check its metric and its dimensions
#     state-not-shown: AWS does not show its state
#     since-not-shown: AWS does not show since when it has been in state %s
#   item: none
#   remediation: >-
#     Give the alarm an action that tells somebody, enable its actions, and delete mute rules without an end.
#     Correct the metric, the dimensions or the treatment of missing data, and delete alarms that watch
#     nothing.
package lens.controls.genperf01_bp02.performance_alarms_alive

import data.lens.lib.alarms
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.stuck_alarms

_params := input.params["GENPERF01-BP02/performance-alarms-alive"]

_alarms := alarms.about(_params.namespaces)

subjects := {facts.subject(a) | some a in _alarms}

violations := ((({finding.absent(subject, message, arguments, proof, ["cloudwatch:DescribeAlarms"]) |
	ids := alarms.actionable
	some a in _alarms
	id := a.id
	not id in ids
	subject := facts.subject(a)
	[message, arguments, proof] := alarms.silence(a)
} | {finding.of(subject, "not-evaluated", [state], proof) |
	some a in _alarms
	state := a.properties.EvaluationState
	state in {"EVALUATION_ERROR", "EVALUATION_FAILURE"}
	subject := facts.subject(a)
	proof := [{"id": a.id, "pointer": "/properties/EvaluationState"}]
}) | {finding.of(subject, "stuck", [{"days": days, "beside": 0}, {"days": limit, "beside": 0}], _proof(a)) |
	limit := _params.max_stuck_days
	some a in _alarms
	days := stuck_alarms.days(a, "ALARM", limit)
	subject := facts.subject(a)
}) | {finding.of(subject, "no-data", [{"days": days, "beside": 0}, treatment], _proof(a)) |
	some [a, days, treatment] in _quiet
	treatment in {"breaching", "missing"}
	subject := facts.subject(a)
}) | {finding.of(subject, "no-metric", [shown, namespace, name], _proof(a)) |
	some [a, days, treatment] in _quiet
	not treatment in {"breaching", "missing"}
	[namespace, name] := stuck_alarms.unknown_metric(a)
	subject := facts.subject(a)
	shown := {"days": days, "beside": 0}
}

reviews := {finding.of(subject, "quiet", [{"days": days, "beside": 0}], _proof(a)) |
	some [a, days, treatment] in _quiet
	not treatment in {"breaching", "missing"}
	not stuck_alarms.unknown_metric(a)
	subject := facts.subject(a)
}

unseen := {finding.of(facts.subject(a), "state-not-shown", [], []) |
	some a in _alarms
	not a.properties.StateValue
} | {finding.of(facts.subject(a), "since-not-shown", [state], []) |
	some a in _alarms
	state := stuck_alarms.undated(a, _params.max_stuck_days)
}

relies_on := {[facts.subject(a), rule] | some a in _alarms; some rule in alarms.mute_rules(a.region)}

# [alarm, days, treatment of missing data] of those that have had no data for too long.
_quiet := [[a, days, object.get(a.properties, "TreatMissingData", "missing")] |
	some a in _alarms
	days := stuck_alarms.days(a, "INSUFFICIENT_DATA", _params.max_stuck_days)
]

_proof(a) := [{"id": a.id, "pointer": "/properties/StateValue"}]
