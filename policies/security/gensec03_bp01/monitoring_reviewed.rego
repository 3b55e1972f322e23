# METADATA
# title: Review generative AI monitoring, consent and regulatory duties at a set pace
# description: >-
#   An alarm that nobody looks at protects nothing, and duties about consent and regulation change. No API
#   shows who reviews what, so a person states it. Asked for where generative AI is used.
# custom:
#   id: GENSEC03-BP01/monitoring-reviewed
#   severity: medium # the monitoring is there, and works less well without a review
#   precision: high
#   mode: attested
#   resources: [AWS::Account]
#   lists: ["@regions-in-use"]
#   evidence: []
#   workload: [sagemaker]
#   params:
#     max_validity_days: 90
#   messages:
#     state: >-
#       state who reviews alarms, findings, cost and audit logs, how the consent of users is tracked, and when
#       the last review took place; write it with: genai-lens attest GENSEC03-BP01/monitoring-reviewed
#   item: none
#   remediation: >-
#     Set a pace for the review, name who makes it, and record each one. Then attest it.
package lens.controls.gensec03_bp01.monitoring_reviewed

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.regions

subjects := {facts.account("global") | count(regions.in_use) > 0}

violations := set()

reviews := {finding.of(subject, "state", [], []) | some subject in subjects}
