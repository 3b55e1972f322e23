package lens_test.gensec01_bp04.invocation_logging_enabled_test

import data.lens_test.testing

_control := "GENSEC01-BP04/invocation-logging-enabled"

_operation := "bedrock:GetModelInvocationLoggingConfiguration"

_id := testing.arn("bedrock", "model-invocation-logging-configuration")

# The settings of us-east-1. AWS always shows them, without a loggingConfig if logging is off.
_settings(properties) := testing.record("AWS::Bedrock::ModelInvocationLoggingConfiguration", _id, properties)

_guardrail := testing.record(
	"AWS::Bedrock::Guardrail",
	testing.arn("bedrock", "guardrail/g"),
	{"status": "READY"},
)

_bucket := {"s3Config": {"bucketName": "logs"}, "textDataDeliveryEnabled": true}

# The results for us-east-1, which uses Bedrock, with these settings.
_results(properties) := testing.results(_control, testing.facts([_guardrail, _settings(properties)], {}, []))

_kinds(records, params, gaps) := testing.kinds(_control, testing.facts(records, {_control: params}, gaps))

_of(config) := _kinds([_settings({"loggingConfig": config})], {}, [])

_account(region) := {"type": "AWS::Account", "id": testing.iam("root"), "region": region, "item": ""}

test_off_fails if {
	_results({}) == [{
		"kind": "fail",
		"subject": _account("us-east-1"),
		"message": `model invocation logging is off`,
		"proof": [{"id": _id, "pointer": "/properties"}],
		"causes": [],
	}]
}

test_bucket_passes if _of(_bucket) == ["pass"]

test_log_group_passes if {
	_of({"cloudWatchConfig": {"logGroupName": "g"}, "textDataDeliveryEnabled": true}) == ["pass"]
}

test_no_destination_fails if {
	[found] := _results({"loggingConfig": {"textDataDeliveryEnabled": false, "s3Config": {}}})
	found.kind == "fail"
	found.message == `model invocation logging has no destination`
	found.proof == [{"id": _id, "pointer": "/properties/loggingConfig"}]
}

test_text_left_out_fails if {
	[found] := _results({"loggingConfig": object.union(_bucket, {"textDataDeliveryEnabled": false})})
	found.kind == "fail"
	found.message == `model invocation logging does not deliver text`
	found.proof == [{"id": _id, "pointer": "/properties/loggingConfig/textDataDeliveryEnabled"}]
}

test_text_not_said_is_review if {
	[found] := _results({"loggingConfig": {"s3Config": {"bucketName": "logs"}}})
	found.kind == "review"
	found.message == concat(" ", [
		`AWS did not return whether text is delivered`,
		"(see invocation-logging-all-modalities)",
	])
	found.proof == [{"id": _id, "pointer": "/properties/loggingConfig"}]
}

test_each_region_in_use_is_judged if {
	records := [
		_guardrail, _settings({}),
		testing.record_in(
			"eu-west-1",
			"AWS::Bedrock::ModelInvocationLoggingConfiguration",
			"arn:eu",
			{"loggingConfig": _bucket},
		),
	]
	{[r.kind, r.subject.region] | some r in testing.results(_control, testing.facts(records, {}, []))} == {
		["fail", "us-east-1"],
		["pass", "eu-west-1"],
	}
}

test_region_not_in_use_not_applicable if _kinds([_settings({})], {}, []) == ["not_applicable"]

test_region_that_is_listed_fails if _kinds([_settings({})], {"regions": ["us-east-1"]}, []) == ["fail"]

test_region_that_is_listed_and_logs_passes if {
	_kinds([_settings({"loggingConfig": _bucket})], {"regions": ["us-east-1"]}, []) == ["pass"]
}

_endpoint := testing.record(
	"AWS::SageMaker::Endpoint",
	testing.arn("sagemaker", "endpoint/e"),
	{
		"EndpointStatus": "InService",
		"DescribeEndpointConfig": {"ProductionVariants": [{"InstanceType": "ml.g5.xlarge"}]},
	},
)

# AWS offers no Bedrock there, so nobody asked: there are neither settings nor a gap.
test_region_without_bedrock_not_applicable if {
	elsewhere := testing.record_in(
		"eu-west-1",
		"AWS::Bedrock::ModelInvocationLoggingConfiguration",
		"arn:eu",
		{},
	)
	_kinds([_endpoint, elsewhere], {}, []) == ["not_applicable"]
	_kinds([], {"regions": ["us-east-1"]}, []) == ["not_applicable"]
}

test_region_that_was_not_scanned_unknown if {
	testing.results(_control, testing.facts([], {_control: {"regions": ["ap-south-1"]}}, [])) == [{
		"kind": "unknown",
		"subject": _account("ap-south-1"),
		"message": "the Region is listed in params.regions, but was not scanned",
		"proof": [],
		"causes": [],
	}]
}

_denied := testing.gap(_operation, "us-east-1")

test_denied_in_a_region_in_use_unknown if {
	testing.results(_control, testing.facts([_guardrail], {}, [_denied])) == [{
		"kind": "unknown",
		"subject": _account("us-east-1"),
		"message": sprintf("%s in us-east-1: AccessDenied (allow %s)", [_operation, _operation]),
		"proof": [],
		"causes": [testing.cause(_denied)],
	}]
}

test_denied_in_a_region_that_is_listed_unknown if {
	_kinds([], {"regions": ["us-east-1"]}, [_denied]) == ["unknown"]
}

test_denied_elsewhere_unknown if _kinds([], {}, [_denied]) == ["unknown"]

test_regions_in_use_not_all_seen_unknown if {
	_kinds([_settings({})], {}, [testing.gap("bedrock-agent:ListAgents", "us-east-1")]) == ["unknown"]
}

test_use_that_was_seen_is_judged_whatever_else_was_not_fails if {
	_kinds([_guardrail, _settings({})], {}, [testing.gap("bedrock-agent:ListAgents", "us-east-1")]) == ["fail"]
}
