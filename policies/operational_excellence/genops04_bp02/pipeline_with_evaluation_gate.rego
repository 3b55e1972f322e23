# METADATA
# title: Build models in SageMaker AI Pipelines that evaluate before they register or deploy
# description: >-
#   Without a gate, a worse model goes live as fast as a better one. A gate is a condition, a check of
#   quality or bias, or an evaluation job. A scan reads 90 days of jobs and executions at most.
# custom:
#   id: GENOPS04-BP02/pipeline-with-evaluation-gate
#   severity: high
#   precision: medium
#   mode: automated
#   resources: [AWS::SageMaker::Pipeline, AWS::Account]
#   lists: ["@generative-jobs", "@generative-groups", "@generative-pipelines"]
#   evidence: [sagemaker:ListPipelineExecutions, sagemaker:DescribePipeline]
#   params:
#     max_age_days: 90
#   workload: [sagemaker]
#   messages:
#     no-pipeline: generative models are trained or registered here, and no active pipeline builds them
#     no-success: no execution of a pipeline that builds generative models succeeded in the last %s days
#     ungated: no evaluation or condition comes before step %s, after what trains the model
#   item: none
#   remediation: >-
#     Add an evaluation step and a condition on its report before the steps that register or deploy
#     the model, and start the pipeline from the delivery pipeline.
package lens.controls.genops04_bp02.pipeline_with_evaluation_gate

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.generative_sagemaker
import data.lens.lib.model_pipelines

_days := min([input.params["GENOPS04-BP02/pipeline-with-evaluation-gate"].max_age_days, 90])

_since := time.parse_rfc3339_ns(input.started) - ((_days * 86400) * 1000000000)

_is_recent(moment) if time.parse_rfc3339_ns(moment) >= _since

# The Regions in which generative models were trained or registered.
_regions := {j.region |
	some j in input.resources["AWS::SageMaker::TrainingJob"]
	j.id in generative_sagemaker.jobs
	_is_recent(j.properties.CreationTime)
} | {v.region |
	some v in input.resources["AWS::SageMaker::ModelPackage"]
	[v.region, v.properties.ModelPackageGroupName] in _groups
	_is_recent(v.properties.CreationTime)
}

_groups := {[g.region, g.properties.ModelPackageGroupName] |
	some g in input.resources["AWS::SageMaker::ModelPackageGroup"]
	g.id in generative_sagemaker.groups
}

_pipelines := [p |
	some p in input.resources["AWS::SageMaker::Pipeline"]
	p.id in generative_sagemaker.pipelines
	p.region in _regions
	p.properties.PipelineStatus == "Active"
]

# A pipeline that was not read may build generative models.
subjects := ({facts.account(region) | some region in _regions} | {facts.subject(p) |
	some p in _pipelines
}) | {facts.subject(p) |
	some p in input.resources["AWS::SageMaker::Pipeline"]
	p.region in _regions
	input.gaps["sagemaker:DescribePipeline"][p.id]
}

violations contains finding.absent(subject, "no-pipeline", [], [], ["@generative-pipelines"]) if {
	some region in (_regions - {p.region | some p in _pipelines})
	subject := facts.account(region)
}

violations contains finding.absent(subject, "no-success", [days], [], _executions) if {
	some region in ({p.region | some p in _pipelines} - _successes)
	days := _days
	subject := facts.account(region)
}

violations contains finding.of(subject, "ungated", [name], [proof]) if {
	some p in _pipelines
	some i, step in p.properties.PipelineDefinition.Steps
	name := step.Name
	name in model_pipelines.ungated(p.properties.PipelineDefinition.Steps)
	subject := facts.subject(p)
	proof := {"id": p.id, "pointer": sprintf("/properties/PipelineDefinition/Steps/%d", [i])}
}

proven := {facts.account(region) | some region in _successes}

_executions := ["sagemaker:ListPipelineExecutions", "@generative-pipelines"]

_successes := {p.region | some p in _pipelines; p.id in _succeeded}

_succeeded := {regex.replace(e.id, `/execution/[^/]*$`, "") |
	some e in input.resources["AWS::SageMaker::PipelineExecution"]
	e.properties.PipelineExecutionStatus == "Succeeded"
	_is_recent(e.properties.StartTime)
}
