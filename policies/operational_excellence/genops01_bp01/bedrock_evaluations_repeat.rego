# METADATA
# title: Run evaluations at a regular interval
# description: >-
#   Models, prompts and the questions of users change, so a good score of last year says little. An
#   evaluation that repeats shows when the answers become worse. Evaluation jobs of Amazon Bedrock and
#   batch evaluations of AgentCore count, in every Region that was scanned. While everything is
#   younger than lookback_days, one of them is enough.
# custom:
#   id: GENOPS01-BP01/bedrock-evaluations-repeat
#   severity: high
#   precision: medium
#   mode: automated
#   resources: [AWS::Account]
#   lists: ["@bedrock-regions-in-use", cloudwatch:ListMetrics]
#   evidence:
#     - bedrock:ListEvaluationJobs
#     - bedrock-agentcore:ListBatchEvaluations
#     - "@bedrock-regions-in-use"
#     - bedrock-agent:GetAgent
#     - bedrock-agent:GetKnowledgeBase
#     - bedrock-agentcore-control:GetAgentRuntime
#   params:
#     max_age_days: 90
#     lookback_days: 180
#     min_runs: 2
#   messages:
#     none: no evaluation of Amazon Bedrock or AgentCore has finished
#     old: the newest evaluation that finished is %s old, and at most %s are allowed
#     few: "%s evaluations finished in the last %s, and at least %s are required"
#   item: none
#   remediation: >-
#     Schedule an evaluation job against the ground truth set, with EventBridge Scheduler, Step
#     Functions or the delivery pipeline. Keep the interval shorter than max_age_days.
package lens.controls.genops01_bp01.bedrock_evaluations_repeat

import data.lens.lib.ages
import data.lens.lib.bedrock_regions
import data.lens.lib.bedrock_resources
import data.lens.lib.evaluations
import data.lens.lib.facts
import data.lens.lib.finding

_params := input.params["GENOPS01-BP01/bedrock-evaluations-repeat"]

_account := facts.account("global")

subjects := {_account | count(bedrock_regions.in_use) > 0}

# Enough evaluations that were seen are enough, whatever else was not read.
proven := {_account | _enough}

shown := {[_account, {"id": run.id, "pointer": ""}] | some run in _newest}

violations := {v | some subject in subjects; some v in _faults(subject)}

_faults(subject) := _none(subject) | (_old(subject) | _few(subject))

# Nothing that was seen: what was not read may hold an evaluation.
_none(subject) := {finding.absent(subject, "none", [], [], _listings) | count(evaluations.runs) == 0}

_old(subject) := {finding.absent(subject, "old", [age, limit], _places(_newest), _listings) |
	count(evaluations.runs) > 0
	not _recent
	days := ages.days(_last)
	age := {"days": days, "beside": _params.max_age_days}
	limit := {"days": _params.max_age_days, "beside": days}
}

_few(subject) := {finding.absent(subject, "few", [number, span, _params.min_runs], proof, _listings) |
	_recent
	number := count(_counted)
	number < _params.min_runs
	proof := _places(_settled)
	count(proof) > 0
	span := {"days": _params.lookback_days, "beside": 0}
}

_listings := ["bedrock:ListEvaluationJobs", "bedrock-agentcore:ListBatchEvaluations"]

_recent if {
	some run in evaluations.runs
	ages.within(run.created, _params.max_age_days)
}

_counted := {run | some run in evaluations.runs; ages.within(run.created, _params.lookback_days)}

_enough if {
	_recent
	count(_counted) >= _params.min_runs
}

_newest := {run | some run in evaluations.runs; run.created == _last}

_last := max([run.created | some run in evaluations.runs])

_places(found) := [{"id": one.id, "pointer": ""} | some one in found]

# What is older than lookback_days.
_settled := [r | some r in bedrock_resources.all; bedrock_resources.older(r, _params.lookback_days)]
