# METADATA
# title: Record why each model was selected
# description: >-
#   A model that nobody compared with others may be slower, weaker or more expensive than needed,
#   and nobody knows when to look again. No API shows the reasons, so a person states them.
# custom:
#   id: GENPERF02-BP03/model-selection-record
#   severity: medium
#   precision: high
#   mode: attested
#   resources: [AWS::Account]
#   lists: ["@bedrock-regions-in-use", "@generative-endpoints"]
#   evidence: []
#   workload: [sagemaker]
#   params:
#     max_validity_days: 366
#   messages:
#     state: >-
#       state which candidates were compared, their results on the ground truth and under load, how
#       they handled difficult prompts, and why customization or routing was used or not; write it
#       with: genai-lens attest GENPERF02-BP03/model-selection-record
#   item: none
#   remediation: >-
#     Keep a decision record for each use case, and renew it when a new generation of models is
#     released. Then attest it.
package lens.controls.genperf02_bp03.model_selection_record

import data.lens.lib.chosen_models
import data.lens.lib.facts
import data.lens.lib.finding

subjects := {facts.account("global") | chosen_models.in_use}

violations := set()

reviews := {finding.of(subject, "state", [], []) | some subject in subjects}
