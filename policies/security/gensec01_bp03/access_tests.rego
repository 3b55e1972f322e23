# METADATA
# title: Test with curated prompts that models do not reveal data the user may not see
# description: >-
#   What a user may see depends on filters, on roles and on what a model was trained with. Prompts that ask
#   for the data of others show whether all of it works together. No API shows such a test, so a person
#   states it.
# custom:
#   id: GENSEC01-BP03/access-tests
#   severity: medium
#   precision: high
#   mode: attested
#   resources: [AWS::Account]
#   lists:
#     - bedrock-agent:ListKnowledgeBases
#     - qbusiness:ListApplications
#     - kendra:ListIndices
#     - bedrock:ListCustomModels
#   evidence: []
#   params:
#     max_validity_days: 180
#   messages:
#     state: >-
#       state which set of prompts was used, for which audiences, when the last test was and what it showed;
#       write it with: genai-lens attest GENSEC01-BP03/access-tests
#   item: none
#   remediation: >-
#     Keep a set of prompts for each audience, run it against each release, and record the result. Then
#     attest it.
package lens.controls.gensec01_bp03.access_tests

import data.lens.lib.facts
import data.lens.lib.finding

subjects := {facts.account("global") | count(_tellers) > 0}

violations := set()

reviews := {finding.of(subject, "state", [], []) | some subject in subjects}

# What may tell a user the data of somebody else. What failed, or is being deleted, does not.
_tellers := {r.id |
	some type, member in _states
	some r in input.resources[type]
	state := lower(object.get(r.properties, member, ""))
	not state in {"failed", "deleting"}
}

_states := {
	"AWS::Bedrock::KnowledgeBase": "status",
	"AWS::QBusiness::Application": "status",
	"AWS::Kendra::Index": "Status",
	"AWS::Bedrock::CustomModel": "modelStatus",
}
