# METADATA
# title: Remove provisioned throughput that serves no traffic
# description: >-
#   Model units cost money in each hour, whether the model is called or not. A provisioned throughput that
#   nobody calls is money for nothing. A commitment that still runs does not change that: it should not be
#   bought again.
# custom:
#   id: GENCOST02-BP01/idle-provisioned-throughput
#   severity: high
#   precision: medium
#   mode: automated
#   resources: [AWS::Bedrock::ProvisionedModelThroughput]
#   lists: [bedrock:ListProvisionedModelThroughputs]
#   evidence: [cloudwatch:GetMetricData]
#   metrics: {AWS::Bedrock::ProvisionedModelThroughput/Invocations: idle_days}
#   params: {idle_days: 7, min_calls_per_day: 10}
#   messages:
#     idle: nobody called it in the last %s days, in which %s hours of model units were paid for
#     rare: it was called %s times in the last %s days, in which %s hours of model units were paid for
#     committed: the commitment ends on %s
#     metric-not-read: "@metric-not-read"
#   item: none
#   remediation: >-
#     Delete it, or do not renew it, and call the model on demand or through a custom model deployment.
#     Purchase throughput again when traffic needs it.
package lens.controls.gencost02_bp01.idle_provisioned_throughput

import data.lens.lib.ages
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.metrics
import data.lens.lib.throughputs

_params := input.params["GENCOST02-BP01/idle-provisioned-throughput"]

_days := _params.idle_days

_judged := [t | some t in throughputs.serving; ages.older(t.properties.creationTime, _days)]

subjects := {facts.subject(t) | some t in _judged}

violations := ({finding.of(facts.subject(t), "idle", [_days, throughputs.unit_hours(t, _days)], _proof(t)) |
	some [t, 0] in _rare
} | {finding.of(facts.subject(t), "rare", [calls, _days, throughputs.unit_hours(t, _days)], _proof(t)) |
	some [t, calls] in _rare
	calls > 0
}) | {finding.of(facts.subject(t), "committed", [date], _proof(t)) |
	some [t, _] in _rare
	date := throughputs.commitment_ends(t)
}

unseen := {finding.of(facts.subject(t), "metric-not-read", ["Invocations", days], []) |
	days := _days
	some t in _judged
	not metrics.read(t, "Invocations", days)
}

shown := {[facts.subject(t), proof] | some t in _judged; some proof in _proof(t)}

_rare := [[t, calls] |
	some t in _judged
	calls := metrics.total(metrics.read(t, "Invocations", _days), _days)
	calls < _days * _params.min_calls_per_day
]

_proof(t) := [{"id": t.id, "pointer": metrics.pointer("Invocations")}]
