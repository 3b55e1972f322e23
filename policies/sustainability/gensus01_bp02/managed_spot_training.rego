# METADATA
# title: Run interruptible training on managed spot capacity
# description: >-
#   Spot instances are capacity that runs anyway, and cost less. Training that can wait and resume needs no
#   others.
# custom:
#   id: GENSUS01-BP02/managed-spot-training
#   severity: low
#   precision: medium
#   mode: automated
#   resources: [AWS::Account]
#   lists: ["@generative-jobs"]
#   evidence: ["@generative-jobs", sagemaker:DescribeTrainingJob]
#   workload: [sagemaker]
#   params:
#     lookback_days: 90
#     min_seconds: 1800
#     min_spot_share: 0.5
#     exempt_tag: no-spot
#     no_spot_types: ["ml.p6e-gb200.*"]
#   messages:
#     low: >-
#       %s percent of the instance time of training jobs is on managed spot, and at least %s percent is
#       expected; the largest job without it is %s, with %s
#     far: the scan reads training jobs of the last %s days, and lookback_days is %s
#   item: none
#   remediation: Enable managed spot training, with checkpoints, for jobs that can wait for capacity.
package lens.controls.gensus01_bp02.managed_spot_training

import data.lens.lib.ages
import data.lens.lib.exempt
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.generative_sagemaker
import data.lens.lib.group
import data.lens.lib.training_jobs

_params := input.params["GENSUS01-BP02/managed-spot-training"]

# Of shorter jobs the scan does not ask whether they are serverless.
_least := max([_params.min_seconds, 1800])

_share := round(_params.min_spot_share * 100)

# Region -> [instance seconds, whether it ran on spot instances, name, id] of each job.
_times := group.by_first({[job.region, [seconds * number, spot, job.name, job.id]] |
	some job in input.resources["AWS::SageMaker::TrainingJob"]
	job.id in generative_sagemaker.jobs
	ages.within(job.properties.TrainingEndTime, _params.lookback_days)
	seconds := training_jobs.seconds(job)
	seconds >= _least
	number := training_jobs.instances(job)
	spot := object.get(job.properties, "EnableManagedSpotTraining", false)
	not _exempt(job)
})

_exempt(job) if training_jobs.serverless(job)

_exempt(job) if training_jobs.reserved(job)

_exempt(job) if training_jobs.tagged(job, _params.exempt_tag)

# Types that are sold as reserved capacity alone (September 2026).
_exempt(job) if {
	some choice in training_jobs.choices(job)
	some [type, _] in choice
	exempt.named(type, _params.no_spot_types)
}

subjects := {facts.account(region) | some region, _ in _times}

# Region -> [all instance seconds, those on spot instances].
_sums := {region: [sum([n | some [n, _, _, _] in jobs]), sum([n | some [n, true, _, _] in jobs])] |
	some region, jobs in _times
}

violations := {finding.absent(subject, "low", arguments, proof, operations) |
	operations := ["@generative-jobs", "sagemaker:DescribeTrainingJob"]
	some region, [all, spot] in _sums
	spot * 100 < all * _share
	subject := facts.account(region)
	others := sort([[n, title, arn] | some [n, false, title, arn] in _times[region]])
	[time, name, id] := others[count(others) - 1]
	arguments := [floor((spot * 100) / all), _share, name, {"seconds": time}]
	proof := [{"id": id, "pointer": "/properties/EnableManagedSpotTraining"}]
}

# Another job that is serverless makes the share no lower. A job that was not listed may.
proven := {facts.account(region) |
	some region, [all, spot] in _sums
	spot * 100 >= all * _share
	_params.lookback_days <= training_jobs.days
	count(facts.touching("sagemaker:Search", facts.account(region), [])) == 0
}

unseen := {finding.of(subject, "far", [training_jobs.days, _params.lookback_days], []) |
	_params.lookback_days > training_jobs.days
	some subject in subjects
}
