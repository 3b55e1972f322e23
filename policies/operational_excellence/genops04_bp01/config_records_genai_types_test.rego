package lens_test.genops04_bp01.config_records_genai_types_test

import data.lens_test.testing

_control := "GENOPS04-BP01/config-records-genai-types"

_guardrail := testing.record("AWS::Bedrock::Guardrail", testing.arn("bedrock", "guardrail/g1"), {})

_agent := testing.record("AWS::Bedrock::Agent", testing.arn("bedrock", "agent/HELPER"), {})

_endpoint(status) := testing.record(
	"AWS::SageMaker::Endpoint",
	testing.arn("sagemaker", "endpoint/llm"),
	{
		"EndpointName": "llm",
		"EndpointStatus": status,
		"DescribeEndpointConfig": {"ProductionVariants": [{"ModelName": "m", "ServerlessConfig": {}}]},
	},
)

_model(image) := testing.record(
	"AWS::SageMaker::Model",
	testing.arn("sagemaker", "model/m"),
	{"ModelName": "m", "PrimaryContainer": {"Image": image}},
)

_all := {"allSupported": true, "recordingStrategy": {"useOnly": "ALL_SUPPORTED_RESOURCE_TYPES"}}

_only(types) := {"recordingStrategy": {"useOnly": "INCLUSION_BY_RESOURCE_TYPES"}, "resourceTypes": types}

_recorder(properties) := testing.record(
	"AWS::Config::ConfigurationRecorder",
	testing.arn("config", "configuration-recorder/default"),
	properties,
)

_good := {"recording": true, "lastStatus": "SUCCESS", "recordingGroup": _all}

_kinds(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

_messages(records) := testing.messages(_control, testing.facts(records, {}, []))

test_recorder_of_everything_passes if _kinds([_guardrail, _recorder(_good)], []) == ["pass"]

test_no_recorder_fails if {
	testing.results(_control, testing.facts([_guardrail], {}, [])) == [{
		"kind": "fail",
		"subject": {
			"type": "AWS::Account",
			"id": "arn:aws:iam::111122223333:root",
			"region": "us-east-1",
			"item": "",
		},
		"message": "the Region has no configuration recorder",
		"proof": [],
		"causes": [],
	}]
}

test_recorder_of_a_service_does_not_count if {
	service := _recorder(object.union(_good, {"servicePrincipal": "observabilityadmin.amazonaws.com"}))
	_messages([_guardrail, service]) == ["the Region has no configuration recorder"]
}

test_stopped_recorder_fails if {
	stopped := _recorder(object.union(_good, {"recording": false}))
	testing.results(_control, testing.facts([_guardrail, stopped], {}, [])) == [{
		"kind": "fail",
		"subject": {
			"type": "AWS::Config::ConfigurationRecorder",
			"id": stopped.id,
			"region": "us-east-1",
			"item": "",
		},
		"message": "it does not record",
		"proof": [{"id": stopped.id, "pointer": "/properties/recording"}],
		"causes": [],
	}]
}

test_failing_recorder_fails if {
	failing := _recorder(object.union(_good, {"lastStatus": "FAILURE"}))
	_messages([_guardrail, failing]) == ["its last recording failed"]
}

test_left_out_type_fails if {
	some_types := _recorder(object.union(_good, {"recordingGroup": _only(["AWS::S3::Bucket"])}))
	_messages([_guardrail, _agent, some_types]) == [concat("", [
		`it does not record "AWS::Bedrock::Guardrail", `,
		"and the Region has such resources",
	])]
	_kinds([_agent, some_types], []) == ["pass"]
}

test_listed_type_passes if {
	listed := _recorder(object.union(_good, {"recordingGroup": _only(["AWS::Bedrock::Guardrail"])}))
	_kinds([_guardrail, listed], []) == ["pass"]
}

test_endpoint_of_a_generative_model_counts if {
	_kinds([_endpoint("InService"), _model("vllm")], []) == ["fail"]
	_kinds([_endpoint("InService"), _model("xgboost")], []) == ["not_applicable"]
	_kinds([_endpoint("Failed"), _model("vllm")], []) == ["not_applicable"]
}

test_left_out_generative_model_fails if {
	guardrails := _recorder(object.union(_good, {"recordingGroup": _only(["AWS::Bedrock::Guardrail"])}))
	_messages([_endpoint("InService"), _model("vllm"), guardrails]) == [concat("", [
		`it does not record "AWS::SageMaker::Model", `,
		"and the Region has such resources",
	])]
	_kinds([_guardrail, _model("xgboost"), guardrails], []) == ["pass"]
}

test_unread_model_unknown if {
	denied := testing.gap("sagemaker:DescribeModel", testing.arn("sagemaker", "model/m"))
	_kinds([_endpoint("InService")], [denied]) == ["unknown"]
}

test_nothing_to_record_not_applicable if _kinds([_recorder(_good)], []) == ["not_applicable"]

test_state_that_was_not_shown_unknown if {
	_kinds([_guardrail, _recorder({"recordingGroup": _all})], []) == ["unknown"]
}

_hidden := testing.gap("bedrock-agent:ListPrompts", "us-east-1")

test_hidden_type_unknown if {
	listed := _recorder(object.union(_good, {"recordingGroup": _only(["AWS::Bedrock::Guardrail"])}))
	"unknown" in _kinds([_guardrail, listed], [_hidden])
	not "pass" in _kinds([_guardrail, listed], [_hidden])
}

test_recorder_of_everything_is_proven if "pass" in _kinds([_guardrail, _recorder(_good)], [_hidden])

test_denied_recorders_unknown if {
	denied := testing.gap("config:DescribeConfigurationRecorders", "us-east-1")
	_kinds([_guardrail], [denied]) == ["unknown"]
}
