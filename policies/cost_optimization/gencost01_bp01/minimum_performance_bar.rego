# METADATA
# title: Define the minimum performance that a model must reach for each use case
# description: >-
#   Without a bar, the largest model wins by habit. With one, the smallest model that reaches it
#   does. No API shows the bar, so a person states it.
# custom:
#   id: GENCOST01-BP01/minimum-performance-bar
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
#       state the minimum performance for each use case, the models that reach it, and their price
#       for a thousand requests at the measured numbers of tokens; write it with: genai-lens attest
#       GENCOST01-BP01/minimum-performance-bar
#   item: none
#   remediation: >-
#     Write down the minimum first. Then test from the smallest model upwards, and stop at the first
#     that reaches it. Then attest it.
package lens.controls.gencost01_bp01.minimum_performance_bar

import data.lens.lib.chosen_models
import data.lens.lib.facts
import data.lens.lib.finding

subjects := {facts.account("global") | chosen_models.in_use}

violations := set()

reviews := {finding.of(subject, "state", [], []) | some subject in subjects}
