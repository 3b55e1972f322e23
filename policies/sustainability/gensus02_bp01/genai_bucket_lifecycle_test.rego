package lens_test.gensus02_bp01.genai_bucket_lifecycle_test

import data.lens_test.testing

_control := "GENSUS02-BP01/genai-bucket-lifecycle"

_id := "arn:aws:s3:::data"

_answer(lifecycle) := testing.record(
	"AWS::S3::Bucket", _id,
	{"Name": "data", "GetBucketLifecycleConfiguration": lifecycle},
)

_bucket(rules) := _answer({"Rules": [object.union({"Status": "Enabled"}, rule) | some rule in rules]})

_bare := _answer({"absent": "NoSuchLifecycleConfiguration"})

_source := testing.record("AWS::Bedrock::DataSource", testing.arn("bedrock", "data-source/DS"), {
	"dataSourceConfiguration": {"s3Configuration": {"bucketArn": _id, "inclusionPrefixes": ["docs/"]}},
})

_job := testing.record("AWS::Bedrock::EvaluationJob", testing.arn("bedrock", "evaluation-job/e"), {
	"outputDataConfig": {"s3Uri": "s3://data/out/"},
})

_model := testing.record("AWS::SageMaker::Model", testing.arn("sagemaker", "model/m"), {
	"ModelName": "m",
	"PrimaryContainer": {"Image": "vllm", "ModelDataUrl": "s3://data/m/model.tar.gz"},
})

_tier := {"Transitions": [{"Days": 0, "StorageClass": "INTELLIGENT_TIERING"}]}

_kinds(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

_messages(records) := testing.messages(_control, testing.facts(records, {}, []))

test_output_without_rules_fails if {
	testing.results(_control, testing.facts([_job, _bare], {}, [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::S3::Bucket", "id": _id, "region": "us-east-1", "item": ""},
		"message": `no enabled lifecycle rule moves or deletes what is written to "/out/"`,
		"proof": [
			{"id": _job.id, "pointer": "/properties"},
			{"id": _id, "pointer": "/properties/GetBucketLifecycleConfiguration"},
		],
		"causes": [],
	}]
}

test_rule_of_something_else_fails if {
	every rule in [
		object.union(_tier, {"Status": "Disabled"}),
		object.union(_tier, {"Filter": {"Prefix": "other/"}}),
		object.union(_tier, {"Filter": {"And": {"Prefix": "out/", "Tags": [{"Key": "k", "Value": "v"}]}}}),
		{"AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7}},
	] {
		_kinds([_job, _bucket([rule])], []) == ["fail"]
	}
}

test_covered_output_passes if {
	every rule in [
		_tier,
		object.union(_tier, {"Prefix": "out/"}),
		{"Expiration": {"Days": 30}, "Filter": {"Prefix": "out/"}},
	] {
		_kinds([_job, _bucket([rule])], []) == ["pass"]
	}
	testing.proofs(_control, testing.facts([_job, _bucket([_tier])], {}, [])) == [{
		"id": _id,
		"pointer": "/properties/GetBucketLifecycleConfiguration",
	}]
}

# A job writes into a folder, whether its place ends with a slash or not.
test_place_without_a_slash_is_a_folder if {
	job := object.union(_job, {"properties": {"outputDataConfig": {"s3Uri": "s3://data/out"}}})
	_kinds([job, _bucket([object.union(_tier, {"Filter": {"Prefix": "out/"}})])], []) == ["pass"]
	_kinds([job, _bucket([object.union(_tier, {"Filter": {"Prefix": "out"}})])], []) == ["pass"]
	_kinds([job, _bucket([object.union(_tier, {"Filter": {"Prefix": "out/e/"}})])], []) == ["fail"]
	root := object.union(_job, {"properties": {"outputDataConfig": {"s3Uri": "s3://data"}}})
	_kinds([root, _bucket([object.union(_tier, {"Filter": {"Prefix": "out/"}})])], []) == ["fail"]
}

_stays := concat(" ", [
	`no enabled lifecycle rule moves what is read from "/docs/": decide whether it has to stay in its`,
	"storage class, or is in Intelligent-Tiering",
])

_deleted := `a lifecycle rule deletes what is read from "/docs/": decide whether it is still needed then`

test_sources_are_a_decision if {
	_messages([_source, _bare]) == [_stays]
	_kinds([_source, _bare], []) == ["review"]
	_kinds([_source, _bucket([_tier])], []) == ["pass"]
	_messages([_source, _bucket([_tier, {"Expiration": {"Days": 30}}])]) == [_deleted]
	_messages([_source, _bucket([{"Expiration": {"Days": 30}}])]) == [concat("; ", [_deleted, _stays])]
}

test_output_beside_models_is_a_decision if {
	_kinds([_job, _model, _bare], []) == ["review"]
	_kinds([_job, _model, _bucket([_tier])], []) == ["pass"]
	_kinds([_model, _bare], []) == ["review"]
}

test_output_beside_sources_fails if _kinds([_job, _source, _bare], []) == ["fail"]

test_tag_exempts if {
	tagged := object.union(_bare, {"tags": {"Keep-All": ""}})
	_kinds([_job, tagged], []) == ["not_applicable"]
	gap := testing.gap("resourcegroupstaggingapi:GetResources", "us-east-1")
	_kinds([_job, _bare], [gap]) == ["unknown"]
}

test_bucket_that_is_not_listed_unknown if {
	named := testing.without(_bare, "Name")
	text := "the account does not list the bucket, so its lifecycle cannot be read"
	_messages([_source, named]) == [text]
	_kinds([_source], []) == ["unknown"]
	_kinds([_job], []) == ["not_applicable"]
	_kinds([_source], [testing.gap("s3:ListBuckets", "global")]) == ["unknown", "unknown"]
}

test_lost_rules_unknown if {
	unread := testing.without(_bare, "GetBucketLifecycleConfiguration")
	_kinds([_job, unread], [testing.gap("s3:GetBucketLifecycleConfiguration", _id)]) == ["unknown"]
	_messages([_job, unread]) == ["AWS did not answer which lifecycle rules the bucket has"]
	gone := _answer({"absent": "NoSuchBucket"})
	_kinds([_job, gone], []) == ["unknown"]
}

test_lost_names_unknown if {
	every operation in ["bedrock-agent:GetDataSource", "bedrock:GetEvaluationJob", "sagemaker:ListModels"] {
		_kinds([], [testing.gap(operation, "us-east-1")]) == ["unknown"]
		_kinds([_job, _bare], [testing.gap(operation, "us-east-1")]) == ["fail", "unknown"]
	}
}

test_no_bucket_not_applicable if _kinds([_bare], []) == ["not_applicable"]
