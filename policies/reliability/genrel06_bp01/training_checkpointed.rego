# METADATA
# title: Checkpoint long or distributed training to durable storage
# description: >-
#   Without a checkpoint, a training job that fails starts from the beginning. That costs most where
#   many instances work together, where AWS may take spot instances back, or if the job lasts long.
# custom:
#   id: GENREL06-BP01/training-checkpointed
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::SageMaker::TrainingJob, AWS::SageMaker::Cluster]
#   lists: ["@generative-jobs", "@generative-clusters"]
#   evidence: [sagemaker:DescribeTrainingJob, "s3:ListBuckets"]
#   workload: [sagemaker]
#   params:
#     max_age_days: 90
#     long_job_seconds: 14400
#   messages:
#     spot: no checkpoint location is set, and AWS may take the spot instances back
#     distributed: no checkpoint location is set, and %s instances train together
#     long: no checkpoint location is set, and the training time is %s
#     far: checkpoint bucket %s is in another Region, %s
#     foreign: checkpoint bucket %s is not in the listing of the account's buckets, so its Region is not known
#     tiered: >-
#       managed tiered checkpointing is not enabled, so find out whether the training code writes
#       checkpoints to durable storage itself
#   item: none
#   remediation: Set a checkpoint location, and save so often that a restart loses little work.
package lens.controls.genrel06_bp01.training_checkpointed

import data.lens.lib.ages
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.generative_sagemaker
import data.lens.lib.training_jobs

_params := input.params["GENREL06-BP01/training-checkpointed"]

# Of shorter jobs the scan does not ask whether they are serverless.
_long := max([_params.long_job_seconds, 14400])

# The jobs whose failure costs much work, each with why: a message and its arguments.
_jobs := [object.union(job, {"why": why}) |
	some job in input.resources["AWS::SageMaker::TrainingJob"]
	job.id in generative_sagemaker.jobs
	ages.within(job.properties.CreationTime, _params.max_age_days)
	not training_jobs.serverless(job)
	not training_jobs.never_saves(job)
	why := training_jobs.risk(job, _long)
]

_clusters := [c |
	some c in input.resources["AWS::SageMaker::Cluster"]
	c.id in generative_sagemaker.clusters
	c.properties.ClusterStatus != "Deleting"
	c.properties.Orchestrator.Eks
]

subjects := {facts.subject(r) | some r in array.concat(_jobs, _clusters)}

violations contains finding.absent(subject, message, arguments, proof, operations) if {
	some job in _jobs
	[message, arguments] := job.why
	operations := ["sagemaker:DescribeTrainingJob"]
	subject := facts.subject(job)
	not job.properties.CheckpointConfig.S3Uri
	proof := [{"id": job.id, "pointer": "/properties"}]
}

# [subject, its Region, its bucket, the Region of this bucket or null, proof].
_saved := {[facts.subject(job), job.region, bucket, region, proof] |
	some job in _jobs
	bucket := split(trim_prefix(job.properties.CheckpointConfig.S3Uri, "s3://"), "/")[0]
	region := object.get(_regions, bucket, null)
	proof := {"id": job.id, "pointer": "/properties/CheckpointConfig"}
}

_regions := {b.name: b.properties.BucketRegion | some b in input.resources["AWS::S3::Bucket"]}

violations contains finding.of(subject, "far", [bucket, region], [proof]) if {
	some [subject, own, bucket, region, proof] in _saved
	not region in {own, null}
}

unseen contains finding.of(subject, "foreign", [bucket], [proof]) if {
	some [subject, _, bucket, null, proof] in _saved
}

proven := {subject | some [subject, region, _, region, _] in _saved} | {facts.subject(c) |
	some c in _clusters
	c.properties.TieredStorageConfig.Mode == "Enable"
}

reviews contains finding.of(subject, "tiered", [], [proof]) if {
	some c in _clusters
	subject := facts.subject(c)
	proof := {"id": c.id, "pointer": "/properties"}
	not c.properties.TieredStorageConfig.Mode == "Enable"
}
