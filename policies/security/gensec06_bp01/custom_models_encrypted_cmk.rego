# METADATA
# title: Encrypt custom models and the output of Bedrock jobs with a customer managed key
# description: >-
#   A model remembers what it was trained with, and jobs write what models answered. Only with your own key
#   can you decide who may decrypt that, see who did, and revoke access.
# custom:
#   id: GENSEC06-BP01/custom-models-encrypted-cmk
#   severity: medium
#   precision: high
#   mode: automated
#   resources:
#     - AWS::Bedrock::CustomModel
#     - AWS::Bedrock::ImportedModel
#     - AWS::Account # for the jobs of a Region
#   lists:
#     - bedrock:ListCustomModels
#     - bedrock:ListImportedModels
#     - bedrock:ListModelInvocationJobs
#     - bedrock:ListEvaluationJobs
#   evidence:
#     - bedrock:ListModelInvocationJobs
#     - bedrock:ListEvaluationJobs
#     - bedrock:GetCustomModel
#     - bedrock:GetImportedModel
#     - bedrock:GetEvaluationJob
#     - s3:GetBucketEncryption
#     - kms:DescribeKey
#   params: {lookback_days: 180}
#   messages:
#     no-customer-key: "@no-customer-key"
#     key-of-aws: "@key-of-aws"
#     key-unusable: "@key-unusable"
#     key-not-shown: "@key-not-shown"
#     jobs-without-key: no customer managed KMS key encrypts the output of %s jobs (%s)
#     jobs-key-unusable: the KMS key of %s jobs is in a state in which it cannot encrypt (%s)
#     jobs-key-not-shown: the owner or the state of the KMS key of %s jobs could not be read (%s)
#   item: none
#   remediation: >-
#     Pass a KMS key when you customize, import or copy a model and when you start batch and evaluation jobs,
#     or make one the default encryption of the output bucket.
package lens.controls.gensec06_bp01.custom_models_encrypted_cmk

import data.lens.lib.custom_models
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.group
import data.lens.lib.job_outputs
import data.lens.lib.kms_keys

_days := input.params["GENSEC06-BP01/custom-models-encrypted-cmk"].lookback_days

# [model, operation that shows its key].
_models := array.concat([[model, "bedrock:GetCustomModel"] | some model in custom_models.active], [pair |
	some model in input.resources["AWS::Bedrock::ImportedModel"]
	pair := [model, "bedrock:GetImportedModel"]
])

# Region -> [how its output is encrypted, name of the job] of each of its jobs.
_jobs := group.by_first({[job.region, [job_outputs.encryption(job), job.name, job.id]] |
	some job in array.concat(job_outputs.batch(_days), job_outputs.evaluations(_days))
})

subjects := {facts.subject(model) | some [model, _] in _models} | {account |
	some region, _ in _jobs
	account := facts.account(region)
}

violations := {finding.absent(facts.subject(model), message, arguments, [_at(model.id)], [operation]) |
	some [model, operation] in _models
	some [message, arguments] in kms_keys.faults(model, _key(model), [])
} | _said({"none": "jobs-without-key", "unusable": "jobs-key-unusable"})

unseen := {finding.of(facts.subject(model), message, arguments, [_at(model.id)]) |
	some [model, _] in _models
	some [message, arguments] in kms_keys.doubts(model, _key(model), [])
} | _said({"unknown": "jobs-key-not-shown"})

# What is said of the jobs of a Region: once for each way of encryption.
_said(messages) := {finding.of(facts.account(region), message, [count(names), names], [_at(found[0][2])]) |
	some region, jobs in _jobs
	some encryption, message in messages
	found := [job | some job in jobs; job[0] == encryption]
	names := [job[1] | some job in found]
	count(names) > 0
}

# What was not read of other things changes nothing. A gap may hide jobs, or how they are encrypted.
proven := {s | some s in (subjects - {f.subject | some f in (violations | unseen)}); _is_whole(s)}

_is_whole(s) if s.type != "AWS::Account"

_is_whole(s) if {
	every operation in ["ListModelInvocationJobs", "ListEvaluationJobs", "GetEvaluationJob"] {
		count(facts.touching(concat(":", ["bedrock", operation]), s, [])) == 0
	}
}

_key(model) := object.get(model.properties, "modelKmsKeyArn", "")

_at(id) := {"id": id, "pointer": ""}
