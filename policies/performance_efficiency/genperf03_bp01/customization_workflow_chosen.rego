# METADATA
# title: Record which managed workflow of customization fits each use case
# description: >-
#   Fine-tuning, distillation, continued pre-training and training on a cluster differ by weeks and
#   by orders of magnitude of compute. No API shows which of them were weighed, so a person states
#   it.
# custom:
#   id: GENPERF03-BP01/customization-workflow-chosen
#   severity: low
#   precision: high
#   mode: attested
#   resources: [AWS::Account]
#   lists: [bedrock:ListCustomModels, bedrock:ListImportedModels, "@generative-jobs"]
#   evidence: []
#   workload: [sagemaker]
#   params:
#     max_validity_days: 366
#   messages:
#     state: >-
#       state for each use case the workflow that was chosen (such as fine-tuning, distillation,
#       continued pre-training or HyperPod), the performance goal, and the time and compute that it
#       may take; write it with: genai-lens attest GENPERF03-BP01/customization-workflow-chosen
#   item: none
#   remediation: >-
#     Compare the managed workflows for the use case, and write down the choice and its limits. Then
#     attest it.
package lens.controls.genperf03_bp01.customization_workflow_chosen

import data.lens.lib.customization
import data.lens.lib.facts
import data.lens.lib.finding

subjects := {facts.account("global") | customization.done}

violations := set()

reviews := {finding.of(subject, "state", [], []) | some subject in subjects}
