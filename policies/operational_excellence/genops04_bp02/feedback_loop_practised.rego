# METADATA
# title: Feed user feedback and new data back into prompts, retrieval and retraining
# description: >-
#   Models, prompts and knowledge bases age. Without a loop that somebody runs, what users report
#   and what the business changes never reaches them. No API shows this, so a person states it.
# custom:
#   id: GENOPS04-BP02/feedback-loop-practised
#   severity: medium
#   precision: high
#   mode: attested
#   resources: [AWS::Account]
#   lists: ["@regions-in-use"]
#   evidence: []
#   params:
#     max_validity_days: 366
#   messages:
#     state: >-
#       state what starts a retraining or an update of prompts, who decides, how code and
#       configuration are versioned, and when the loop last ran; write it with: genai-lens attest
#       GENOPS04-BP02/feedback-loop-practised
#   workload: [sagemaker]
#   item: none
#   remediation: >-
#     Define what starts the loop and who decides, and keep a record of each run. Then attest it.
package lens.controls.genops04_bp02.feedback_loop_practised

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.regions

subjects := {facts.account("global") | count(regions.in_use) > 0}

violations := set()

reviews := {finding.of(subject, "state", [], []) | some subject in subjects}
