# METADATA
# title: Evaluations that finished
# description: |
#   Evaluation jobs of Amazon Bedrock and batch evaluations of AgentCore. Those that failed, were
#   stopped or still run do not count.
package lens.lib.evaluations

import data.lens.lib.ages
import data.lens.lib.group
import data.lens.lib.models_in_use

# The jobs of Amazon Bedrock.
jobs := [job |
	some job in input.resources["AWS::Bedrock::EvaluationJob"]
	job.properties.status == "Completed"
]

# {id, created} of each job and batch evaluation.
runs := {{"id": job.id, "created": job.properties.creationTime} | some job in jobs} | _batches

_batches := {{"id": batch.id, "created": batch.properties.createdAt} |
	some batch in input.resources["AWS::BedrockAgentCore::BatchEvaluation"]
	batch.properties.status in {"COMPLETED", "COMPLETED_WITH_ERRORS"}
}

# Name of a model, as a job gives it -> the jobs that evaluate it. The models that judge the answers
# are not evaluated.
of_model := group.by_first({[name, job] |
	some job in jobs
	some name in array.concat(_newer(job.properties), object.get(job.properties, "modelIdentifiers", []))
})

# Normal id of a model -> [days since the creation of a job that evaluates it, the job's id], the
# newest first. A job may name the model by a profile or by a throughput.
by_model := group.by_first({[models_in_use.normal(model), [ages.days(created), job.id]] |
	some name, list in of_model
	some model in object.get(models_in_use.behind, name, [name])
	some job in list
	created := job.properties.creationTime
})

_newer(properties) := names if {
	names := properties.inferenceConfigSummary.modelConfigSummary.bedrockModelIdentifiers
} else := []
