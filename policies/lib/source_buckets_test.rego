package lens_test.source_buckets_test

import data.lens.lib.source_buckets
import data.lens_test.testing

_record(type, name, properties) := testing.record(type, testing.arn("x", name), properties)

_source(bucket, status) := _record("AWS::Bedrock::DataSource", bucket, {
	"status": status,
	"dataSourceConfiguration": {"s3Configuration": {"bucketArn": sprintf("arn:aws:s3:::%s", [bucket])}},
})

_bucket(name, properties) := testing.record("AWS::S3::Bucket", sprintf("arn:aws:s3:::%s", [name]), properties)

_tuning(created) := _record("AWS::Bedrock::ModelCustomizationJob", "tuning", {
	"creationTime": created,
	"trainingDataConfig": {"s3Uri": "s3://tune/set.jsonl"},
	"validationDataConfig": {"validators": [{"s3Uri": "s3://check/set.jsonl"}]},
	"outputDataConfig": {"s3Uri": "s3://out/"},
})

_import := _record("AWS::Bedrock::ModelImportJob", "import", {
	"creationTime": "2026-01-01T00:00:00Z",
	"modelDataSource": {"s3DataSource": {"s3Uri": "s3://weights"}},
})

_job(instance, uri) := _record("AWS::SageMaker::TrainingJob", instance, {
	"TrainingJobName": "j",
	"CreationTime": "2026-01-01T00:00:00Z",
	"ResourceConfig": {"InstanceType": instance, "InstanceCount": 1},
	"AlgorithmSpecification": {"TrainingImage": "own"},
	"InputDataConfig": [
		{"DataSource": {"S3DataSource": {"S3Uri": uri}}},
		{"DataSource": {"FileSystemDataSource": {}}},
	],
	"OutputDataConfig": {"S3OutputPath": "s3://out/"},
})

_document(records) := object.union(testing.facts(records, {}, []), {"started": "2026-01-31T00:00:00Z"})

_foreign(records, days) := {s.id | some s in found} if {
	document := _document(records)
	found := source_buckets.foreign(days) with input as document
}

_ids(names) := {sprintf("arn:aws:s3:::%s", [name]) | some name in names}

test_what_reads_a_bucket if {
	_foreign([_source("docs", "AVAILABLE"), _source("old", "DELETING")], 180) == _ids({"docs"})
	_foreign([_tuning("2026-01-01T00:00:00Z")], 180) == _ids({"tune", "check"})
	_foreign([_import], 180) == _ids({"weights"})
	_foreign([_job("ml.p4d.24xlarge", "s3://learn/set/")], 180) == _ids({"learn"})
	_foreign([_job("ml.m5.large", "s3://tables/set/")], 180) == set()
	_foreign([_job("ml.p4d.24xlarge", "https://learn/set/")], 180) == set()
	_foreign([_job("ml.p4d.24xlarge", "s3://Not A Bucket/")], 180) == set()
	_foreign([], 180) == set()
}

test_models_that_learn_from_invocation_logs if {
	logs := {"invocationLogsConfig": {"invocationLogSource": {"s3Uri": "s3://calls/AWSLogs/"}}}
	_foreign(
		[_record("AWS::Bedrock::ModelCustomizationJob", "distilled", {
			"creationTime": "2026-01-01T00:00:00Z",
			"trainingDataConfig": logs,
		})],
		180,
	) == _ids({"calls"})
}

test_jobs_are_judged_for_some_time if {
	_foreign([_tuning("2025-12-01T00:00:00Z")], 61) == _ids({"tune", "check"})
	_foreign([_tuning("2025-12-01T00:00:00Z")], 60) == set()
}

test_examples_of_aws_are_left_out if {
	every bucket in [
		"jumpstart-cache-prod-us-east-1", "sagemaker-sample-files", "sagemaker-sample-data-us-east-1",
		"sagemaker-example-files-prod-us-east-1", "sagemaker-us-gov-west-1",
	] {
		_foreign([_source(bucket, "AVAILABLE")], 180) == set()
		own := _document([_source(bucket, "AVAILABLE"), _bucket(bucket, {"Name": bucket})])
		count(source_buckets.own(180)) == 1 with input as own
	}
	_foreign([_source("jumpstart-of-others", "AVAILABLE")], 180) == _ids({"jumpstart-of-others"})
	default_bucket := "sagemaker-us-east-1-444455556666"
	_foreign([_source(default_bucket, "AVAILABLE")], 180) == _ids({default_bucket})
}

test_a_bucket_is_the_accounts_own_if_it_lists_it if {
	records := [_source("docs", "AVAILABLE"), _source("theirs", "AVAILABLE"), _bucket("docs", {"Name": "docs"})]
	named := _bucket("theirs", {"Bucket": "theirs"})
	other := _bucket("other", {"Name": "other"})
	document := _document(array.concat(records, [named, other]))
	found := source_buckets.own(180) with input as document
	[b.name | some b in found] == ["docs"]
	_foreign(array.concat(records, [named, other]), 180) == _ids({"theirs"})
}

test_a_foreign_bucket_has_the_first_region_that_reads_it if {
	there := testing.record(
		"AWS::Bedrock::DataSource",
		"arn:aws:x:eu-west-1:111122223333:ds",
		_source("docs", "AVAILABLE").properties,
	)
	document := _document([_source("docs", "AVAILABLE"), object.union(there, {"region": "eu-west-1"})])
	found := source_buckets.foreign(180) with input as document
	found == {{"type": "AWS::S3::Bucket", "id": "arn:aws:s3:::docs", "region": "eu-west-1", "item": ""}}
}
