# METADATA
# title: Record the approved range of inference parameters for each use case
# description: >-
#   Temperature and the number of tokens that suit a chat spoil a classification. A range that was
#   tested for each use case keeps changes within what is known to work. No API shows it, so a
#   person states it.
# custom:
#   id: GENPERF02-BP02/approved-parameter-ranges
#   severity: low
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
#       list the use cases, their inference parameters, the range that was approved for each, and
#       who may change it; write it with: genai-lens attest GENPERF02-BP02/approved-parameter-ranges
#   item: none
#   remediation: >-
#     Write down the range of each parameter for each use case, the test that supports it, and who
#     may change it. Then attest it.
package lens.controls.genperf02_bp02.approved_parameter_ranges

import data.lens.lib.chosen_models
import data.lens.lib.facts
import data.lens.lib.finding

subjects := {facts.account("global") | chosen_models.in_use}

violations := set()

reviews := {finding.of(subject, "state", [], []) | some subject in subjects}
