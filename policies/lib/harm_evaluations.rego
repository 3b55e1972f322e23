# METADATA
# title: Evaluations of trained models
# description: |
#   A job names an imported model by its ARN, and a custom model by the throughput that serves it. Jobs
#   before the model was made do not count: its throughput may have served another one.
package lens.lib.harm_evaluations

import data.lens.lib.custom_models
import data.lens.lib.evaluations
import data.lens.lib.models_in_use

# {[id of a model, job], ...}
jobs := {[model.id, job] |
	some model in _models
	some name in array.concat([model.id], object.get(custom_models.throughputs, model.id, []))
	some job in evaluations.of_model[name]
	_is_later(job, model)
}

# {[id of a model, a job of a throughput that no listing shows], ...}: it may have served the model.
of_lost_throughputs := {[model.id, job] |
	known := object.keys(models_in_use.behind)
	some name, list in evaluations.of_model
	contains(name, ":provisioned-model/")
	not name in known
	some job in list
	some model in _models
	_is_later(job, model)
}

_models := array.concat(custom_models.active, input.resources["AWS::Bedrock::ImportedModel"])

# Times are in UTC, so their texts have the order of time.
_is_later(job, model) if job.properties.creationTime > model.properties.creationTime

# Whether people rate the answers in a job, or it has one of these metrics.
measures(job, _) if job.properties.jobType == "Human"

measures(job, _) if job.properties.evaluationConfig.human

measures(job, metrics) if {
	some config in job.properties.evaluationConfig.automated.datasetMetricConfigs
	some metric in config.metricNames
	metric in metrics
}
