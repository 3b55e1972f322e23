# METADATA
# title: Run long distributed training on HyperPod or as managed jobs
# description: >-
#   The more nodes a training has and the longer it runs, the likelier one of them fails. HyperPod replaces
#   the node and goes on. A training job ends, unless it may be retried.
# custom:
#   id: GENPERF03-BP01/distributed-training-on-hyperpod
#   severity: medium
#   precision: medium
#   mode: hybrid
#   resources: [AWS::SageMaker::TrainingJob]
#   lists: ["@generative-jobs"]
#   evidence: []
#   workload: [sagemaker]
#   params:
#     lookback_days: 180
#     min_instances: 8
#     min_hours: 24
#     max_validity_days: 366
#   messages:
#     failed: >-
#       after %s on %s accelerator instances it failed because of the infrastructure, and it has no retry
#       strategy
#     long: it ran for %s on %s accelerator instances, outside of HyperPod
#     state: >-
#       state why it does not run on HyperPod; write it with: genai-lens attest
#       GENPERF03-BP01/distributed-training-on-hyperpod
#     far: the scan reads training jobs of the last %s days, and lookback_days is %s
#   item: none
#   remediation: Use a HyperPod cluster with automatic node recovery for training that runs for days.
package lens.controls.genperf03_bp01.distributed_training_on_hyperpod

import data.lens.lib.accelerators
import data.lens.lib.ages
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.generative_sagemaker
import data.lens.lib.training_jobs

_params := input.params["GENPERF03-BP01/distributed-training-on-hyperpod"]

# The jobs with instances of their own. AWS runs the others.
_jobs := [job |
	some job in input.resources["AWS::SageMaker::TrainingJob"]
	job.id in generative_sagemaker.jobs
	ages.within(job.properties.CreationTime, _params.lookback_days)
	count(training_jobs.choices(job)) > 0
]

subjects := {facts.subject(job) | some job in _jobs}

# The number of accelerator instances; the most that the job may have, if AWS chooses.
_number(job) := max([sum(numbers) |
	some choice in training_jobs.choices(job)
	numbers := [number | some [type, number] in choice; accelerators.has(type)]
])

# [job, seconds, number] of each job that is long and wide.
_large := {[job, seconds, number] |
	some job in _jobs
	seconds := training_jobs.seconds(job)
	seconds > _params.min_hours * 3600
	number := _number(job)
	number >= _params.min_instances
}

violations := {finding.of(facts.subject(job), "failed", [{"seconds": seconds}, number], proof) |
	some [job, seconds, number] in _large
	object.get(job.properties, "TrainingJobStatus", "Failed") == "Failed"
	job.properties.FailureReason.redacted.signs.infrastructure == true
	not _retried(job)
	proof := [{"id": job.id, "pointer": "/properties/FailureReason"}]
}

_retried(job) if job.properties.RetryStrategy.MaximumRetryAttempts > 0

reviews := {finding.of(facts.subject(job), message, arguments, proof) |
	some [job, seconds, number] in _large
	some message, arguments in {"long": [{"seconds": seconds}, number], "state": []}
	proof := [{"id": job.id, "pointer": "/properties/ResourceConfig"}]
}

# What HyperPod runs is no training job, so it is never among these.
proven := (subjects - {facts.subject(job) | some [job, _, _] in _large}) - {f.subject | some f in unseen}

unseen := {finding.of(subject, "far", [training_jobs.days, _params.lookback_days], []) |
	_params.lookback_days > training_jobs.days
	some subject in subjects
}
