# METADATA
# title: Record what retrieval is measured by, and how its indexes are laid out
# description: >-
#   An index that is tuned for accuracy is slow, and one that is tuned for speed misses documents.
#   One leading measure decides between them. No API shows it, so a person states it.
# custom:
#   id: GENPERF04-BP01/retrieval-design-record
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
#       state the leading measure of retrieval (accuracy, speed, memory or scale), the algorithm
#       that was chosen for it, and how the indexes lead from general to detailed content; write it
#       with: genai-lens attest GENPERF04-BP01/retrieval-design-record
#   item: none
#   remediation: >-
#     Agree on one leading measure, compare algorithms by it, and write down the layout of the
#     indexes. Then attest it.
package lens.controls.genperf04_bp01.retrieval_design_record

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.vector_stores

subjects := {facts.account("global") | count(vector_stores.bases) > 0}

violations := set()

reviews := {finding.of(subject, "state", [], []) | some subject in subjects}
