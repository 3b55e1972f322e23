# METADATA
# title: Test that documents written in one Region can be retrieved in the others
# description: >-
#   Replication that is configured may still lose changes or deletions, or stop at the
#   embedding. A test that writes a document in one Region and retrieves it in the others shows
#   it. No API knows of such a test, so a person states it.
# custom:
#   id: GENREL05-BP02/replication-tested
#   severity: medium
#   precision: high
#   mode: attested
#   resources: [AWS::Account]
#   lists: [bedrock-agent:ListKnowledgeBases]
#   evidence: []
#   workload: [regions]
#   params:
#     max_validity_days: 180
#   messages:
#     state: >-
#       give the date and the result of a test that created, changed and deleted a document
#       in one Region and retrieved it in each other one; write it with: genai-lens attest
#       GENREL05-BP02/replication-tested
#   item: none
#   remediation: >-
#     Run the test after each change of the pipeline, and at least twice a year. Then attest
#     it.
package lens.controls.genrel05_bp02.replication_tested

import data.lens.lib.facts
import data.lens.lib.finding

subjects := {facts.account("global") |
	count(input.resources["AWS::Bedrock::KnowledgeBase"]) > 0
	not _one_region
}

_one_region if count(input.workload.regions) == 1

violations := set()

reviews := {finding.of(subject, "state", [], []) | some subject in subjects}
