package lens_test.gensec01_bp04.invocation_log_encrypted_cmk_test

import data.lens_test.testing

_control := "GENSEC01-BP04/invocation-log-encrypted-cmk"

_id := testing.arn("bedrock", "model-invocation-logging-configuration")

_key := testing.arn("kms", "key/1234abcd")

_cloudwatch := {"cloudWatchConfig": {"logGroupName": "g", "roleArn": testing.iam("role/logs")}}

_s3 := {"s3Config": {"bucketName": "logs"}}

_settings(config) := testing.record(
	"AWS::Bedrock::ModelInvocationLoggingConfiguration",
	_id,
	{"loggingConfig": config},
)

_group_id := testing.arn("logs", "log-group:g")

_group(properties) := testing.record(
	"AWS::Logs::LogGroup",
	_group_id,
	object.union({"logGroupName": "g"}, properties),
)

_bucket_id := "arn:aws:s3:::logs"

_bucket(properties) := testing.record(
	"AWS::S3::Bucket",
	_bucket_id,
	object.union({"Bucket": "logs"}, properties),
)

_encrypted(rule) := {"GetBucketEncryption": {"ServerSideEncryptionConfiguration": {"Rules": [{
	"ApplyServerSideEncryptionByDefault": rule,
}]}}}

_described(manager, state) := {"DescribeKey": {"KeyMetadata": {
	"KeyId": "1234abcd",
	"KeyManager": manager,
	"KeyState": state,
}}}

_managed_by(manager) := _in_state(manager, "Enabled")

_in_state(manager, state) := object.union(
	_encrypted({"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": _key}),
	_described(manager, state),
)

_keyed := object.union({"kmsKeyId": _key}, _described("CUSTOMER", "Enabled"))

_results(records, gaps) := testing.results(_control, testing.facts(records, {}, gaps))

