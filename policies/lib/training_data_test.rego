package lens_test.training_data_test

import data.lens.lib.training_data
import data.lens_test.testing

_job(uri) := testing.record("AWS::Bedrock::ModelCustomizationJob", testing.arn("bedrock", uri), {
	"creationTime": "2026-07-01T00:00:00Z",
	"trainingDataConfig": {"s3Uri": uri},
})

_bucket := testing.record("AWS::S3::Bucket", "arn:aws:s3:::train", {"Name": "train"})

_facts := testing.facts(
	[
		_bucket, _job("s3://train/set.jsonl"), _job("s3://far/set.jsonl"),
		_job("s3://jumpstart-cache-prod-us-east-1/x"),
	],
	{}, [],
)

test_buckets_without_those_of_aws if {
	found := training_data.buckets(180) with input as _facts
	found == {"train", "far"}
}

test_beginnings_of_inputs if {
	jobs := [
		_job("s3://train/set.jsonl"), _job("s3://train/check/"), _job("s3://far"),
		_job("https://train/x"),
	]
	found := training_data.stems(180) with input as testing.facts(jobs, {}, [])
	found == {
		"train": [_place("train/check/"), _place("train/set.jsonl")],
		"far": [_place("far/")],
	}
	training_data.stems(5) == {} with input as testing.facts(jobs, {}, [])
}

_uses := [
	{"role": "a", "outputs": {"s3://out/x", {"redacted": {}}, "https://out"}},
	{"role": "a", "outputs": {"s3://more"}},
	{"role": "b", "outputs": set()},
]

test_what_the_jobs_of_a_role_write if {
	training_data.written(_uses) == {"a": ["more", "out"]} with input as _facts
}

_changed(resources) := {[i, names, changed] | some [_, _, i, names, changed] in found} if {
	statement := {"Effect": "Allow", "Action": ["s3:Put*", "s3:Get*"], "Resource": resources, "Condition": {}}
	uses := [{"role": "a", "outputs": {"s3://far/out/"}}]
	held := [["a", {"policy": "p", "pointer": "", "statement": statement}]]
	found := training_data.changing(uses, held, 180) with input as _facts
}

test_changing_what_other_jobs_learn_from if {
	_changed(["arn:aws:s3:::other/*", "*"]) == {[1, {"s3:Put*"}, {"train"}]}
	_changed(["arn:aws:s3:::train/set/*"]) == {[0, {"s3:Put*"}, {"train"}]}
	_changed(["arn:aws:s3:*:*:train/set/*"]) == {[0, {"s3:Put*"}, {"train"}]}
	_changed(["arn:aws:s3:::train", "arn:aws:s3:::far/*", "arn:aws:s3:::training/*"]) == set()
}

_place(object) := sprintf("arn:aws:s3:::%s", [object])

test_inputs_as_objects if {
	job := object.union(_job("s3://train/set.jsonl"), {"properties": {
		"roleArn": "r",
		"validationDataConfig": {"validators": [{"s3Uri": "s3://train/check/"}]},
	}})
	model := testing.record("AWS::Bedrock::ModelImportJob", testing.arn("bedrock", "import"), {
		"creationTime": "2026-07-01T00:00:00Z",
		"modelDataSource": {"s3DataSource": {"s3Uri": "s3://weights"}},
	})
	training := testing.record("AWS::SageMaker::TrainingJob", testing.arn("sagemaker", "training-job/t"), {
		"CreationTime": "2026-07-01T00:00:00Z",
		"RoleArn": "s",
		"ResourceConfig": {"InstanceType": "ml.g5.xlarge", "InstanceCount": 1},
		"InputDataConfig": [{"DataSource": {"S3DataSource": {"S3Uri": "s3://learn/"}}}],
	})
	facts := testing.facts([job, model, training], {}, [])
	found := training_data.inputs(180) with input as facts
	found == {
		["train", _place("train/set.jsonl"), "r", job.id],
		["train", _place("train/set.jsonl/probe"), "r", job.id],
		["train", _place("train/check/probe"), "r", job.id],
		["weights", _place("weights"), "", model.id],
		["weights", _place("weights/probe"), "", model.id],
		["learn", _place("learn/probe"), "s", training.id],
	}
	old := training_data.inputs(1) with input as facts
	old == set()
}
