# METADATA
# title: Buckets that models read (D8)
# description: |
#   Source buckets are those of the data sources of knowledge bases. Training buckets are those of the
#   training and validation data of customization jobs (invocation logs may be such data), of imported
#   models, and of the training jobs of SageMaker AI that are generative. Buckets in which AWS publishes
#   its own examples are nobody's to protect.
package lens.lib.source_buckets

import data.lens.lib.ages
import data.lens.lib.generative_sagemaker
import data.lens.lib.group

# The account's own buckets that data sources read, or that jobs read which are at most so many days
# old.
own(days) := [b |
	named := _named(days)
	some b in input.resources["AWS::S3::Bucket"]
	b.properties.Name
	named[b.name]
]

# The subjects of those that the account does not list: they are gone, or another account's.
foreign(days) := {subject |
	some bucket, regions in _named(days)
	not bucket in _listed
	not _is_published(bucket)
	id := sprintf("arn:%s:s3:::%s", [input.partition, bucket])
	subject := {"type": "AWS::S3::Bucket", "id": id, "region": regions[0], "item": ""}
}

# Name of a bucket -> the Regions, in order, of what reads it.
_named(days) := group.by_first(sources | training(days))

_listed := {b.name | some b in input.resources["AWS::S3::Bucket"]; b.properties.Name}

# AWS's examples of JumpStart and SageMaker AI. The default bucket of an account has its id behind
# the Region.
_is_published(bucket) if {
	some start in [
		"jumpstart-cache-", "jumpstart-private-cache-",
		"sagemaker-sample-", "sagemaker-example-files-",
	]
	startswith(bucket, start)
}

_is_published(bucket) if regex.match(`^sagemaker-[a-z][a-z](-[a-z]+)+-[0-9]$`, bucket)

# {[bucket, Region], ...} of the data sources that are not being deleted.
sources := {[bucket, source.region] |
	some source in input.resources["AWS::Bedrock::DataSource"]
	not source.properties.status == "DELETING"
	[_, bucket] := split(source.properties.dataSourceConfiguration.s3Configuration.bucketArn, ":::")
}

# The same of the jobs that are at most so many days old.
training(days) := {[bucket, read.region] |
	some read in inputs
	ages.within(read.created, days)
	startswith(read.uri, "s3://")
	bucket := split(read.uri, "/")[2]
	regex.match(`^[a-z0-9][a-z0-9.-]+$`, bucket)
}

# {uri, region, created, role, job}, ...: what training jobs read. `role` is an ARN or "", and `job`
# the id of the job.
inputs := {_input(uri, job, "creationTime", "roleArn") |
	some type in ["AWS::Bedrock::ModelCustomizationJob", "AWS::Bedrock::ModelImportJob"]
	some job in input.resources[type]
	some uri in _uris(job.properties)
} | {_input(uri, job, "CreationTime", "RoleArn") |
	some job in input.resources["AWS::SageMaker::TrainingJob"]
	job.id in generative_sagemaker.jobs
	some channel in job.properties.InputDataConfig
	uri := channel.DataSource.S3DataSource.S3Uri
}

_input(uri, job, created, role) := {
	"uri": uri,
	"region": job.region,
	"created": job.properties[created],
	"role": object.get(job.properties, role, ""),
	"job": job.id,
}

_uris(job) := union({
	{uri | uri := job.trainingDataConfig.s3Uri},
	{uri | uri := job.trainingDataConfig.invocationLogsConfig.invocationLogSource.s3Uri},
	{uri | some one in job.validationDataConfig.validators; uri := one.s3Uri},
	{uri | uri := job.modelDataSource.s3DataSource.s3Uri},
})
