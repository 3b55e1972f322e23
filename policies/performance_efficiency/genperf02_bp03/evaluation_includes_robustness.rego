# METADATA
# title: Include robustness, toxicity or refusal metrics in model evaluations
# description: >-
#   A model that is right most of the time may change its answer with a word of the question, insult, or
#   refuse what it should answer. Only metrics of these show it. One job of a Region that has one, or a
#   metric of your own, is enough.
# custom:
#   id: GENPERF02-BP03/evaluation-includes-robustness
#   severity: low
#   precision: medium
#   mode: automated
#   resources: [AWS::Account]
#   lists: [bedrock:ListEvaluationJobs]
#   evidence: [bedrock:ListEvaluationJobs, bedrock:GetEvaluationJob]
#   params:
#     lookback_days: 365
#     robustness_metrics: [Builtin.Robustness, Builtin.Toxicity, Builtin.Harmfulness,
#       Builtin.Refusal, Builtin.Stereotyping]
#   messages:
#     none: >-
#       none of the automated model evaluations of the last %s has a metric for robustness, toxicity or
#       refusal, or a metric of your own; the newest of them is %s
#   item: none
#   remediation: >-
#     Add metrics for robustness, toxicity or harmfulness to the evaluation, and prompts with unusual intent
#     to its dataset.
package lens.controls.genperf02_bp03.evaluation_includes_robustness

import data.lens.lib.ages
import data.lens.lib.datasets
import data.lens.lib.evaluations
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.group

_params := input.params["GENPERF02-BP03/evaluation-includes-robustness"]

# The account in a Region -> the automated evaluations of models there.
_jobs := group.by_first({[facts.account(job.region), job] |
	some job in evaluations.jobs
	datasets.kind(job) == "models"
	job.properties.jobType == "Automated"
	ages.within(job.properties.creationTime, _params.lookback_days)
})

subjects := object.keys(_jobs)

proven := {pair[0] | some pair in shown}

shown := {[s, {"id": job.id, "pointer": "/properties/evaluationConfig/automated"}] |
	some s, jobs in _jobs
	some job in jobs
	_measures(job.properties.evaluationConfig.automated)
}

# What was not read of another job may have such a metric.
violations := {finding.absent(s, "none", [span, newest[2]], [{"id": newest[1], "pointer": ""}], _operations) |
	span := {"days": _params.lookback_days, "beside": 0}
	some s in (subjects - proven)
	newest := max([[job.properties.creationTime, job.id, job.name] | some job in _jobs[s]])
}

_operations := ["bedrock:ListEvaluationJobs", "bedrock:GetEvaluationJob"]

_measures(automated) if {
	some config in automated.datasetMetricConfigs
	some name in config.metricNames
	name in _params.robustness_metrics
}

_measures(automated) if count(automated.customMetricConfig.customMetrics) > 0
