# METADATA
# title: Curate the ground truth data by domain, and bind it to test scenarios
# description: >-
#   A set of questions that covers one domain says nothing about the others, and an expected answer
#   that no expert has read may be wrong. No API shows who curates the pairs of prompts and answers,
#   so a person states it.
# custom:
#   id: GENPERF01-BP01/curation-and-scenarios
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
#       state how the pairs of prompts and answers are organised (language, domain, use case), who
#       reviews the expected answers, and which test scenarios use them; write it with: genai-lens
#       attest GENPERF01-BP01/curation-and-scenarios
#   item: none
#   remediation: >-
#     Name an owner of the data. Organise the pairs by language, domain and use case, let experts
#     review the expected answers, and write down the test scenarios. Then attest it.
package lens.controls.genperf01_bp01.curation_and_scenarios

import data.lens.lib.chosen_models
import data.lens.lib.facts
import data.lens.lib.finding

subjects := {facts.account("global") | chosen_models.in_use}

violations := set()

reviews := {finding.of(subject, "state", [], []) | some subject in subjects}
