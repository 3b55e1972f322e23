# METADATA
# title: Keep incident playbooks for model problems and review alarms, dashboards and coverage
# description: >-
#   An alarm helps only if the person whom it wakes knows what to do. Playbooks say it, exercises show
#   that it works, and reviews keep thresholds and coverage up to date. No API shows this, so a person
#   states it.
# custom:
#   id: GENOPS02-BP02/playbooks-and-reviews
#   severity: high
#   precision: high
#   mode: attested
#   resources: [AWS::Account]
#   lists: ["@bedrock-regions-in-use", cloudwatch:ListMetrics, "@generative-endpoints"]
#   evidence: []
#   params:
#     max_validity_days: 180
#   messages:
#     state: >-
#       link the playbooks for latency, errors and quality with their escalation contacts, and state
#       when they were last exercised, and when thresholds and coverage were last reviewed; write it
#       with: genai-lens attest GENOPS02-BP02/playbooks-and-reviews
#   workload: [sagemaker]
#   item: none
#   remediation: >-
#     Write the playbooks, exercise them, and hold a monitoring review at least twice a year. Then
#     attest it.
package lens.controls.genops02_bp02.playbooks_and_reviews

import data.lens.lib.bedrock_regions
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.generative_sagemaker

subjects := {facts.account("global") |
	count(bedrock_regions.in_use) + count(generative_sagemaker.endpoints) > 0
}

violations := set()

reviews := {finding.of(subject, "state", [], []) | some subject in subjects}
