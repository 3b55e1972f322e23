# METADATA
# title: Record the cost and the quality behind the settings of vectors
# description: >-
#   Length and type of vectors decide what a store costs each month and how well it retrieves. Only
#   both figures together show whether a setting is worth its price. No API shows that, so a person
#   states it.
# custom:
#   id: GENCOST04-BP01/vector-cost-tradeoff
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
#       state the number, length and type of vectors, the monthly cost of the store, and how much
#       retrieval gains or loses with the smaller option; write it with: genai-lens attest
#       GENCOST04-BP01/vector-cost-tradeoff
#   item: none
#   remediation: >-
#     Note the figures when the store is built, and again when it doubles in size. Then attest it.
package lens.controls.gencost04_bp01.vector_cost_tradeoff

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.vector_stores

subjects := {facts.account("global") | count(vector_stores.bases) > 0}

violations := set()

reviews := {finding.of(subject, "state", [], []) | some subject in subjects}