_kinds(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

_verdicts(records, gaps) := testing.verdicts(_control, testing.facts(records, {}, gaps))

test_customer_keys_pass if {
	records := [
		_settings(object.union(_cloudwatch, _s3)),
		_group(_keyed),
		_bucket(_managed_by("CUSTOMER")),
	]
	_verdicts(records, []) == {["pass", _group_id, ""], ["pass", _bucket_id, ""]}
}

test_log_group_without_a_key_fails if {
	_results([_settings(_cloudwatch), _group({})], []) == [{
		"kind": "fail",
		"subject": {"type": "AWS::Logs::LogGroup", "id": _group_id, "region": "us-east-1", "item": ""},
		"message": "it is not encrypted with a KMS key",
		"proof": [{"id": _group_id, "pointer": "/properties"}],
		"causes": [],
	}]
}

test_keys_of_s3_fail if {
	_results([_settings(_s3), _bucket(_encrypted({"SSEAlgorithm": "AES256"}))], []) == [{
		"kind": "fail",
		"subject": {"type": "AWS::S3::Bucket", "id": _bucket_id, "region": "us-east-1", "item": ""},
		"message": `default encryption uses "AES256" with Amazon S3 managed keys`,
		"proof": [{"id": _bucket_id, "pointer": "/properties/GetBucketEncryption"}],
		"causes": [],
	}]
}

_messages(properties) := testing.messages(
	_control,
	testing.facts([_settings(_s3), _bucket(properties)], {}, []),
)

test_kms_without_a_key_fails if {
	_messages(_encrypted({"SSEAlgorithm": "aws:kms"})) == [
		"default encryption names no KMS key, so the AWS managed key is used",
	]
}

test_key_of_aws_fails if {
	_messages(_managed_by("AWS")) == ["default encryption uses an AWS managed key"]
}

test_two_layers_with_a_customer_key_pass if {
	twice := object.union(
		_managed_by("CUSTOMER"),
		_encrypted({"SSEAlgorithm": "aws:kms:dsse", "KMSMasterKeyID": _key}),
	)
	_kinds([_settings(_s3), _bucket(twice)], []) == ["pass"]
}

test_key_that_encrypts_nothing_fails if {
	every state in ["Disabled", "PendingDeletion"] {
		said := sprintf(`the KMS key is in state "%s" and cannot encrypt`, [state])
		_messages(_in_state("CUSTOMER", state)) == [said]
		_results([_settings(_cloudwatch), _group(object.union(_keyed, _described("CUSTOMER", state)))], []) == [{
			"kind": "fail",
			"subject": {"type": "AWS::Logs::LogGroup", "id": _group_id, "region": "us-east-1", "item": ""},
			"message": said,
			"proof": [{"id": _group_id, "pointer": "/properties/DescribeKey/KeyMetadata/KeyState"}],
			"causes": [],
		}]
	}
}

# A key of another account cannot be described from here, and a deleted one is not found.
test_key_of_the_log_group_that_was_not_described_unknown if {
	group := _group({"kmsKeyId": _key})
	_kinds([_settings(_cloudwatch), group], _denied("kms:DescribeKey", _group_id)) == ["unknown"]
	lost := _group({"kmsKeyId": _key, "DescribeKey": {"absent": "NotFoundException"}})
	[found] := _results([_settings(_cloudwatch), lost], [])
	found.kind == "unknown"
	found.message == "the owner or the state of the KMS key could not be read"
}

test_no_default_encryption_fails if {
	absent := {"absent": "ServerSideEncryptionConfigurationNotFoundError"}
	_messages({"GetBucketEncryption": absent}) == ["default encryption is not configured"]
}

test_bucket_for_large_payloads_fails if {
	records := [_settings({"cloudWatchConfig": object.union(
		_cloudwatch.cloudWatchConfig,
		{"largeDataDeliveryS3Config": {"bucketName": "logs"}},
	)})]
	more := [_group(_keyed), _bucket(_encrypted({"SSEAlgorithm": "AES256"}))]
	_verdicts(array.concat(records, more), []) == {["pass", _group_id, ""], ["fail", _bucket_id, ""]}
}

test_log_group_that_was_not_seen_unknown if {
	[found] := _results([_settings(_cloudwatch)], [])
	found.kind == "unknown"
	found.message == "it was not found, so its key is unknown"
	found.proof == [{"id": _id, "pointer": "/properties/loggingConfig/cloudWatchConfig/logGroupName"}]
}

test_bucket_that_was_not_seen_unknown if {
	[found] := _results([_settings(_s3), _bucket({"GetBucketEncryption": {"absent": "NoSuchBucket"}})], [])
	found.kind == "unknown"
	found.message == "the owner or the state of the KMS key could not be read"
	found.proof == [{"id": _bucket_id, "pointer": "/properties"}]
	_kinds([_settings(_s3)], []) == ["unknown"]
}

# An answer without a rule proves nothing. A key that AWS does not find may be another account's.
test_answers_that_tell_nothing_unknown if {
	_kinds(
		[_settings(_s3), _bucket({"GetBucketEncryption": {"ServerSideEncryptionConfiguration": {"Rules": []}}})],
		[],
	) == ["unknown"]
	lost := object.union(
		_encrypted({"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": _key}),
		{"DescribeKey": {"absent": "NotFoundException"}},
	)
	_kinds([_settings(_s3), _bucket(lost)], []) == ["unknown"]
}

test_logging_off_not_applicable if {
	_kinds(
		[testing.record("AWS::Bedrock::ModelInvocationLoggingConfiguration", _id, {})],
		[],
	) == ["not_applicable"]
}

_denied(operation, place) := [testing.gap(operation, place)]

test_denied_settings_unknown if {
	_kinds([], _denied("bedrock:GetModelInvocationLoggingConfiguration", "us-east-1")) == ["unknown"]
}

test_denied_log_groups_unknown if {
	gaps := _denied("logs:DescribeLogGroups", _id)
	[found] := _results([_settings(_cloudwatch)], gaps)
	found.kind == "unknown"
	found.causes == [testing.cause(gap) | some gap in gaps]
}

test_log_group_listed_before_the_list_was_cut_passes if {
	_kinds(
		[_settings(_cloudwatch), _group(_keyed)],
		_denied("logs:DescribeLogGroups", _id),
	) == ["pass"]
}

test_log_group_without_a_key_fails_whatever_was_not_read if {
	_kinds([_settings(_cloudwatch), _group({})], _denied("logs:DescribeLogGroups", _id)) == ["fail"]
}

test_denied_encryption_unknown if {
	_kinds([_settings(_s3), _bucket({})], _denied("s3:GetBucketEncryption", _bucket_id)) == ["unknown"]
}

test_denied_key_unknown if {
	unread := _bucket(_encrypted({"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": _key}))
	_kinds([_settings(_s3), unread], _denied("kms:DescribeKey", _bucket_id)) == ["unknown"]
}

test_denied_key_does_not_excuse_keys_of_s3_fails if {
	_kinds(
		[_settings(_s3), _bucket(_encrypted({"SSEAlgorithm": "AES256"}))],
		_denied("kms:DescribeKey", _bucket_id),
	) == ["fail"]
}
