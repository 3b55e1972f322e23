# METADATA
# title: Evaluate newer models of the same provider within a fixed time
# description: >-
#   A newer model of the same family often costs less for the same answers. An evaluation of any newer
#   model of the provider, in any Region, shows that somebody looked. Models without a date are left out.
# custom:
#   id: GENCOST01-BP01/newer-models-evaluated
#   severity: low
#   precision: medium
#   mode: automated
#   resources: [AWS::Bedrock::FoundationModel]
#   lists: [bedrock:ListFoundationModels, "@models-in-use"]
#   evidence: [bedrock:ListEvaluationJobs, bedrock:ListFoundationModels]
#   params:
#     max_wait_days: 180
#     families: []
#   messages:
#     waiting: >-
#       model %s of the same family started %s ago, at most %s are allowed, and no evaluation job since
#       then names a newer model of the provider
#   item: none
#   remediation: >-
#     Evaluate each new model of the family with the ground truth dataset.
package lens.controls.gencost01_bp01.newer_models_evaluated

import data.lens.lib.ages
import data.lens.lib.evaluations
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.group
import data.lens.lib.model_families
import data.lens.lib.models_in_use

_params := input.params["GENCOST01-BP01/newer-models-evaluated"]

# Region -> {model: the normal id, start, status, id} of the models that return text.
_by_region := group.by_first({[r.region, {"model": model, "start": start, "status": status, "id": r.id}] |
	some r in input.resources["AWS::Bedrock::FoundationModel"]
	"TEXT" in r.properties.outputModalities
	start := r.properties.modelLifecycle.startOfLifeTime
	status := r.properties.modelLifecycle.status
	model := models_in_use.normal(r.properties.modelId)
})

# Subject -> the model. One that is listed with several sizes of its context is judged once.
_used := {facts.subject(facts.get("AWS::Bedrock::FoundationModel", own.id)): own |
	some [region, model] in {[use.region, use.model] | some use in models_in_use.foundation}
	own := min([[one.id, one] | some one in _by_region[region]; one.model == model])[1]
}

subjects := object.keys(_used)

# Subject -> the newest model of its family that has waited long enough.
_waiting := {s: newest[2] |
	some s, own in _used
	newest := max([[one.start, one.id, one] |
		some one in _by_region[s.region]
		one.status == "ACTIVE"
		_is_newer(one, own)
		model_families.same(one.model, own.model, _params.families)
		ages.days(one.start) >= _params.max_wait_days
	])
}

# Subject -> ids of jobs since then that evaluate a newer model of the provider.
_looked := {s: jobs |
	some s, waiting in _waiting
	jobs := {job |
		some models in _by_region
		some one in models
		_is_newer(one, _used[s])
		some [days, job] in evaluations.by_model[one.model]
		days <= ages.days(waiting.start)
	}
	count(jobs) > 0
}

proven := object.keys(_looked)

shown := {[s, {"id": job, "pointer": ""}] | some s, jobs in _looked; some job in jobs}

violations := {finding.absent(s, "waiting", [waiting.model, age, limit], proof, _listings) |
	some s in (object.keys(_waiting) - proven)
	waiting := _waiting[s]
	days := ages.days(waiting.start)
	age := {"days": days, "beside": _params.max_wait_days}
	limit := {"days": _params.max_wait_days, "beside": days}
	proof := [{"id": waiting.id, "pointer": "/properties/modelLifecycle"}]
}

relies_on := {[v.subject, "*"] | some v in violations}

# A job of any Region counts, and may name a model by a profile.
_listings := ["bedrock:ListEvaluationJobs", "bedrock:ListInferenceProfiles"]

_is_newer(one, own) if {
	model_families.provider(one.model) == model_families.provider(own.model)
	one.model != own.model
	one.start > own.start
}
