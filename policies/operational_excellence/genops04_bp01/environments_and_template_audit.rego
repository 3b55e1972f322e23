# METADATA
# title: Deploy environments from the same templates and audit the templates
# description: >-
#   If each environment has templates of its own, tests in one say little about the others, and a fault
#   in a template reaches everything that is made from it. No API shows how templates are kept and
#   audited, so a person states it.
# custom:
#   id: GENOPS04-BP01/environments-and-template-audit
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
#       state which repository has the templates and how its branches are used, which parameters differ
#       between the environments, and when somebody independent last audited the templates; write it
#       with: genai-lens attest GENOPS04-BP01/environments-and-template-audit
#   workload: [sagemaker]
#   item: none
#   remediation: >-
#     Keep one template for each component, with parameters for each environment, and have the templates
#     audited every year. Then attest it.
package lens.controls.genops04_bp01.environments_and_template_audit

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.regions

subjects := {facts.account("global") | count(regions.in_use) > 0}

violations := set()

reviews := {finding.of(subject, "state", [], []) | some subject in subjects}
