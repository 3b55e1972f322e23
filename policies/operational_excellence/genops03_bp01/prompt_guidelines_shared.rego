# METADATA
# title: Share guidelines for prompts across teams, and review live prompts regularly
# description: >-
#   Teams that write prompts without common guidelines repeat each other's mistakes, and nobody can
#   say whether a change made answers better. No API shows this, so a person states it.
# custom:
#   id: GENOPS03-BP01/prompt-guidelines-shared
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
#       state where the guidelines for prompts are, which teams they bind, which baseline measures a
#       change is compared with, and when live prompts were last reviewed; write it with:
#       genai-lens attest GENOPS03-BP01/prompt-guidelines-shared
#   workload: [sagemaker]
#   item: none
#   remediation: >-
#     Publish guidelines for writing and changing prompts, and plan a review of live prompts at least
#     twice a year. Then attest it.
package lens.controls.genops03_bp01.prompt_guidelines_shared

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.regions

subjects := {facts.account("global") | count(regions.in_use) > 0}

violations := set()

reviews := {finding.of(subject, "state", [], []) | some subject in subjects}
