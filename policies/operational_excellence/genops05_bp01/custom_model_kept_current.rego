# METADATA
# title: Refresh custom models and move them off base models that near their end of life
# description: >-
#   A custom model knows the data of its training and shares the fate of its base model, which AWS
#   retires some day. Retraining takes weeks, so it must start long before that day.
# custom:
#   id: GENOPS05-BP01/custom-model-kept-current
#   severity: medium
#   precision: medium
#   mode: automated
#   resources: [AWS::Bedrock::CustomModel]
#   lists:
#     - bedrock:ListCustomModels
#     - bedrock:ListProvisionedModelThroughputs
#     - bedrock:ListCustomModelDeployments
#   evidence: [bedrock:GetCustomModel, bedrock:GetFoundationModel]
#   params:
#     max_age_days: 365
#     eol_days: 180
#   messages:
#     old: it was trained %s ago, and at most %s are allowed
#     legacy: its base model %s is in the legacy state
#     ends: its base model %s reaches the end of its life on %s
#     gone: Amazon Bedrock does not offer its base model %s any more
#     other-base: its base model %s is no foundation model and no custom model of this account
#     no-base: AWS does not say which base model it has
#   item: none
#   remediation: >-
#     Train a new model with fresh data on a current base model, compare both, and switch.
package lens.controls.genops05_bp01.custom_model_kept_current

import data.lens.lib.ages
import data.lens.lib.custom_models
import data.lens.lib.facts
import data.lens.lib.finding

_params := input.params["GENOPS05-BP01/custom-model-kept-current"]

subjects := {facts.subject(model) | some model in custom_models.serving}

violations := {v | some model in custom_models.serving; some v in _faults(model)}

_faults(model) := _old(model) | (_gone(model) | (_legacy(model) | _ends(model)))

_old(model) := {finding.of(facts.subject(model), "old", [age, limit], [_at(model, "creationTime")]) |
	created := model.properties.creationTime
	ages.older(created, _params.max_age_days)
	days := ages.days(created)
	age := {"days": days, "beside": _params.max_age_days}
	limit := {"days": _params.max_age_days, "beside": days}
}

_gone(model) := {finding.of(facts.subject(model), "gone", [name], [_at(base, "GetFoundationModel")]) |
	base := _with_base(model)
	base.properties.GetFoundationModel.absent
	name := base.properties.baseModelArn
}

_legacy(model) := {finding.of(facts.subject(model), "legacy", [name], [_at(base, _status)]) |
	base := _with_base(model)
	base.properties.GetFoundationModel.modelLifecycle.status == "LEGACY"
	name := base.properties.baseModelArn
}

_status := "GetFoundationModel/modelLifecycle/status"

_ends(model) := {finding.of(facts.subject(model), "ends", [name, day], [_at(base, _end)]) |
	base := _with_base(model)
	end := base.properties.GetFoundationModel.modelLifecycle.endOfLifeTime
	ages.older(end, 0 - _params.eol_days)
	name := base.properties.baseModelArn
	day := substring(end, 0, 10)
}

_end := "GetFoundationModel/modelLifecycle/endOfLifeTime"

# The custom model with the details of its foundation model: itself, or the one that it was made
# from.
_with_base(model) := model if model.properties.GetFoundationModel

_with_base(model) := base if {
	not model.properties.GetFoundationModel
	base := facts.get("AWS::Bedrock::CustomModel", model.properties.baseModelArn)
	base.properties.GetFoundationModel
}

relies_on := {[facts.subject(model), model.properties.baseModelArn] | some model in custom_models.serving}

unseen := {finding.of(facts.subject(model), "other-base", [name], [_at(model, "baseModelArn")]) |
	some model in custom_models.serving
	not _with_base(model)
	name := model.properties.baseModelArn
} | {finding.of(facts.subject(model), "no-base", [], [{"id": model.id, "pointer": ""}]) |
	some model in custom_models.serving
	not model.properties.baseModelArn
}

_at(record, member) := {"id": record.id, "pointer": sprintf("/properties/%s", [member])}
