package lens_test.gensec01_bp04.invocation_logging_all_modalities_test

import data.lens_test.testing

_control := "GENSEC01-BP04/invocation-logging-all-modalities"

_operation := "bedrock:GetModelInvocationLoggingConfiguration"

_id := testing.arn("bedrock", "model-invocation-logging-configuration")

_all := {
	"textDataDeliveryEnabled": true,
	"imageDataDeliveryEnabled": true,
	"embeddingDataDeliveryEnabled": true,
	"videoDataDeliveryEnabled": true,
	"audioDataDeliveryEnabled": true,
}

_bucket := object.union(_all, {"s3Config": {"bucketName": "logs"}})

_group := object.union(_all, {"cloudWatchConfig": {"logGroupName": "g", "roleArn": testing.iam("role/logs")}})

_settings(properties) := testing.record("AWS::Bedrock::ModelInvocationLoggingConfiguration", _id, properties)

_facts(config, params) := testing.facts([_settings({"loggingConfig": config})], {_control: params}, [])

_kinds(config) := testing.kinds(_control, _facts(config, {}))

test_all_to_a_bucket_passes if _kinds(_bucket) == ["pass"]

test_flag_that_is_off_or_not_shown_fails if {
	config := object.union(
		object.remove(_bucket, ["audioDataDeliveryEnabled"]),
		{"videoDataDeliveryEnabled": false},
	)
	testing.results(_control, _facts(config, {})) == [{
		"kind": "fail",
		"subject": {"type": "AWS::Account", "id": testing.iam("root"), "region": "us-east-1", "item": ""},
		"message": `model invocation logging does not deliver "audio", "video"`,
		"proof": [{"id": _id, "pointer": "/properties/loggingConfig"}],
		"causes": [],
	}]
}

test_text_that_is_not_shown_fails if _kinds(object.remove(_bucket, ["textDataDeliveryEnabled"])) == ["fail"]

test_modalities_are_those_of_the_parameter_passes if {
	config := {"s3Config": {"bucketName": "logs"}, "textDataDeliveryEnabled": true}
	testing.kinds(_control, _facts(config, {"modalities": ["text"]})) == ["pass"]
	testing.kinds(_control, _facts(config, {"modalities": ["text", "image"]})) == ["fail"]
}

_too_large := concat(" ", [
	"payloads too large for CloudWatch Logs are not delivered:",
	"no S3 bucket is set for large data",
])

test_log_group_alone_loses_large_payloads_fails if {
	[found] := testing.results(_control, _facts(_group, {}))
	found.kind == "fail"
	found.message == _too_large
	found.proof == [{"id": _id, "pointer": "/properties/loggingConfig/cloudWatchConfig"}]
}

test_log_group_with_a_bucket_for_large_payloads_passes if {
	_kinds(object.union(
		_group,
		{"cloudWatchConfig": {"largeDataDeliveryS3Config": {"bucketName": "large"}}},
	)) == ["pass"]
}

test_log_group_beside_a_bucket_passes if _kinds(object.union(_group, _bucket)) == ["pass"]

test_both_faults_are_one_result_fails if {
	testing.messages(_control, _facts(object.remove(_group, ["imageDataDeliveryEnabled"]), {})) == [concat(
		"; ",
		[
			`model invocation logging does not deliver "image"`,
			_too_large,
		],
	)]
}

test_logging_off_not_applicable if {
	testing.kinds(_control, testing.facts([_settings({})], {}, [])) == ["not_applicable"]
}

test_no_destination_is_off_not_applicable if {
	_kinds(object.union(_all, {"s3Config": {}})) == ["not_applicable"]
}

test_denied_unknown if {
	testing.kinds(_control, testing.facts([], {}, [testing.gap(_operation, "us-east-1")])) == ["unknown"]
}

test_denied_elsewhere_judges_what_was_seen if {
	denied := testing.gap(_operation, "eu-west-1")
	{[r.kind, r.subject.region] |
		some r in testing.results(_control, testing.facts([_settings({"loggingConfig": _bucket})], {}, [denied]))
	} == {
		["pass", "us-east-1"],
		["unknown", "eu-west-1"],
	}
}
