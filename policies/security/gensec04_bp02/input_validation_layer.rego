# METADATA
# title: Validate prompts in the application before they reach a model
# description: >-
#   A guardrail judges a prompt as a whole. The application knows more: how long an answer to its question
#   may be, which words belong to it, and where the user's text begins and ends. No API shows such a layer,
#   so a person states it.
# custom:
#   id: GENSEC04-BP02/input-validation-layer
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
#       state for each application what checks its inputs (allow lists, block lists, a model that judges,
#       marks around the user's text in templates); write it with: genai-lens attest
#       GENSEC04-BP02/input-validation-layer
#   item: none
#   remediation: >-
#     Put a check between the user's input and the prompt template, describe it for each application, and
#     attest it.
#   workload: [sagemaker]
package lens.controls.gensec04_bp02.input_validation_layer

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.regions

subjects := {facts.account("global") | count(regions.in_use) > 0}

violations := set()

reviews := {finding.of(subject, "state", [], []) | some subject in subjects}
