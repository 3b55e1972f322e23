# METADATA
# title: Create agent roles from the organization's own templates
# description: >-
#   Whoever writes each role by hand forgets a condition in one of them. A template has the boundary, the
#   trust policy and the names that the organization wants. No API shows where a role comes from, so a
#   person states it.
# custom:
#   id: GENSEC05-BP01/iam-guidelines-followed
#   severity: low
#   precision: high
#   mode: attested
#   resources: [AWS::Account]
#   lists: ["@agentic-resources", "@agent-roles"]
#   evidence: []
#   params:
#     max_validity_days: 366
#   messages:
#     state: >-
#       name the guideline or the template that roles of agents are made from, and its last review; write it
#       with: genai-lens attest GENSEC05-BP01/iam-guidelines-followed
#   item: none
#   remediation: >-
#     Publish a template for the roles of agents, make them from it, and review it once a year. Then attest
#     it.
package lens.controls.gensec05_bp01.iam_guidelines_followed

import data.lens.lib.agent_roles
import data.lens.lib.facts
import data.lens.lib.finding

subjects := {facts.account("global") | count(agent_roles.uses) > 0}

violations := set()

reviews := {finding.of(subject, "state", [], []) | some subject in subjects}
