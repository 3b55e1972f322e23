package lens_test.gensus02_bp01.redundant_data_expired_test

import data.lens_test.testing

_control := "GENSUS02-BP01/redundant-data-expired"

_id := "arn:aws:s3:::data"

_record(changes) := testing.record("AWS::S3::Bucket", _id, object.union(
	{
		"Name": "data",
		"GetBucketLifecycleConfiguration": {"absent": "NoSuchLifecycleConfiguration"},
		"GetBucketVersioning": {},
		"GetObjectLockConfiguration": {"absent": "ObjectLockConfigurationNotFoundError"},
	},
	changes,
))

_with(rules) := {"GetBucketLifecycleConfiguration": {"Rules": [object.union({"Status": "Enabled"}, rule) |
	some rule in rules
]}}

_bucket(rules) := _record(_with(rules))

_versioned(rules) := _record(object.union(_with(rules), {"GetBucketVersioning": {"Status": "Suspended"}}))

_source := testing.record("AWS::Bedrock::DataSource", testing.arn("bedrock", "data-source/DS"), {
	"dataSourceConfiguration": {"s3Configuration": {"bucketArn": _id, "inclusionPrefixes": ["docs/"]}},
})

_job := testing.record("AWS::Bedrock::EvaluationJob", testing.arn("bedrock", "evaluation-job/e"), {
	"outputDataConfig": {"s3Uri": "s3://data/out/"},
})

_logging := testing.record(
	"AWS::Bedrock::ModelInvocationLoggingConfiguration", testing.arn("bedrock", "logging"),
	{"loggingConfig": {"s3Config": {"bucketName": "data"}}},
)

_model := testing.record("AWS::SageMaker::Model", testing.arn("sagemaker", "model/m"), {
	"ModelName": "m",
	"PrimaryContainer": {"Image": "vllm", "ModelDataUrl": "s3://data/m/model.tar.gz"},
})

_abort := {"AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7}}

_expire(days) := {"Expiration": {"Days": days}}

_drop(days) := {"NoncurrentVersionExpiration": {"NoncurrentDays": days}}

_verdicts(records, gaps) := {[kind, item] |
	some [kind, _, item] in testing.verdicts(_control, testing.facts(records, {}, gaps))
}

_kinds(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

_messages(records) := testing.messages(_control, testing.facts(records, {}, []))

test_unfinished_uploads_fail if {
	testing.results(_control, testing.facts([_source, _record({})], {}, [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::S3::Bucket", "id": _id, "region": "us-east-1", "item": "uploads"},
		"message": "no enabled lifecycle rule ends uploads that were not completed",
		"proof": [{"id": _id, "pointer": "/properties/GetBucketLifecycleConfiguration"}],
		"causes": [],
	}]
	_kinds([_source, _bucket([object.union(_abort, {"Filter": {"Prefix": "other/"}})])], []) == ["fail"]
	_kinds([_source, _bucket([object.union(_abort, {"Status": "Disabled"})])], []) == ["fail"]
	_kinds([_source, _bucket([_abort])], []) == ["pass"]
	_kinds([_source, _bucket([object.union(_abort, {"Filter": {"Prefix": "docs/"}})])], []) == ["pass"]
}

test_old_versions_fail if {
	_verdicts([_source, _versioned([_abort])], []) == {["pass", "uploads"], ["fail", "versions"]}
	text := "no enabled lifecycle rule deletes noncurrent versions within 3 months"
	_messages([_source, _versioned([_abort])]) == ["", text]
	_kinds([_source, _versioned([_abort, _drop(91)])], []) == ["fail", "pass"]
	_kinds([_source, _versioned([_abort, _drop(90)])], []) == ["pass", "pass"]
}

test_results_that_stay_fail if {
	text := `no enabled lifecycle rule deletes what is written to "/out/" within 1 year`
	_messages([_job, _bucket([_abort])]) == ["", text]
	_verdicts([_job, _bucket([_abort, _expire(366)])], []) == {["pass", "uploads"], ["fail", "output"]}
	_kinds([_job, _bucket([_abort, _expire(365)])], []) == ["pass", "pass"]
	tagged := object.union(_expire(30), {"Filter": {"Tag": {"Key": "k", "Value": "v"}}})
	_kinds([_job, _bucket([_abort, tagged])], []) == ["fail", "pass"]
}

test_logs_may_stay_longer if {
	_kinds([_logging, _bucket([_abort, _expire(3000)])], []) == ["pass", "pass"]
	_kinds([_logging, _bucket([_abort, _expire(4000)])], []) == ["fail", "pass"]
	count(_messages([_logging, _job, _bucket([_abort])])) == 2
	contains(_messages([_logging, _job, _bucket([_abort])])[1], "; ")
}

test_results_beside_models_are_not_judged if {
	_verdicts([_job, _model, _bucket([_abort])], []) == {["pass", "uploads"]}
}

test_tag_or_retention_exempts if {
	_kinds([_job, object.union(_record({}), {"tags": {"keep-all": ""}})], []) == ["not_applicable"]
	every retention, kinds in {"Days": ["fail", "fail"], "Years": ["not_applicable"]} {
		lock := {"ObjectLockConfiguration": {"Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", retention: 2}}}}
		_kinds([_job, _record({"GetObjectLockConfiguration": lock})], []) == kinds
	}
}

test_lost_answers_unknown if {
	every operation in ["GetBucketVersioning", "GetObjectLockConfiguration", "GetBucketLifecycleConfiguration"] {
		gap := testing.gap(sprintf("s3:%s", [operation]), _id)
		bucket := testing.without(_bucket([_abort]), operation)
		kinds := {kind | some kind in _kinds([_source, bucket], [gap])}
		kinds == {"unknown"}
	}
	lock := testing.gap("s3:GetObjectLockConfiguration", _id)
	_kinds([_source, testing.without(_record({}), "GetObjectLockConfiguration")], [lock]) == ["unknown"]
	tags := testing.gap("resourcegroupstaggingapi:GetResources", "us-east-1")
	_kinds([_source, _record({})], [tags]) == ["unknown"]
	text := "AWS did not answer which lifecycle rules the bucket has"
	_messages([_source, testing.without(_record({}), "GetBucketLifecycleConfiguration")]) == [text]
	_kinds([], [testing.gap("bedrock-agent:GetDataSource", "us-east-1")]) == ["unknown"]
	_kinds([_source], [testing.gap("s3:ListBuckets", "global")]) == ["unknown"]
}

test_no_bucket_not_applicable if {
	_kinds([_record({})], []) == ["not_applicable"]
	_kinds([_source, testing.without(_record({}), "Name")], []) == ["not_applicable"]
}
