# METADATA
# title: Which datasets evaluation jobs used
# description: |
#   The datasets of evaluations and prompt optimizations that finished, and of the workloads for load
#   tests. A dataset of AWS's own has a name alone. That of the account is an object in Amazon S3; that
#   of a workload may be all objects under a prefix. Amazon S3 was asked for the first object whose key
#   starts with that of the dataset.
package lens.lib.datasets

import data.lens.lib.evaluations
import data.lens.lib.facts

# The kind of what an evaluation job evaluates. Old jobs do not say it, and evaluate models.
kind(job) := object.get(_kinds, object.get(job.properties, "applicationType", ""), "models")

_kinds := {"RagEvaluation": "knowledge-bases"}

# The evaluation jobs whose details were read.
read := [job | some job in evaluations.jobs; job.properties.evaluationConfig]

# The S3 URIs of the datasets of an evaluation job.
uris(job) := {uri | some d in _of(job); uri := d.datasetLocation.s3Uri}

# What is the same for the same dataset: the S3 URI, or a hash of the name of one of AWS's own.
keys(job) := uris(job) | {concat(":", ["name", hash]) |
	some d in _of(job)
	not d.datasetLocation
	hash := d.name.redacted.hmac
}

_of(job) := [config.dataset |
	some way in ["automated", "human"]
	some config in job.properties.evaluationConfig[way].datasetMetricConfigs
]

# The prompt optimizations that finished, of which the S3 URI was read.
optimizations := [job |
	some job in input.resources["AWS::Bedrock::PromptOptimizationJob"]
	job.properties.jobStatus == "Completed"
	job.properties.inputConfig.s3Uri
]

# {uri, prefix: whether it stands for all objects that start with it, by: the job or configuration
# that names it, created}
uses := ({use |
	some job in read
	some uri in uris(job)
	use := _use(job, uri, job.properties.creationTime, false)
} | {use |
	some job in optimizations
	use := _use(job, job.properties.inputConfig.s3Uri, job.properties.creationTime, false)
}) | {use |
	some config in input.resources["AWS::SageMaker::AIWorkloadConfig"]
	some channel in config.properties.DatasetConfig.InputDataConfig
	uri := channel.DataSource.S3DataSource.S3Uri
	use := _use(config, uri, config.properties.CreationTime, true)
}

_use(r, uri, created, prefix) := {
	"uri": uri,
	"by": r.id,
	"name": r.name,
	"created": created,
	"prefix": prefix,
}

# The id of the object that an S3 URI names.
object_of(uri) := sprintf("arn:%s:s3:::%s", [input.partition, substring(uri, 5, -1)])

# The id of its bucket.
bucket_of(uri) := regex.replace(object_of(uri), `/.*$`, "")

# What became of it: `there`, `missing`, `empty`, or `marker` where the first object under a prefix
# is an empty one, such as that of a folder or of a job that has ended. Undefined where Amazon S3
# did not answer.
state(use) := "missing" if {
	_object(use).properties.ListObjectsV2
	not _found(use)
} else := "marker" if {
	_any(use)
	_first(use).Size == 0
} else := "empty" if {
	_first(use).Size == 0
} else := "there" if {
	_found(use)
}

_found(use) if _first(use).Key == _object(use).properties.Key

_found(use) if {
	_any(use)
	_first(use)
}

_any(use) if use.prefix

_any(use) if endswith(use.uri, "/")

_first(use) := _object(use).properties.ListObjectsV2.Contents[0]

_object(use) := facts.get("AWS::S3::Object", object_of(use.uri))

# Whether two S3 URIs name objects with the same ETag and size.
is_copy(uri, other) if {
	one := _exact(uri)
	another := _exact(other)
	one.ETag == another.ETag
	one.Size == another.Size
	one.Size > 0
}

_exact(uri) := first if {
	first := _first({"uri": uri})
	first.Key == _object({"uri": uri}).properties.Key
}
