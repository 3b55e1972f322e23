package lens_test.job_outputs_test

import data.lens.lib.job_outputs
import data.lens_test.testing

_key := testing.arn("kms", "key/1234abcd")

_described(manager, state) := {"DescribeKey": {"KeyMetadata": {"KeyManager": manager, "KeyState": state}}}

_works := _described("CUSTOMER", "Enabled")

_batch(output, more) := testing.record(
	"AWS::Bedrock::ModelInvocationJob",
	testing.arn("bedrock", "model-invocation-job/notes0000001"),
	object.union(
		{
			"status": "Completed",
			"submitTime": "2026-07-01T00:00:00Z",
			"outputDataConfig": {"s3OutputDataConfig": object.union({"s3Uri": "s3://answers/out/"}, output)},
		},
		more,
	),
)

_bucket(rule, more) := testing.record("AWS::S3::Bucket", "arn:aws:s3:::answers", object.union(
	{
		"Bucket": "answers",
		"GetBucketEncryption": {"ServerSideEncryptionConfiguration": {"Rules": [{
			"ApplyServerSideEncryptionByDefault": rule,
		}]}},
	},
	more,
))

_evaluation(more) := testing.record(
	"AWS::Bedrock::EvaluationJob",
	testing.arn("bedrock", "evaluation-job/compare00001"),
	object.union({"status": "Completed", "creationTime": "2026-07-01T00:00:00Z"}, more),
)

_read := {"outputDataConfig": {"s3Uri": "s3://answers/"}}

_of(job, others) := found if {
	document := testing.facts(array.concat([job], others), {}, [])
	found := job_outputs.encryption(job) with input as document
}

test_key_of_a_batch_job if {
	named := {"s3EncryptionKeyId": _key}
	_of(_batch(named, _works), []) == "customer"
	_of(_batch(named, _described("AWS", "Enabled")), []) == "none"
	_of(_batch(named, _described("CUSTOMER", "Disabled")), []) == "unusable"
	_of(_batch(named, {}), []) == "unknown"
	_of(_batch({"s3EncryptionKeyId": "alias/aws/s3"}, {}), []) == "none"
}

test_key_of_the_bucket if {
	kms := {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": _key}
	_of(_batch({}, {}), [_bucket(kms, _works)]) == "customer"
	_of(_batch({}, {}), [_bucket(kms, _described("CUSTOMER", "PendingDeletion"))]) == "unusable"
	_of(_batch({}, {}), [_bucket(kms, {})]) == "unknown"
	_of(_batch({}, {}), [_bucket({"SSEAlgorithm": "AES256"}, {})]) == "none"
	_of(_batch({}, {}), []) == "unknown"
}

test_key_of_the_job_wins if {
	named := {"s3EncryptionKeyId": _key}
	_of(_batch(named, _works), [_bucket({"SSEAlgorithm": "AES256"}, {})]) == "customer"
}

test_key_of_an_evaluation if {
	keyed := object.union(_works, {"customerEncryptionKeyId": _key})
	_of(_evaluation(object.union(_read, keyed)), []) == "customer"
	_of(_evaluation(_read), []) == "none"
	_of(_evaluation({}), []) == "unknown"
}

_names(rule, job, change) := count(found) if {
	changed := object.union(job, {"properties": change})
	document := testing.facts([changed], {}, [])
	batch := job_outputs.batch(180) with input as document
	evaluations := job_outputs.evaluations(180) with input as document
	found := {"batch": batch, "evaluations": evaluations}[rule]
}

test_jobs_of_the_last_days if {
	_names("batch", _batch({}, {}), {}) == 1
	_names("batch", _batch({}, {}), {"status": "Failed"}) == 0
	_names("batch", _batch({}, {}), {"submitTime": "2026-01-01T00:00:00Z"}) == 0
	_names("evaluations", _evaluation({}), {}) == 1
	_names("evaluations", _evaluation({}), {"status": "InProgress"}) == 0
	_names("evaluations", _evaluation({}), {"creationTime": "2026-01-01T00:00:00Z"}) == 0
}
