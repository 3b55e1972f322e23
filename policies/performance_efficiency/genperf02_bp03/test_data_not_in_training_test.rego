package lens_test.genperf02_bp03.test_data_not_in_training_test

import data.lens_test.testing

_control := "GENPERF02-BP03/test-data-not-in-training"

_model := testing.arn("bedrock", "custom-model/provider.base/tuned0000001")

# The snapshot was started on 2026-08-01.
_made(change) := testing.record(
	"AWS::Bedrock::ModelCustomizationJob",
	testing.arn("bedrock", "model-customization-job/provider.base/job000000001"),
	object.union(
		{
			"status": "Completed",
			"creationTime": "2026-06-01T00:00:00Z",
			"outputModelArn": _model,
			"trainingDataConfig": {"s3Uri": "s3://training/train.jsonl"},
			"validationDataConfig": {"validators": [{"s3Uri": "s3://training/validation.jsonl"}]},
		},
		change,
	),
)

_throughput := testing.record(
	"AWS::Bedrock::ProvisionedModelThroughput",
	testing.arn("bedrock", "provisioned-model/through00001"),
	{"modelArn": _model, "status": "InService"},
)

_test(uri, change) := testing.record(
	"AWS::Bedrock::EvaluationJob",
	testing.arn("bedrock", "evaluation-job/test00000001"),
	object.union(
		{
			"status": "Completed",
			"creationTime": "2026-07-01T00:00:00Z",
			"modelIdentifiers": [_throughput.id],
			"evaluationConfig": {"automated": {"datasetMetricConfigs": [{"dataset": _at(uri)}]}},
		},
		change,
	),
)

_at(uri) := {"datasetLocation": {"s3Uri": uri}}

_apart := _test("s3://sets/test.jsonl", {})

_object(bucket, key, tag) := testing.record("AWS::S3::Object", sprintf("arn:aws:s3:::%s/%s", [bucket, key]), {
	"InBucket": bucket,
	"Key": key,
	"ListObjectsV2": {"Contents": [{"Key": key, "Size": 5, "ETag": {"redacted": {"hmac": tag, "length": 34}}}]},
})

