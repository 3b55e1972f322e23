# METADATA
# title: Give customization jobs validation data and keep the validation result
# description: >-
#   The training loss falls even if a model learns its examples by heart. The loss on data that the
#   job has not trained on shows whether it learned the task. Distillation, reinforcement fine-tuning
#   and imported models take no validation data here.
# custom:
#   id: GENOPS05-BP01/customization-validated
#   severity: medium
#   precision: high
#   mode: automated
#   resources: [AWS::Bedrock::CustomModel]
#   lists: [bedrock:ListCustomModels]
#   evidence: [bedrock:GetCustomModel]
#   params: {}
#   messages:
#     no-data: its customization job had no validation data
#     no-result: its customization job had validation data and gave no validation loss
#     no-kind: AWS does not say how the model was customized
#   item: none
#   remediation: >-
#     Split a labelled validation set off the training data, and give it to the customization job.
package lens.controls.genops05_bp01.customization_validated

import data.lens.lib.custom_models
import data.lens.lib.facts
import data.lens.lib.finding

_judged := [model |
	some model in custom_models.active
	model.properties.customizationType in {"FINE_TUNING", "CONTINUED_PRE_TRAINING"}
]

_unclear := [model | some model in custom_models.active; not model.properties.customizationType]

subjects := {facts.subject(model) | some model in array.concat(_judged, _unclear)}

violations := {_fault(model, "no-data", "") |
	some model in _judged
	not _has_data(model)
} | {_fault(model, "no-result", "/properties/validationDataConfig") |
	some model in _judged
	_has_data(model)
	not _has_result(model)
}

# The listing does not show it, so a model whose details were not read has no fault.
_fault(model, message, pointer) := finding.absent(facts.subject(model), message, [], proof, operations) if {
	proof := [{"id": model.id, "pointer": pointer}]
	operations := ["bedrock:GetCustomModel"]
}

unseen := {finding.of(facts.subject(model), "no-kind", [], [{"id": model.id, "pointer": ""}]) |
	some model in _unclear
}

shown := {[facts.subject(model), {"id": model.id, "pointer": "/properties/validationMetrics"}] |
	some model in _judged
}

_has_data(model) if count(model.properties.validationDataConfig.validators) > 0

_has_result(model) if {
	some metric in model.properties.validationMetrics
	is_number(metric.validationLoss)
}
