# METADATA
# title: Record for each customized model why prompting and retrieval were not enough
# description: >-
#   A customized model costs training, hosting and care with each new base model. Better prompts,
#   retrieval or another model may reach the same at less effort. No API shows that somebody weighed
#   this, so a person states it for each model. An attestation names its models under `resources`.
# custom:
#   id: GENOPS05-BP01/customization-decision-recorded
#   severity: high
#   precision: high
#   mode: attested
#   resources: [AWS::Bedrock::CustomModel, AWS::Bedrock::ImportedModel]
#   lists: [bedrock:ListCustomModels, bedrock:ListImportedModels]
#   evidence: []
#   params:
#     max_validity_days: 366
#   messages:
#     state: >-
#       state which options were tried before the model was customized, in order of effort, the gain
#       that was measured, and the cost and upkeep that were weighed; write it with: genai-lens attest
#       GENOPS05-BP01/customization-decision-recorded
#   item: none
#   remediation: >-
#     Write a decision record before a customization job is started, and review it every year. Then
#     attest it for the model.
package lens.controls.genops05_bp01.customization_decision_recorded

import data.lens.lib.facts
import data.lens.lib.finding

subjects := {facts.subject(model) |
	some list in [
		input.resources["AWS::Bedrock::CustomModel"],
		input.resources["AWS::Bedrock::ImportedModel"],
	]
	some model in list
	not model.properties.modelStatus == "Failed"
}

violations := set()

reviews := {finding.of(subject, "state", [], []) | some subject in subjects}
