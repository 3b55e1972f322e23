# METADATA
# title: Evaluate every trained model for harmful answers before it is used
# description: >-
#   Poisoned data shows in answers that are toxic, biased or easily led astray. A job with such metrics, or
#   people who rate answers, would see it. The results of the jobs are not read.
# custom:
#   id: GENSEC06-BP01/trained-models-evaluated
#   severity: medium
#   precision: medium
#   mode: automated
#   resources: [AWS::Bedrock::CustomModel, AWS::Bedrock::ImportedModel]
#   lists:
#     - bedrock:ListCustomModels
#     - bedrock:ListImportedModels
#     - bedrock:ListProvisionedModelThroughputs
#     - bedrock:ListCustomModelDeployments
#   evidence: [bedrock:ListEvaluationJobs, bedrock:GetEvaluationJob, bedrock:ListProvisionedModelThroughputs]
#   params:
#     include_undeployed: false
#     metrics: [Builtin.Toxicity, Builtin.Robustness, Builtin.Harmfulness, Builtin.Stereotyping]
#   messages:
#     none: no evaluation job that finished names it or a throughput that serves it
#     other-metrics: "evaluation jobs name it or a throughput that serves it, but none measures harm: %s"
#     on-demand: >-
#       it serves through an on-demand deployment, which no evaluation job can name; check that harmful
#       answers were looked for in another way
#     other-throughput: >-
#       no evaluation job for harm names it or a throughput that serves it, but job %s names a throughput
#       that is not there any more; check that it served this model
#   item: none
#   remediation: Run an evaluation job with metrics for toxicity and robustness before the model is used.
package lens.controls.gensec06_bp01.trained_models_evaluated

import data.lens.lib.custom_models
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.group
import data.lens.lib.harm_evaluations

_params := input.params["GENSEC06-BP01/trained-models-evaluated"]

_models := array.concat(_custom, input.resources["AWS::Bedrock::ImportedModel"])

_custom := custom_models.active if {
	_params.include_undeployed
} else := custom_models.serving

_subject := {id: list[0] |
	some id, list in group.by_first({[model.id, facts.subject(model)] | some model in _models})
}

subjects := {s | some s in _subject}

shown := {[_subject[id], _at(job.id)] |
	some [id, job] in harm_evaluations.jobs
	harm_evaluations.measures(job, _params.metrics)
}

proven := {pair[0] | some pair in shown}

# A job can name an imported model, and what serves through a throughput.
_on_demand := {s |
	some id, s in _subject
	custom_models.deployments[id]
	not custom_models.throughputs[id]
}

_open := {id | some id, s in _subject; not s in proven; not s in _on_demand}

violations := {finding.absent(_subject[id], message, arguments, [_at(id)], operations) |
	operations := ["bedrock:ListEvaluationJobs", "bedrock:GetEvaluationJob"]
	some id in (_open - {pair[0] | some pair in _elsewhere})
	[message, arguments] := _fault({job.name | some [own, job] in harm_evaluations.jobs; own == id})
}

_fault(names) := ["none", []] if count(names) == 0

_fault(names) := ["other-metrics", [names]] if count(names) > 0

# {[id of a model, a job that may have looked for harm in it], ...}
_elsewhere := {[id, job] |
	some [id, job] in harm_evaluations.of_lost_throughputs
	id in _open
	harm_evaluations.measures(job, _params.metrics)
}

reviews := {finding.of(s, "on-demand", [], [_at(s.id)]) | some s in _on_demand} | {of_another |
	some [id, job] in _elsewhere
	of_another := finding.of(_subject[id], "other-throughput", [job.name], [_at(job.id)])
}

# What a job measures is in its details.
relies_on := {[_subject[id], job.id] |
	some [id, job] in (harm_evaluations.jobs | harm_evaluations.of_lost_throughputs)
}

_at(id) := {"id": id, "pointer": ""}
