# METADATA
# title: State how the ground truth set is sampled, balanced and refreshed
# description: >-
#   Evaluations are worth as much as the data that they compare with. If nobody governs the set,
#   it no longer resembles what users ask, and good scores say nothing. No API shows this, so a
#   person states it.
# custom:
#   id: GENOPS01-BP01/ground-truth-governed
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
#       state which personas or use cases the ground truth set covers, how samples are drawn from
#       each, who compares it with real inputs, and when it was last refreshed; write it with:
#       genai-lens attest GENOPS01-BP01/ground-truth-governed
#   workload: [sagemaker]
#   item: none
#   remediation: >-
#     Write down the sampling plan of the ground truth set, appoint an owner, and set the date of
#     the next refresh. Then attest it.
package lens.controls.genops01_bp01.ground_truth_governed

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.regions

subjects := {facts.account("global") | count(regions.in_use) > 0}

violations := set()

reviews := {finding.of(subject, "state", [], []) | some subject in subjects}
