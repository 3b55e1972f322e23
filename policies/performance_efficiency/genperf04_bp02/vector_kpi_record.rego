# METADATA
# title: Record the measure that decides the size of vectors
# description: >-
#   Longer vectors cost more memory and time in each search, and often find nothing more. Which loss
#   is acceptable depends on a measure and its target. No API shows it, so a person states it.
# custom:
#   id: GENPERF04-BP02/vector-kpi-record
#   severity: low
#   precision: high
#   mode: attested
#   resources: [AWS::Account]
#   lists: [bedrock-agent:ListKnowledgeBases]
#   evidence: [bedrock-agent:GetKnowledgeBase]
#   params:
#     max_validity_days: 366
#   messages:
#     state: >-
#       state the measure that decides the size of vectors, its target, and which sizes and types of
#       vectors were compared; write it with: genai-lens attest GENPERF04-BP02/vector-kpi-record
#   item: none
#   remediation: >-
#     State the measure and its target before the experiment, and the measured value after it. Then
#     attest it.
package lens.controls.genperf04_bp02.vector_kpi_record

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.vector_stores

subjects := {facts.account("global") | count(vector_stores.bases) > 0}

violations := set()

reviews := {finding.of(subject, "state", [], []) | some subject in subjects}
