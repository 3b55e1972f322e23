# METADATA
# title: Which keys encrypt what jobs of Amazon Bedrock write
# description: |
#   Jobs of batch inference, and evaluation jobs that finished. A batch job without a key writes with the
#   default encryption of its bucket. A job that failed wrote nothing.
package lens.lib.job_outputs

import data.lens.lib.ages
import data.lens.lib.buckets
import data.lens.lib.facts
import data.lens.lib.kms_keys

# The jobs of the last so many days.
batch(days) := [job |
	some job in input.resources["AWS::Bedrock::ModelInvocationJob"]
	job.properties.status != "Failed"
	ages.within(job.properties.submitTime, days)
]

evaluations(days) := [job |
	some job in input.resources["AWS::Bedrock::EvaluationJob"]
	job.properties.status == "Completed"
	ages.within(job.properties.creationTime, days)
]

# How the output of a job is encrypted: "none" (no customer managed key), "unusable" (a key that
# cannot encrypt), "unknown" or "customer".
encryption(job) := _verdict(_faults(job), _customer(job))

_verdict(faults, _) := "none" if count(faults - {"key-unusable"}) > 0

_verdict({"key-unusable"}, _) := "unusable"

_verdict(set(), true) := "customer"

_verdict(set(), false) := "unknown"

# The names of the faults of the key that a job names, or of its bucket.
_faults(job) := {message | some [message, _] in kms_keys.faults(job, _key(job), [])} if {
	_decides(job)
} else := {message |
	some [message, _] in buckets.key_faults(_bucket(job))
}

_customer(job) if {
	_decides(job)
	kms_keys.customer(job)
} else if {
	not _decides(job)
	buckets.customer_key(_bucket(job))
} else := false

# Whether the job alone says how its output is encrypted.
_decides(job) if _key(job) != ""

_decides(job) if {
	job.type == "AWS::Bedrock::EvaluationJob"
	job.properties.outputDataConfig # GetEvaluationJob was answered
}

_key(job) := object.get(job.properties, path, "") if path := _paths[job.type]

_paths := {
	"AWS::Bedrock::EvaluationJob": ["customerEncryptionKeyId"],
	"AWS::Bedrock::ModelInvocationJob": ["outputDataConfig", "s3OutputDataConfig", "s3EncryptionKeyId"],
}

# The bucket that a job writes to, as far as it was read.
_bucket(job) := bucket if {
	job.type == "AWS::Bedrock::ModelInvocationJob"
	uri := job.properties.outputDataConfig.s3OutputDataConfig.s3Uri
	name := split(trim_prefix(uri, "s3://"), "/")[0]
	bucket := facts.get("AWS::S3::Bucket", sprintf("arn:%s:s3:::%s", [input.partition, name]))
} else := {"properties": {}}
