# METADATA
# title: Have the network design between models, stores and agents reviewed by a specialist
# description: >-
#   A VPC that one endpoint, one zone or one firewall connects to its models stops answering
#   with it. A reviewer who knows networks finds such a point before it fails. No API shows a
#   review, so a person states it.
# custom:
#   id: GENREL02-BP01/network-design-reviewed
#   severity: low
#   precision: high
#   mode: attested
#   resources: [AWS::Account]
#   lists: ["@genai-vpcs"]
#   evidence: []
#   workload: [functions, sagemaker, vpcs]
#   params:
#     max_validity_days: 366
#   messages:
#     state: >-
#       list the VPCs and services that depend on each other, the failures that were
#       considered, and who reviewed the design and when; write it with: genai-lens attest
#       GENREL02-BP01/network-design-reviewed
#   item: none
#   remediation: >-
#     Draw the map of dependencies, and have it reviewed when a Region or a VPC is added. Then
#     attest it.
package lens.controls.genrel02_bp01.network_design_reviewed

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.genai_vpcs

subjects := {facts.account("global") | count(genai_vpcs.vpcs) > 0}

violations := set()

reviews := {finding.of(subject, "state", [], []) | some subject in subjects}
