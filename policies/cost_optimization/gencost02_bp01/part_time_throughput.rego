# METADATA
# title: Use on-demand inference for models that are busy only part of the time
# description: >-
#   Model units cost money in each hour. A model that is called in a few hours of the day costs less on
#   demand, where AWS charges for tokens alone.
# custom:
#   id: GENCOST02-BP01/part-time-throughput
#   severity: medium
#   precision: medium
#   mode: automated
#   resources: [AWS::Bedrock::ProvisionedModelThroughput]
#   lists: [bedrock:ListProvisionedModelThroughputs]
#   evidence: [bedrock:ListFoundationModels, bedrock:ListCustomModelDeployments, cloudwatch:GetMetricData]
#   metrics: {AWS::Bedrock::ProvisionedModelThroughput/Invocations: lookback_days}
#   params: {lookback_days: 14, min_busy_hours: 0.3}
#   messages:
#     part-time: >-
#       it was called in %s of the %s hours of the last %s days, and the model can be called on demand
#     deployed: >-
#       it was called in %s of the %s hours of the last %s days, and deployment %s serves the model on demand
#     metric-not-read: "@metric-not-read"
#   item: none
#   remediation: >-
#     Call the model on demand, through an inference profile or a custom model deployment, and delete the
#     provisioned throughput when its term ends.
package lens.controls.gencost02_bp01.part_time_throughput

import data.lens.lib.ages
import data.lens.lib.custom_models
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.foundation_models
import data.lens.lib.metrics
import data.lens.lib.models_in_use
import data.lens.lib.throughputs

_params := input.params["GENCOST02-BP01/part-time-throughput"]

_days := _params.lookback_days

# Of a throughput that nobody called, GENCOST02-BP01/idle-provisioned-throughput says so.
_judged := [t |
	some t in throughputs.serving
	ages.older(t.properties.creationTime, _days)
	_on_demand(t)
	id := t.id
	not id in _silent
]

_silent := {t.id |
	some t in throughputs.serving
	metrics.total(metrics.read(t, "Invocations", _days), _days) == 0
}

_on_demand(t) if _listed(t)
_on_demand(t) if custom_models.deployments[t.properties.modelArn]

# Another way may be hidden.
_on_demand(t) if {
	subject := facts.subject(t)
	some operation in ["bedrock:ListFoundationModels", "bedrock:ListCustomModelDeployments"]
	count(facts.touching(operation, subject, [])) > 0
}

_listed(t) if [t.region, models_in_use.normal(t.properties.modelArn)] in foundation_models.on_demand

subjects := {facts.subject(t) | some t in _judged}

violations := {finding.of(facts.subject(t), "part-time", [busy, hours, _days], _proof(t)) |
	some [t, busy, hours] in _seldom
	_listed(t)
} | {finding.of(facts.subject(t), "deployed", [busy, hours, _days, id], proof) |
	some [t, busy, hours] in _seldom
	id := custom_models.deployments[t.properties.modelArn][0]
	proof := array.concat(_proof(t), [{"id": id, "pointer": "/properties/modelArn"}])
}

unseen := {finding.of(facts.subject(t), "metric-not-read", ["Invocations", days], []) |
	days := _days
	some t in _judged
	not metrics.read(t, "Invocations", days)
}

proven := {facts.subject(t) |
	some [t, busy, hours] in _measured
	throughputs.reaches(busy, hours, _params.min_busy_hours)
}

_seldom := [[t, busy, hours] |
	share := _params.min_busy_hours
	some [t, busy, hours] in _measured
	not throughputs.reaches(busy, hours, share)
]

_measured := [[t, metrics.busy(metric, _days, 0), metrics.periods(metric, _days)] |
	some t in _judged
	metric := metrics.read(t, "Invocations", _days)
]

_proof(t) := [{"id": t.id, "pointer": metrics.pointer("Invocations")}]
