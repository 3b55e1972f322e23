package lens_test.genops02_bp02.invocation_logging_on_test

import data.lens_test.testing

_control := "GENOPS02-BP02/invocation-logging-on"

_id := testing.arn("bedrock", "model-invocation-logging-configuration")

_logs(config) := object.union(_off, {"properties": {"loggingConfig": config}})

_off := testing.record("AWS::Bedrock::ModelInvocationLoggingConfiguration", _id, {})

_text := {
	"textDataDeliveryEnabled": true,
	"cloudWatchConfig": {"logGroupName": "/calls", "roleArn": testing.iam("role/r")},
}

_all := object.union(_text, {"imageDataDeliveryEnabled": true, "embeddingDataDeliveryEnabled": true})

_group := testing.record("AWS::Logs::LogGroup", testing.arn("logs", "log-group:/calls"), {})

_agent(model) := testing.record("AWS::Bedrock::Agent", testing.arn("bedrock", "agent/A1"), {
	"foundationModel": model,
	"GetAgent": {},
})

_model(id, modality) := testing.record(
	"AWS::Bedrock::FoundationModel",
	sprintf("arn:aws:bedrock:us-east-1::foundation-model/%s", [id]),
	{"modelId": id, "outputModalities": [modality]},
)

_nova := _agent("amazon.nova-lite-v1:0")

_results(records, gaps) := testing.results(_control, testing.facts(records, {}, gaps))

_kinds(records, gaps) := [r.kind | some r in _results(records, gaps)]

_messages(records) := [r.message | some r in _results(records, [])]

test_logging_with_text_passes if {
	_results([_nova, _logs(_text), _group, _model("amazon.nova-lite-v1:0", "TEXT")], []) == [{
		"kind": "pass",
		"subject": {
			"type": "AWS::Account",
			"id": testing.iam("root"),
			"region": "us-east-1",
			"item": "",
		},
		"message": "",
		"proof": [],
		"causes": [],
	}]
}

_twin := "(as GENSEC01-BP04/invocation-logging-enabled says)"

test_logging_that_is_off_fails if {
	_messages([_nova, _off]) == [sprintf("model invocation logging is off %s", [_twin])]
}

test_logging_without_a_destination_fails if {
	_messages([_nova, _logs({"textDataDeliveryEnabled": true})]) == [
		sprintf("logging has no destination %s", [_twin]),
	]
}

test_logging_without_text_fails if {
	config := object.union(_all, {"textDataDeliveryEnabled": false})
	_messages([_nova, _logs(config), _group]) == [
		sprintf("the logs have no text %s", [_twin]),
	]
}

test_text_that_aws_does_not_mention_review if {
	config := object.remove(_all, ["textDataDeliveryEnabled"])
	_messages([_nova, _logs(config), _group]) == ["AWS did not return whether text is delivered"]
}

test_images_of_a_model_in_use_fail if {
	records := [_agent("us.amazon.nova-canvas-v1:0"), _model("amazon.nova-canvas-v1:0", "IMAGE"), _group]
	_messages(array.concat(records, [_logs(_text)])) == [concat("", [
		`model invocation logging does not deliver the "image" output of models in use, `,
		`"amazon.nova-canvas-v1:0" (as GENSEC01-BP04/invocation-logging-all-modalities says)`,
	])]
	_kinds(array.concat(records, [_logs(_all)]), []) == ["pass"]
}

test_images_of_a_model_that_is_not_used_pass if {
	_kinds([_nova, _model("amazon.nova-canvas-v1:0", "IMAGE"), _group, _logs(_text)], []) == ["pass"]
}

test_log_group_that_does_not_exist_fails if {
	_messages([_nova, _logs(_all)]) == [concat("", [
		`log group "/calls" does not exist `,
		"(as GENSEC01-BP04/invocation-log-destination-valid says)",
	])]
	_kinds([_nova, _logs(_all)], [testing.gap("logs:DescribeLogGroups", "us-east-1")]) == ["unknown"]
}

_bucket := object.union(object.remove(_all, ["cloudWatchConfig"]), {"s3Config": {"bucketName": "archive"}})

test_bucket_of_the_account_passes if {
	own := testing.record("AWS::S3::Bucket", "arn:aws:s3:::archive", {"Name": "archive"})
	_kinds([_nova, _logs(_bucket), own], []) == ["pass"]
}

test_bucket_of_another_account_unknown if {
	[found] := _results([_nova, _logs(_bucket)], [])
	found.kind == "unknown"
	found.message == `bucket "archive" is not listed in this account; it may belong to a log archive account`
}

test_metrics_alone_are_use_fails if {
	metric := testing.record("AWS::CloudWatch::Metric", testing.arn("cloudwatch", "metric/m"), {
		"Namespace": "AWS/Bedrock",
	})
	_kinds([metric, _off], []) == ["fail"]
}

test_region_without_bedrock_not_applicable if {
	_kinds([_off], []) == ["not_applicable"]
	_kinds([_nova], []) == ["not_applicable"]
}

test_settings_not_read_unknown if {
	_kinds([_nova], [testing.gap("bedrock:GetModelInvocationLoggingConfiguration", "us-east-1")]) == ["unknown"]
}

test_models_not_read if {
	gaps := [testing.gap("bedrock:ListFoundationModels", "us-east-1")]
	_kinds([_nova, _logs(_text), _group], gaps) == ["unknown"]
	_kinds([_nova, _logs(_all), _group], gaps) == ["pass"]
	_kinds([_nova, _off], gaps) == ["fail"]
}

test_use_not_seen_unknown if {
	_kinds([_off], [testing.gap("cloudwatch:ListMetrics", "us-east-1")]) == ["unknown"]
}
