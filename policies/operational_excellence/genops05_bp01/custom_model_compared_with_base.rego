# METADATA
# title: Evaluate each custom model against its base model after customization
# description: >-
#   Training can make a model worse at everything else. Only an evaluation of both models on the same
#   data shows that it was worth its cost. A job names an imported model, or a throughput.
# custom:
#   id: GENOPS05-BP01/custom-model-compared-with-base
#   severity: high
#   precision: medium
#   mode: automated
#   resources: [AWS::Bedrock::CustomModel, AWS::Bedrock::ImportedModel]
#   lists:
#     - bedrock:ListCustomModels
#     - bedrock:ListImportedModels
#     - bedrock:ListProvisionedModelThroughputs
#     - bedrock:ListCustomModelDeployments
#   evidence: [bedrock:ListEvaluationJobs, bedrock:ListProvisionedModelThroughputs]
#   params:
#     grace_days: 14
#   messages:
#     none: no evaluation job that finished since its creation names it or a throughput that serves it
#     on-demand: >-
#       it serves through an on-demand deployment, which no evaluation job can name; check that it was
#       compared with its base model in another way
#     other-throughput: >-
#       no evaluation job names it or a throughput that serves it, but job %s names a throughput that
#       is not there any more; check that it served this model
#   item: none
#   remediation: >-
#     Evaluate both models on the same dataset, and keep the custom model only while the gain holds.
package lens.controls.genops05_bp01.custom_model_compared_with_base

import data.lens.lib.ages
import data.lens.lib.custom_models
import data.lens.lib.evaluations
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.models_in_use

_params := input.params["GENOPS05-BP01/custom-model-compared-with-base"]

_models := [model |
	some model in array.concat(custom_models.serving, input.resources["AWS::Bedrock::ImportedModel"])
	ages.older(model.properties.creationTime, _params.grace_days)
]

subjects := {facts.subject(model) | some model in _models}

shown := {[facts.subject(model), _at(job)] |
	some model in _models
	some name in array.concat([model.id], object.get(custom_models.throughputs, model.id, []))
	some job in evaluations.of_model[name]
	_is_later(job, model)
}

proven := {pair[0] | some pair in shown}

_open := (subjects - proven) - _on_demand

violations := {finding.absent(s, "none", [], [_at(s)], ["bedrock:ListEvaluationJobs"]) |
	some s in (_open - {pair[0] | some pair in _others})
}

reviews := {finding.of(s, "on-demand", [], [_at(s)]) | some s in _on_demand} | {of_another |
	some other in _others
	s := other[0]
	job := other[1]
	s in _open
	of_another := finding.of(s, "other-throughput", [job.name], [_at(job)])
}

_on_demand := {facts.subject(model) |
	some model in _models
	model.type == "AWS::Bedrock::CustomModel"
	not _has_throughput(model)
}

_has_throughput(model) if custom_models.throughputs[model.id]

# [subject, a job that evaluates a throughput that no listing shows]
_others := {[facts.subject(model), job] |
	known := object.keys(models_in_use.behind)
	some name, jobs in evaluations.of_model
	contains(name, ":provisioned-model/")
	not name in known
	some job in jobs
	some model in _models
	_is_later(job, model)
}

# Times are in UTC, so their texts have the order of time.
_is_later(job, model) if job.properties.creationTime > model.properties.creationTime

_at(thing) := {"id": thing.id, "pointer": ""}
