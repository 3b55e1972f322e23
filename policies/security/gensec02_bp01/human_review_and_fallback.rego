# METADATA
# title: Define a fallback for blocked answers and human review for critical ones
# description: >-
#   A guardrail that blocks an answer leaves the user without one, and a critical answer may be
#   wrong although nothing blocks it. The application needs a defined fallback, and people who
#   review what matters. No API shows this, so a person states it.
# custom:
#   id: GENSEC02-BP01/human-review-and-fallback
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
#       state what users get when an answer is blocked, which answers a person must review, and
#       who reviews them; write it with: genai-lens attest GENSEC02-BP01/human-review-and-fallback
#   workload: [sagemaker]
#   item: none
#   remediation: >-
#     Write down the fallback and the rule for human review, and name who is responsible. Then
#     attest it.
package lens.controls.gensec02_bp01.human_review_and_fallback

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.regions

subjects := {facts.account("global") | count(regions.in_use) > 0}

violations := set()

reviews := {finding.of(subject, "state", [], []) | some subject in subjects}
