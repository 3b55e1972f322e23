# METADATA
# title: Release prompt versions through the delivery pipeline with test thresholds
# description: >-
#   A prompt changes what an application says as much as its code does. A pipeline that runs the
#   evaluation first stops a version that answers worse. No API shows that one does, so a person
#   states it.
# custom:
#   id: GENREL04-BP01/prompt-release-in-pipeline
#   severity: medium
#   precision: high
#   mode: attested
#   resources: [AWS::Account]
#   lists: [bedrock-agent:ListPrompts]
#   evidence: []
#   workload: [prompt_repository]
#   params:
#     max_validity_days: 366
#   messages:
#     state: >-
#       link the pipeline, and state the thresholds that stop a release, and where the test
#       results of each prompt version and model are kept; write it with: genai-lens attest
#       GENREL04-BP01/prompt-release-in-pipeline
#   item: none
#   remediation: >-
#     Make the publication of a prompt version a step of the pipeline that runs the evaluation
#     first. Then attest it.
package lens.controls.genrel04_bp01.prompt_release_in_pipeline

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.managed_prompts

_prompts if count(managed_prompts.by_region) > 0

_prompts if input.workload.prompt_repository

subjects := {facts.account("global") | _prompts}

violations := set()

reviews := {finding.of(subject, "state", [], []) | some subject in subjects}
