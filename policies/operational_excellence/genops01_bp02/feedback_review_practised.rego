# METADATA
# title: Review feedback, monitoring data and incidents at a fixed interval
# description: >-
#   Feedback that nobody reads changes nothing. A review at a fixed interval turns feedback,
#   monitoring data and incidents into changes whose effect is measured. No API shows this, so a
#   person states it.
# custom:
#   id: GENOPS01-BP02/feedback-review-practised
#   severity: high
#   precision: high
#   mode: attested
#   resources: [AWS::Account]
#   lists: ["@regions-in-use"]
#   evidence: []
#   params:
#     max_validity_days: 180
#   messages:
#     state: >-
#       state how often feedback, monitoring data and incidents are reviewed, by whom, and which
#       measures are compared before and after a change, with a link to the last record; write it
#       with: genai-lens attest GENOPS01-BP02/feedback-review-practised
#   workload: [sagemaker]
#   item: none
#   remediation: >-
#     Hold the review at the stated interval, and keep minutes with the measures and the
#     decisions. Then attest it.
package lens.controls.genops01_bp02.feedback_review_practised

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.regions

subjects := {facts.account("global") | count(regions.in_use) > 0}

violations := set()

reviews := {finding.of(subject, "state", [], []) | some subject in subjects}
