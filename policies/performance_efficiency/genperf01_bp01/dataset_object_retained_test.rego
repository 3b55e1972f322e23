package lens_test.genperf01_bp01.dataset_object_retained_test

import data.lens_test.testing

_control := "GENPERF01-BP01/dataset-object-retained"

_uri := "s3://sets/in/a.jsonl"

# The snapshot was started on 2026-08-01.
_job(id, uri, created) := testing.record(
	"AWS::Bedrock::EvaluationJob",
	testing.arn("bedrock", sprintf("evaluation-job/%s", [id])),
	{
		"status": "Completed",
		"creationTime": created,
		"evaluationConfig": {"human": {"datasetMetricConfigs": [{"dataset": {"datasetLocation": {"s3Uri": uri}}}]}},
	},
)

_test := _job("test", _uri, "2026-07-01T00:00:00Z")

_workload(uri) := testing.record(
	"AWS::SageMaker::AIWorkloadConfig",
	testing.arn("sagemaker", "ai-workload-config/load"),
	{
		"CreationTime": "2026-07-01T00:00:00Z",
		"DatasetConfig": {"InputDataConfig": [{"DataSource": {"S3DataSource": {"S3Uri": uri}}}]},
	},
)

_bucket(change) := testing.record("AWS::S3::Bucket", "arn:aws:s3:::sets", object.union(
	{"Name": "sets", "Bucket": "sets", "GetBucketVersioning": {"Status": "Enabled"}},
	change,
))

_good := _bucket({})

_object(key, listing) := testing.record(
	"AWS::S3::Object",
	sprintf("arn:aws:s3:::sets/%s", [key]),
	object.union({"InBucket": "sets", "Key": key}, listing),
)

_listed(key, first, size) := _object(key, {"ListObjectsV2": {"Contents": [{"Key": first, "Size": size}]}})

_there := _listed("in/a.jsonl", "in/a.jsonl", 100)

_gone := _object("in/a.jsonl", {"ListObjectsV2": {}})

_kinds(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

_messages(records) := testing.messages(_control, testing.facts(records, {}, []))

test_object_that_is_gone_fails if {
	testing.results(_control, testing.facts([_test, _good, _gone], {}, [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::S3::Bucket", "id": _good.id, "region": "us-east-1", "item": ""},
		"message": `there is no object "s3://sets/in/a.jsonl", and "test" used it as a dataset`,
		"proof": [{"id": _gone.id, "pointer": "/properties/ListObjectsV2"}],
		"causes": [],
	}]
}

test_object_that_is_there_passes if _kinds([_test, _good, _there], []) == ["pass"]

test_object_that_only_starts_alike_fails if {
	_kinds([_test, _good, _listed("in/a.jsonl", "in/a.jsonl.old", 100)], []) == ["fail"]
}

test_empty_object_fails if {
	_messages([_test, _good, _listed("in/a.jsonl", "in/a.jsonl", 0)]) == [
		`object "s3://sets/in/a.jsonl" has 0 bytes, and "test" used it as a dataset`,
	]
}

test_versioning_that_is_off_fails if {
	never := _bucket({"GetBucketVersioning": {}})
	new := object.union(object.remove(never, ["properties"]), {"properties": {
		"Name": "sets",
		"GetBucketVersioning": {},
	}})
	facts := testing.facts([_test, new, _there], {}, [])
	testing.messages(_control, facts) == [
		"versioning was never turned on, so a dataset that is overwritten is lost",
	]
	testing.proofs(_control, facts) == [{"id": _good.id, "pointer": "/properties/GetBucketVersioning"}]
	_messages([_test, _bucket({"GetBucketVersioning": {"Status": "Suspended"}}), _there]) == [
		"versioning is suspended, so a dataset that is overwritten is lost",
	]
}

test_prompt_optimization_counts if {
	optimization := testing.record(
		"AWS::Bedrock::PromptOptimizationJob",
		testing.arn("bedrock", "advanced-prompt-optimization-job/one"),
		{
			"jobStatus": "Completed",
			"creationTime": "2026-07-01T00:00:00Z",
			"inputConfig": {"s3Uri": _uri},
		},
	)
	_kinds([optimization, _good, _gone], []) == ["fail"]
}

test_one_object_under_a_prefix_is_enough if {
	_kinds([_workload("s3://sets/in/"), _good, _listed("in/", "in/b.jsonl", 5)], []) == ["pass"]
	_kinds([_workload("s3://sets/in"), _good, _listed("in", "in/b.jsonl", 5)], []) == ["pass"]
	_kinds([_workload("s3://sets/in/"), _good, _object("in/", {"ListObjectsV2": {}})], []) == ["fail"]
}

test_empty_object_under_a_prefix_is_a_question if {
	_kinds([_workload("s3://sets/in/"), _good, _listed("in/", "in/_SUCCESS", 0)], []) == ["review"]
	records := [_job("test", "s3://sets/in/", "2026-07-01T00:00:00Z"), _good, _listed("in/", "in/", 0)]
	_kinds(records, []) == ["review"]
	_messages(records) == [concat("", [
		`the first object under "s3://sets/in/" is an empty one; `,
		"check that others hold the dataset",
	])]
}

_foreign := testing.without(_good, "Name")

test_bucket_of_another_account if {
	_kinds([_test, _foreign, _there], []) == ["pass"]
	_kinds([_test, _foreign, _gone], []) == ["unknown"]
	_messages([_test, _foreign, _gone]) == [concat("", [
		`the bucket is not one of this account, and no object "s3://sets/in/a.jsonl" was found; `,
		"check it in its account",
	])]
	none := {"absent": "NoSuchBucket"}
	records := [
		_test,
		testing.record("AWS::S3::Bucket", "arn:aws:s3:::sets", {"Bucket": "sets", "GetBucketVersioning": none}),
		_object("in/a.jsonl", {"ListObjectsV2": none}),
	]
	_kinds(records, []) == ["unknown"]
}

test_old_job_not_applicable if {
	_kinds([_job("old", _uri, "2025-07-01T00:00:00Z"), _good, _gone], []) == ["not_applicable"]
}

test_bucket_without_a_dataset_not_applicable if _kinds([_good], []) == ["not_applicable"]

test_denied_object_unknown if {
	unread := _object("in/a.jsonl", {})
	_kinds([_test, _good, unread], [testing.gap("s3:ListObjectsV2", unread.id)]) == ["unknown"]
}

test_denied_versioning_unknown if {
	denied := testing.gap("s3:GetBucketVersioning", _good.id)
	unread := testing.without(_good, "GetBucketVersioning")
	_kinds([_test, unread, _there], [denied]) == ["unknown"]
	_kinds([_test, unread, _gone], [denied]) == ["fail"]
}

test_denied_buckets_unknown if {
	_kinds([_test, _foreign, _gone], [testing.gap("s3:ListBuckets", "global")]) == ["unknown"]
}

test_denied_jobs_unknown if {
	_kinds([], [testing.gap("bedrock:ListEvaluationJobs", "us-east-1")]) == ["unknown"]
	_kinds([_test, _good, _there], [testing.gap("bedrock:GetEvaluationJob", "us-east-1")]) == ["pass", "unknown"]
	_kinds([], [testing.gap("sagemaker:DescribeAIWorkloadConfig", "us-east-1")]) == ["unknown"]
}