_kinds(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

_messages(records) := testing.messages(_control, testing.facts(records, {}, []))

test_training_data_as_test_fails if {
	test := _test("s3://training/train.jsonl", {})
	testing.results(_control, testing.facts([_made({}), _throughput, test], {}, [])) == [{
		"kind": "fail",
		"subject": {
			"type": "AWS::Bedrock::ModelCustomizationJob",
			"id": _made({}).id,
			"region": "us-east-1",
			"item": "",
		},
		"message": concat("", [
			`the model was trained with "s3://training/train.jsonl", `,
			`and evaluation job "test00000001" tested it with that`,
		]),
		"proof": [
			{"id": test.id, "pointer": "/properties/evaluationConfig"},
			{"id": _made({}).id, "pointer": ""},
		],
		"causes": [],
	}]
}

test_other_data_pass if _kinds([_made({}), _throughput, _apart], []) == ["pass"]

test_validation_data_as_test_fail if {
	_messages([_made({}), _throughput, _test("s3://training/validation.jsonl", {})]) == [concat("", [
		`the model was validated with "s3://training/validation.jsonl", `,
		`and evaluation job "test00000001" tested it with that`,
	])]
}

test_data_inside_of_the_training_data_fail if {
	every folder in ["s3://training/all/", "s3://training/all"] {
		made := _made({"trainingDataConfig": {"s3Uri": folder}})
		_messages([made, _throughput, _test("s3://training/all/test.jsonl", {})]) == [concat("", [
			`evaluation job "test00000001" tested the model with "s3://training/all/test.jsonl", `,
			sprintf(`which is inside of its training data "%s"`, [folder]),
		])]
		_kinds([made, _throughput, _test("s3://training/all-test.jsonl", {})], []) == ["pass"]
	}
}

test_copy_fails if {
	objects := [_object("training", "train.jsonl", "same"), _object("sets", "test.jsonl", "same")]
	_messages(array.concat([_made({}), _throughput, _apart], objects)) == [concat("", [
		`evaluation job "test00000001" tested the model with "s3://sets/test.jsonl", `,
		`which is a copy of "s3://training/train.jsonl"`,
	])]
	others := [_object("training", "train.jsonl", "same"), _object("sets", "test.jsonl", "other")]
	_kinds(array.concat([_made({}), _throughput, _apart], others), []) == ["pass"]
}

test_validation_data_that_train_fail if {
	made := _made({"validationDataConfig": {"validators": [{"s3Uri": "s3://training/train.jsonl"}]}})
	facts := testing.facts([made, _throughput, _apart], {}, [])
	testing.messages(_control, facts) == [`its validation data "s3://training/train.jsonl" is its training data`]
	testing.proofs(_control, facts) == [{"id": made.id, "pointer": "/properties/validationDataConfig"}]
}

test_invocation_logs_and_no_validation_pass if {
	made := testing.without(_made({"trainingDataConfig": {}}), "validationDataConfig")
	logs := testing.without(made, "trainingDataConfig")
	_kinds([object.union(logs, {"properties": {"trainingDataConfig": {}}}), _throughput, _apart], []) == ["pass"]
}

test_deployment_serves_too if {
	deployment := testing.record(
		"AWS::Bedrock::CustomModelDeployment",
		testing.arn("bedrock", "custom-model-deployment/deploy000001"),
		{"modelArn": _model, "status": "Active"},
	)
	test := _test("s3://training/train.jsonl", {"modelIdentifiers": [deployment.id]})
	_kinds([_made({}), deployment, _throughput, test], []) == ["fail"]
}

test_evaluation_of_another_model_not_applicable if {
	test := _test("s3://training/train.jsonl", {"modelIdentifiers": ["provider.base"]})
	_kinds([_made({}), _throughput, test], []) == ["not_applicable"]
}

test_what_failed_or_is_old_not_applicable if {
	_kinds([_made({"status": "Failed"}), _throughput, _apart], []) == ["not_applicable"]
	_kinds([_made({"creationTime": "2025-01-01T00:00:00Z"}), _throughput, _apart], []) == ["not_applicable"]
	old := {"creationTime": "2025-01-01T00:00:00Z"}
	_kinds([_made({}), _throughput, _test("s3://training/train.jsonl", old)], []) == ["not_applicable"]
}

test_denied_test_unknown if {
	unread := testing.without(_apart, "evaluationConfig")
	gap := testing.gap("bedrock:GetEvaluationJob", unread.id)
	_kinds([_made({}), _throughput, unread], [gap]) == ["unknown"]
}

test_denied_object_unknown if {
	gap := testing.gap("s3:ListObjectsV2", "arn:aws:s3:::training/train.jsonl")
	_kinds([_made({}), _throughput, _apart], [gap]) == ["unknown"]
	_kinds([_made({}), _throughput, _test("s3://training/train.jsonl", {})], [gap]) == ["fail"]
}

test_denied_object_of_another_job_passes if {
	gap := testing.gap("s3:ListObjectsV2", "arn:aws:s3:::training/other.jsonl")
	_kinds([_made({}), _throughput, _apart], [gap]) == ["pass"]
}

test_denied_evaluations_unknown if {
	gap := testing.gap("bedrock:ListEvaluationJobs", "us-east-1")
	_kinds([_made({}), _throughput], [gap]) == ["unknown"]
	_kinds([_made({}), _throughput, _apart], [gap]) == ["unknown", "unknown"]
}

test_denied_customizations_unknown if {
	every name in ["ListModelCustomizationJobs", "GetModelCustomizationJob", "ListProvisionedModelThroughputs"] {
		_kinds([], [testing.gap(sprintf("bedrock:%s", [name]), "us-east-1")]) == ["unknown"]
	}
}
