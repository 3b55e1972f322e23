# METADATA
# title: Evaluate every model in use
# description: >-
#   A model that nobody evaluated for the workload may answer worse than another one, and nobody knows
#   after a change of model. A job in any Region counts, for the model by whatever name. Models that
#   make embeddings are left out.
# custom:
#   id: GENOPS01-BP01/models-in-use-evaluated
#   severity: medium
#   precision: medium
#   mode: automated
#   resources: [AWS::Account]
#   lists: ["@models-in-use"]
#   evidence: [bedrock:ListEvaluationJobs, bedrock:ListFoundationModels,
#     bedrock:ListProvisionedModelThroughputs]
#   params:
#     max_age_days: 90
#   messages:
#     none: no evaluation job that finished names it; %s uses it
#     old: the newest evaluation job that names it is %s old, and at most %s are allowed; %s uses it
#     on-demand: >-
#       it is a custom model behind an on-demand deployment, which no evaluation job can name; evaluate
#       it with your own inference responses, or behind a provisioned throughput
#     unknown-models: no listing of this account shows which model it stands for; %s uses it
#   item: model
#   remediation: Name each model in an evaluation job before it serves users, and after each change.
package lens.controls.genops01_bp01.models_in_use_evaluated

import data.lens.lib.evaluations
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.foundation_models
import data.lens.lib.group
import data.lens.lib.models_in_use

_limit := input.params["GENOPS01-BP01/models-in-use-evaluated"].max_age_days

subjects := object.keys(_users) | object.keys(_hidden)

# Subject -> the resources that use the model.
_users := group.by_first({[_subject(use.region, model), use.by] |
	left_out := foundation_models.embedding
	some use in models_in_use.used
	model := use.model
	not model in left_out
})

_hidden := group.by_first({[_subject(one.region, models_in_use.normal(one.name)), one.by] |
	some one in models_in_use.unresolved
})

_subject(region, model) := object.union(facts.account(region), {"item": model})

proven := {s | some s, _ in _users; evaluations.by_model[s.item][0][0] < _limit}

shown := {[s, _place(evaluations.by_model[s.item][0][1])] | some s in proven}

violations := {finding.absent(s, "none", [users], _places(users), _listings(s)) |
	some s, users in _users
	not _has_job(s)
	not _on_demand(s)
} | {finding.absent(s, "old", [age, limit, users], [_place(newest)], _listings(s)) |
	some s, users in _users
	[days, newest] := evaluations.by_model[s.item][0]
	days >= _limit
	age := {"days": days, "beside": _limit}
	limit := {"days": _limit, "beside": days}
}

reviews := {finding.of(s, "on-demand", [], _places(users)) |
	some s, users in _users
	_on_demand(s)
	not _has_job(s)
}

unseen := {finding.of(s, "unknown-models", [users], _places(users)) | some s, users in _hidden}

# What was not read, in any Region, may be the job, or the profile or throughput that a job names.
relies_on := {[v.subject, "*"] | some v in violations}

_has_job(subject) if evaluations.by_model[subject.item]

_on_demand(subject) if subject.item in models_in_use.on_demand

# A model that no Region lists may be one that makes embeddings.
_listings(subject) := _operations if _is_listed(subject)

_listings(subject) := array.concat(_operations, ["bedrock:ListFoundationModels"]) if not _is_listed(subject)

_is_listed(subject) if foundation_models.outputs[subject.item]

_operations := [
	"bedrock:ListEvaluationJobs",
	"bedrock:ListInferenceProfiles",
	"bedrock:ListProvisionedModelThroughputs",
]

_places(ids) := [_place(id) | some id in ids]

_place(id) := {"id": id, "pointer": ""}
