package lens_test.training_writers_test

import data.lens.lib.training_writers
import data.lens_test.testing

_bucket(name) := testing.record("AWS::S3::Bucket", sprintf("arn:aws:s3:::%s", [name]), {"Name": name})

_job(uri) := testing.record("AWS::Bedrock::ModelCustomizationJob", testing.arn("bedrock", uri), {
	"creationTime": "2026-07-01T00:00:00Z",
	"trainingDataConfig": {"s3Uri": uri},
})

_gaps := [
	testing.gap("bedrock:GetModelCustomizationJob", testing.arn("bedrock", "job")),
	testing.gap("sagemaker:Search", "eu-west-1"),
	testing.gap("s3:GetBucketPolicy", "arn:aws:s3:::train"),
]

_source := testing.record("AWS::Bedrock::DataSource", testing.arn("bedrock", "ds"), {
	"status": "AVAILABLE",
	"dataSourceConfiguration": {"s3Configuration": {"bucketArn": "arn:aws:s3:::docs"}},
})

_facts := testing.facts(
	[_bucket("train"), _bucket("docs"), _source, _job("s3://train/set.jsonl"), _job("s3://far/set.jsonl")],
	{}, _gaps,
)

test_buckets_of_training_data_only if {
	own := training_writers.own(180) with input as _facts
	[b.name | some b in own] == ["train"]
	foreign := training_writers.foreign(180) with input as _facts
	{s.id | some s in foreign} == {"arn:aws:s3:::far"}
}

test_gaps_of_jobs if {
	gaps := training_writers.gaps with input as _facts
	gaps == {testing.arn("bedrock", "job"), "eu-west-1"}
}
