# METADATA
# title: Record the demand, and which ways to pay for inference were compared
# description: >-
#   On-demand calls, service tiers, provisioned throughput, batch jobs and own endpoints differ in
#   price by the pattern of demand. No API shows that they were compared, so a person states it.
# custom:
#   id: GENCOST02-BP01/demand-profile-recorded
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
#       state the pattern of demand (rate, peaks, tolerated latency), the ways to pay that were
#       compared (on-demand, tiers, provisioned, batch, own endpoints), and the cost of the chosen
#       one; write it with: genai-lens attest GENCOST02-BP01/demand-profile-recorded
#   item: none
#   remediation: >-
#     Compare the ways to pay once for each workload, and again when demand or prices change. Then
#     attest it.
package lens.controls.gencost02_bp01.demand_profile_recorded

import data.lens.lib.chosen_models
import data.lens.lib.facts
import data.lens.lib.finding

subjects := {facts.account("global") | chosen_models.in_use}

violations := set()

reviews := {finding.of(subject, "state", [], []) | some subject in subjects}
