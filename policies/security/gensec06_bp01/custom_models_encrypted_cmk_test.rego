package lens_test.gensec06_bp01.custom_models_encrypted_cmk_test

import data.lens_test.testing

_control := "GENSEC06-BP01/custom-models-encrypted-cmk"

_arn := testing.arn("kms", "key/1234abcd")

_described(manager, state) := {"DescribeKey": {"KeyMetadata": {"KeyManager": manager, "KeyState": state}}}

_works := _described("CUSTOMER", "Enabled")

_model(more) := testing.record(
	"AWS::Bedrock::CustomModel",
	testing.arn("bedrock", "custom-model/provider.base/tuned0000001"),
	object.union({"modelStatus": "Active", "creationTime": "2025-06-01T00:00:00Z"}, more),
)

_imported(more) := testing.record(
	"AWS::Bedrock::ImportedModel",
	testing.arn("bedrock", "imported-model/import000001"),
	object.union({"creationTime": "2025-06-01T00:00:00Z"}, more),
)

_key(more) := object.union({"modelKmsKeyArn": _arn}, more)

_batch(name, output) := testing.record(
	"AWS::Bedrock::ModelInvocationJob",
	testing.arn("bedrock", sprintf("model-invocation-job/%s", [name])),
	{
		"status": "Completed",
		"submitTime": "2026-07-01T00:00:00Z",
		"outputDataConfig": {"s3OutputDataConfig": object.union({"s3Uri": "s3://answers/out/"}, output)},
	},
)

_bucket(rule) := testing.record("AWS::S3::Bucket", "arn:aws:s3:::answers", {
	"Bucket": "answers",
	"GetBucketEncryption": {"ServerSideEncryptionConfiguration": {"Rules": [{
		"ApplyServerSideEncryptionByDefault": rule,
	}]}},
})

_open := _bucket({"SSEAlgorithm": "AES256"})

_sealed := object.union(
	_bucket({"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": _arn}),
	{"properties": _works},
)

_evaluation(more) := testing.record(
	"AWS::Bedrock::EvaluationJob",
	testing.arn("bedrock", "evaluation-job/compare00001"),
	object.union({"status": "Completed", "creationTime": "2026-07-01T00:00:00Z"}, more),
)

_read := {"outputDataConfig": {"s3Uri": "s3://answers/"}}

_facts(records, gaps) := testing.facts(records, {}, gaps)

_results(records, gaps) := testing.results(_control, _facts(records, gaps))

_kinds(records, gaps) := testing.kinds(_control, _facts(records, gaps))

_messages(records) := testing.messages(_control, _facts(records, []))

test_models_with_own_keys_pass if {
	_kinds([_model(_key(_works)), _imported(_key(_works))], []) == ["pass", "pass"]
}

test_model_without_a_key_fails if {
	model := _model({})
	_results([model], []) == [{
		"kind": "fail",
		"subject": {"type": "AWS::Bedrock::CustomModel", "id": model.id, "region": "us-east-1", "item": ""},
		"message": "no customer managed KMS key is set",
		"proof": [{"id": model.id, "pointer": ""}],
		"causes": [],
	}]
	_kinds([_imported({})], []) == ["fail"]
}

test_key_of_aws_fails if {
	_messages([_model(_key(_described("AWS", "Enabled")))]) == ["the KMS key is an AWS managed key"]
}

test_key_that_encrypts_nothing_fails if {
	_messages([_imported(_key(_described("CUSTOMER", "Disabled")))]) == [
		`the KMS key is in state "Disabled" and cannot encrypt`,
	]
}

test_key_that_was_not_described_unknown if {
	_messages([_model(_key({}))]) == ["the owner or the state of the KMS key could not be read"]
	_kinds([_model(_key({}))], [testing.gap("kms:DescribeKey", _model({}).id)]) == ["unknown"]
}

test_model_that_is_not_active_not_applicable if {
	_kinds([_model({"modelStatus": "Failed"})], []) == ["not_applicable"]
}

test_batch_job_without_a_key_fails if {
	job := _batch("notes", {})
	other := _batch("letters", {"s3EncryptionKeyId": "alias/aws/s3"})
	[found] := _results([job, other, _open], [])
	found.kind == "fail"
	found.subject.type == "AWS::Account"
	found.subject.region == "us-east-1"
	found.message == `no customer managed KMS key encrypts the output of 2 jobs ("letters", "notes")`
	found.proof == [{"id": other.id, "pointer": ""}] # the first by name
}

test_default_encryption_of_the_bucket_counts if {
	_kinds([_batch("notes", {}), _sealed], []) == ["pass"]
	off := object.union(_sealed, {"properties": _described("CUSTOMER", "Disabled")})
	_messages([_batch("notes", {}), off]) == [
		`the KMS key of 1 jobs is in a state in which it cannot encrypt ("notes")`,
	]
}

test_bucket_that_was_not_read_unknown if {
	denied := testing.gap("s3:GetBucketEncryption", _open.id)
	_kinds([_batch("notes", {})], [denied]) == ["unknown"]
	_messages([_batch("notes", {})]) == [
		`the owner or the state of the KMS key of 1 jobs could not be read ("notes")`,
	]
}

test_evaluation_without_a_key_fails if {
	_kinds([_evaluation(_read)], []) == ["fail"]
	_kinds([_evaluation({})], [testing.gap("bedrock:GetEvaluationJob", _evaluation({}).id)]) == ["unknown"]
	keyed := object.union(_works, {"customerEncryptionKeyId": _arn})
	_kinds([_evaluation(object.union(_read, keyed))], []) == ["pass"]
}

test_fault_that_was_seen_stands if {
	unread := testing.gap("bedrock:GetEvaluationJob", testing.arn("bedrock", "evaluation-job/other0000001"))
	_kinds([_batch("notes", {}), _open], [unread]) == ["fail"]
}

test_jobs_that_were_not_read_unknown if {
	every operation in ["ListModelInvocationJobs", "ListEvaluationJobs"] {
		gap := testing.gap(concat(":", ["bedrock", operation]), "us-east-1")
		_kinds([_batch("notes", {}), _sealed], [gap]) == ["unknown"]
		_kinds([], [gap]) == ["unknown"]
	}
}

# What is not known of a model says nothing of the jobs.
test_model_that_was_not_read_changes_nothing_for_jobs if {
	gap := testing.gap("bedrock:GetCustomModel", _model({}).id)
	_kinds([_model({}), _batch("notes", {}), _sealed], [gap]) == ["pass", "unknown"]
}

test_denied_models_unknown if {
	_kinds([_imported({})], [testing.gap("bedrock:GetImportedModel", _imported({}).id)]) == ["unknown"]
	_kinds([], [testing.gap("bedrock:ListCustomModels", "us-east-1")]) == ["unknown"]
	_kinds([], [testing.gap("bedrock:ListImportedModels", "us-east-1")]) == ["unknown"]
}

test_none_not_applicable if _kinds([_open], []) == ["not_applicable"]
