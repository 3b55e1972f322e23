# METADATA
# title: Commit steady provisioned throughput for a term
# description: >-
#   Model units cost most by the hour, less with a commitment for one month, and least for six months. A load
#   that has been steady for months is one to commit to.
# custom:
#   id: GENCOST02-BP01/steady-throughput-committed
#   severity: medium
#   precision: medium
#   mode: automated
#   resources: [AWS::Bedrock::ProvisionedModelThroughput]
#   lists: [bedrock:ListProvisionedModelThroughputs]
#   evidence: [cloudwatch:GetMetricData]
#   metrics: {AWS::Bedrock::ProvisionedModelThroughput/Invocations: history_days}
#   params: {lookback_days: 30, history_days: 90, max_hourly_days: 30, min_busy_hours: 0.5}
#   messages:
#     hourly: >-
#       it is paid by the hour, and was called in %s of the %s hours of the last %s days: %s unit hours
#     monthly: >-
#       its commitment is for one month, and in each third of the last %s days it was called in at least %s
#       of %s hours
#     metric-not-read: "@metric-not-read"
#   item: none
#   remediation: >-
#     After the trial, purchase the throughput with a commitment for one month, then for six months. If the
#     load is uneven, call the model on demand.
package lens.controls.gencost02_bp01.steady_throughput_committed

import data.lens.lib.ages
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.metrics
import data.lens.lib.throughputs

_params := input.params["GENCOST02-BP01/steady-throughput-committed"]

_judged := [t | some t in throughputs.serving; ages.older(t.properties.creationTime, _params.max_hourly_days)]

subjects := {facts.subject(t) | some t in _judged}

violations := {finding.of(facts.subject(t), "hourly", [busy, hours, days, units], _proof(t)) |
	days := _params.lookback_days
	some t in _judged
	_term(t) == "hourly"
	metric := metrics.read(t, "Invocations", days)
	[busy, hours] := [metrics.busy(metric, days, 0), metrics.periods(metric, days)]
	throughputs.reaches(busy, hours, _params.min_busy_hours)
	units := throughputs.unit_hours(t, days)
} | {finding.of(facts.subject(t), "monthly", [_params.history_days, least, hours], _proof(t)) |
	some t in _judged
	_term(t) == "OneMonth"
	ages.older(t.properties.creationTime, _params.history_days)
	metric := metrics.read(t, "Invocations", _params.history_days)
	third := floor(_params.history_days / 3)
	hours := metrics.periods(metric, third)
	least := min({metrics.busy(metric, (n + 1) * third, n * third) | some n in [0, 1, 2]})
	throughputs.reaches(least, hours, _params.min_busy_hours)
}

# A longer term, or one that is young, needs no metric.
proven := {facts.subject(t) |
	some t in _judged
	term := _term(t)
	not term in {"hourly", "OneMonth"}
} | {facts.subject(t) |
	some t in _judged
	_term(t) == "OneMonth"
	ages.within(t.properties.creationTime, _params.history_days)
}

unseen := {finding.of(facts.subject(t), "metric-not-read", ["Invocations", days], []) |
	some t in _judged
	days := {"hourly": _params.lookback_days, "OneMonth": _params.history_days}[_term(t)]
	not metrics.read(t, "Invocations", days)
}

shown := {[facts.subject(t), proof] | some t in _judged; some proof in _proof(t)}

# AWS names no commitment of what is paid by the hour.
_term(t) := object.get(t.properties, "commitmentDuration", "hourly")

_proof(t) := [{"id": t.id, "pointer": metrics.pointer("Invocations")}]
