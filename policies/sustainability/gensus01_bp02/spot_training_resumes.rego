# METADATA
# title: Make spot training jobs able to wait and to resume instead of starting again
# description: AWS takes spot instances back at any time. A job without checkpoints then repeats its work.
# custom:
#   id: GENSUS01-BP02/spot-training-resumes
#   severity: medium
#   precision: medium
#   mode: automated
#   resources: [AWS::SageMaker::TrainingJob, AWS::SageMaker::HyperParameterTuningJob]
#   lists: ["@generative-jobs", sagemaker:ListHyperParameterTuningJobs]
#   evidence: [sagemaker:DescribeHyperParameterTuningJob]
#   workload: [sagemaker]
#   params:
#     lookback_days: 90
#     min_wait_factor: 1.5
#   messages:
#     wait: waiting and running may take %s in all, although running alone may take %s
#     exceeded: it ended because the time to wait for spot instances was over
#     interrupted: its spot instances were interrupted, and no checkpoint location is set
#     tuning: no checkpoint location is set for its training jobs on spot instances
#     no-wait: AWS does not show how long it may wait for spot instances
#     no-steps: AWS does not show whether its spot instances were interrupted
#     no-definition: AWS does not show whether its training jobs use spot instances
#     far: the scan reads jobs of the last %s days, and lookback_days is %s
#   item: none
#   remediation: Set a checkpoint location, load the newest one at start, and allow time to wait.
package lens.controls.gensus01_bp02.spot_training_resumes

import data.lens.lib.ages
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.generative_sagemaker
import data.lens.lib.training_jobs

_params := input.params["GENSUS01-BP02/spot-training-resumes"]

_jobs := [job |
	some job in input.resources["AWS::SageMaker::TrainingJob"]
	job.id in generative_sagemaker.jobs
	job.properties.EnableManagedSpotTraining == true
	ages.within(job.properties.CreationTime, _params.lookback_days)
	not training_jobs.never_saves(job)
]

# A tuning job without any definition may train on spot instances.
_tunings := [object.union(t, {"on_spot": on_spot, "definitions": count(definitions)}) |
	some t in input.resources["AWS::SageMaker::HyperParameterTuningJob"]
	t.id in generative_sagemaker.tunings
	ages.within(t.properties.CreationTime, _params.lookback_days)
	definitions := generative_sagemaker.tuning_definitions(t)
	on_spot := [d | some d in definitions; d.EnableManagedSpotTraining == true]
	max([count(on_spot), 1 - count(definitions)]) > 0
]

subjects := {facts.subject(r) | some r in array.concat(_jobs, _tunings)}

violations := {finding.of(subject, message, arguments, proof) |
	some job in _jobs
	some [message, arguments, member] in _faults(job.properties)
	subject := facts.subject(job)
	proof := [{"id": job.id, "pointer": sprintf("/properties/%s", [member])}]
} | {finding.of(subject, "tuning", [], [{"id": t.id, "pointer": "/properties"}]) |
	some t in _tunings
	subject := facts.subject(t)
	some definition in t.on_spot
	not definition.CheckpointConfig.S3Uri
}

# Percent, because the engines multiply shares differently. AWS's default of the run time is a day.
_faults(p) := ({["wait", [{"seconds": wait}, {"seconds": running}], "StoppingCondition"] |
	wait := p.StoppingCondition.MaxWaitTimeInSeconds
	running := object.get(p.StoppingCondition, "MaxRuntimeInSeconds", 86400)
	wait * 100 < running * round(_params.min_wait_factor * 100)
} | {["exceeded", [], "SecondaryStatus"] |
	p.SecondaryStatus == "MaxWaitTimeExceeded"
}) | {["interrupted", [], "SecondaryStatusTransitions"] |
	some step in p.SecondaryStatusTransitions
	step.Status == "Interrupted"
	not p.CheckpointConfig.S3Uri
}

unseen := {finding.of(facts.subject(r), message, arguments, [{"id": r.id, "pointer": "/properties"}]) |
	some [r, message, arguments] in _hidden
}

_hidden := (({[job, "no-wait", []] |
	some job in _jobs
	not job.properties.StoppingCondition.MaxWaitTimeInSeconds
} | {[job, "no-steps", []] |
	some job in _jobs
	not job.properties.CheckpointConfig.S3Uri
	not job.properties.SecondaryStatusTransitions
}) | {[t, "no-definition", []] |
	some t in _tunings
	t.definitions == 0
}) | {[r, "far", [training_jobs.days, _params.lookback_days]] |
	_params.lookback_days > training_jobs.days
	some r in array.concat(_jobs, _tunings)
}
