# METADATA
# title: Declare the Regions of availability with recovery objectives and allowed data geographies
# description: >-
#   In which Regions a workload must answer is a decision, which no API shows. The configuration
#   declares the Regions, and other controls compare what is there with them. A person states
#   the objectives behind the choice.
# custom:
#   id: GENREL05-BP01/regions-declared
#   severity: medium
#   precision: high
#   mode: attested
#   resources: [AWS::Account]
#   lists: ["@regions-in-use"]
#   evidence: []
#   workload: [regions, sagemaker]
#   params:
#     max_validity_days: 366
#   messages:
#     state: >-
#       state the recovery time and recovery point objectives, the geographies in which
#       models may be called, and, if one Region is declared, who accepted that; write it
#       with: genai-lens attest GENREL05-BP01/regions-declared
#     undeclared: >-
#       nobody has declared in which Regions the workload must be available: name them under
#       workload.regions in genai-lens.yaml, and attest the objectives
#   item: none
#   remediation: >-
#     Declare the Regions, and let the owner of the service attest the objectives.
package lens.controls.genrel05_bp01.regions_declared

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.regions

subjects := {facts.account("global") | count(regions.in_use) > 0}

violations := set()

_declared if count(input.workload.regions) > 0

# An attestation says which objectives hold, and does not replace the list.
undeclared := {finding.of(subject, "undeclared", [], []) | some subject in subjects; not _declared}

reviews := {finding.of(subject, "state", [], []) | some subject in subjects}
