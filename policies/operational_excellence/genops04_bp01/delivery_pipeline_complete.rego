# METADATA
# title: Deliver infrastructure changes through a pipeline with a source, tests and an approval
# description: >-
#   A change that goes through a pipeline comes from a repository, is tested before it reaches production,
#   and somebody approves it. A pipeline that lacks one of these lets a wrong change through, and one that
#   has not run for months is not how changes arrive.
# custom:
#   id: GENOPS04-BP01/delivery-pipeline-complete
#   severity: high
#   precision: medium
#   mode: hybrid
#   resources: [AWS::Account]
#   lists: ["@iac-resources"]
#   evidence:
#     - "@stacks"
#     - codepipeline:ListPipelines
#     - codepipeline:GetPipeline
#     - codepipeline:ListPipelineExecutions
#   workload: [delivery_pipeline, iac.tag_keys]
#   params:
#     max_age_days: 90
#     max_validity_days: 366
#   messages:
#     state: >-
#       state which tests the pipeline runs on the templates, and who approves; write it with: genai-lens
#       attest GENOPS04-BP01/delivery-pipeline-complete
#     none: >-
#       no pipeline of CodePipeline delivers these resources: name what does under
#       workload.delivery_pipeline in genai-lens.yaml, and state how it tests and approves changes
#     missing: the declared pipeline was not found
#     no-source: it has no source action of a repository
#     no-test: nothing is built or tested before the first deployment
#     no-approval: nobody approves before the last deployment
#     no-run: it did not succeed in the last %s
#   item: pipeline
#   remediation: >-
#     Build a pipeline that starts on a commit, tests the templates, deploys to a test environment, asks for
#     an approval and deploys to production.
package lens.controls.genops04_bp01.delivery_pipeline_complete

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.pipelines
import data.lens.lib.stacks

_days := input.params["GENOPS04-BP01/delivery-pipeline-complete"].max_age_days

_declared := object.get(input, ["workload", "delivery_pipeline"], "")

_managed if stacks.in_use

_managed if _declared != ""

_delivering := [p | some p in input.resources["AWS::CodePipeline::Pipeline"]; _delivers(p)]

_delivers(p) if p.id == _declared

_delivers(p) if {
	some stack in pipelines.deploys(p)
	stack in stacks.owners
}

_whole := {facts.account("global") | _managed; count(_delivering) == 0}

_subject(p) := object.union(facts.account(p.region), {"item": p.id})

subjects := _whole | {_subject(p) | some p in _delivering}

violations contains finding.of(subject, message, arguments, proof) if {
	some p in _delivering
	some [message, arguments] in pipelines.faults(p, _days)
	subject := _subject(p)
	proof := [{"id": p.id, "pointer": "/properties/stages"}]
}

# Pipelines are read where there are resources of generative AI.
violations contains finding.absent(subject, "missing", [], [], ["codepipeline:ListPipelines"]) if {
	some subject in _whole
	parts := split(_declared, ":")
	parts[2] == "codepipeline"
	parts[4] == input.account
	parts[3] in {r.region | some r in stacks.resources}
}

reviews := {finding.of(subject, "none", [], []) | some subject in _whole; _declared == ""} | {question |
	some subject in (subjects - {s | some s in _whole; _declared == ""})
	question := finding.of(subject, "state", [], [])
}
