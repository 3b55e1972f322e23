package lens_test.genops02_bp01.threat_detection_on_test

import data.lens_test.testing

_control := "GENOPS02-BP01/threat-detection-on"

_agent := testing.record("AWS::Bedrock::Agent", testing.arn("bedrock", "agent/A1"), {})

_detector(changes) := testing.record(
	"AWS::GuardDuty::Detector",
	testing.arn("guardduty", "detector/d"),
	object.union({"Status": "ENABLED"}, changes),
)

_plans(ai, lambda) := {"Features": [
	{"Name": "AI_PROTECTION", "Status": ai},
	{"Name": "LAMBDA_NETWORK_LOGS", "Status": lambda},
]}

_function := testing.arn("lambda", "function:orders-tool")

_tool := testing.record(
	"AWS::Bedrock::AgentActionGroup",
	testing.arn("bedrock", "agent/A1/agentVersion/DRAFT/actionGroup/G"),
	{"actionGroupExecutor": {"lambda": _function}},
)

_results(records, gaps) := testing.results(_control, testing.facts(records, {}, gaps))

_kinds(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

_messages(records) := testing.messages(_control, testing.facts(records, {}, []))

test_detector_with_both_plans_passes if {
	_results([_agent, _tool, _detector(_plans("ENABLED", "ENABLED"))], []) == [{
		"kind": "pass",
		"subject": {
			"type": "AWS::GuardDuty::Detector",
			"id": _detector({}).id,
			"region": "us-east-1",
			"item": "",
		},
		"message": "",
		"proof": [],
		"causes": [],
	}]
}

test_region_without_a_detector_fails if {
	_results([_agent], []) == [{
		"kind": "fail",
		"subject": {
			"type": "AWS::Account",
			"id": testing.iam("root"),
			"region": "us-east-1",
			"item": "",
		},
		"message": concat(" ", [
			"generative AI is used here, but GuardDuty has no detector",
			"(as GENSEC03-BP01/guardduty-base says)",
		]),
		"proof": [],
		"causes": [],
	}]
}

test_detector_that_is_disabled_fails if {
	detector := _detector(object.union(_plans("ENABLED", "ENABLED"), {"Status": "DISABLED"}))
	_messages([_agent, detector]) == [concat(" ", [
		"the detector is not enabled",
		"(as GENSEC03-BP01/guardduty-base says)",
	])]
}

test_ai_protection_disabled_fails if {
	_messages([_agent, _detector(_plans("DISABLED", "ENABLED"))]) == [concat(" ", [
		"AI Protection is disabled",
		"(as GENSEC03-BP01/guardduty-ai-protection says)",
	])]
}

test_lambda_protection_disabled_with_functions_fails if {
	_messages([_agent, _tool, _detector(_plans("ENABLED", "DISABLED"))]) == [concat("", [
		"Lambda Protection is disabled, but functions are tools of generative AI or call it ",
		sprintf(`("%s")`, [_function]),
	])]
}

test_lambda_protection_disabled_without_functions_passes if {
	_kinds([_agent, _detector(_plans("ENABLED", "DISABLED"))], []) == ["pass"]
}

test_plans_that_aws_does_not_list_review if {
	_messages([_agent, _tool, _detector({"Features": []})]) == [concat("", [
		"AWS lists no AI Protection for the detector, check whether the Region offers it; ",
		"AWS lists no Lambda Protection for the detector, check whether the Region offers it ",
		sprintf(`(functions "%s")`, [_function]),
	])]
	_kinds([_agent, _detector({})], []) == ["review"]
}

test_nothing_in_use_not_applicable if {
	_kinds([_detector(_plans("DISABLED", "DISABLED"))], []) == ["not_applicable"]
}

test_metrics_alone_are_use_fails if {
	metric := testing.record(
		"AWS::CloudWatch::Metric",
		testing.arn("cloudwatch", "metric/m"),
		{"Namespace": "AWS/Bedrock"},
	)
	_kinds([metric], []) == ["fail"]
}

_denied(operation, place) := [testing.gap(operation, place)]

test_detectors_not_listed_unknown if {
	_kinds([_agent], _denied("guardduty:ListDetectors", "us-east-1")) == ["unknown"]
}

test_detector_not_read_unknown if {
	hidden := testing.without(_detector({}), "Status")
	_kinds([_agent, hidden], _denied("guardduty:GetDetector", hidden.id)) == ["unknown"]
}

test_functions_not_read if {
	gaps := _denied("lambda:ListFunctions", "us-east-1")
	tools := _denied("bedrock-agent:GetAgentActionGroup", testing.arn("bedrock", "agent/A1"))
	_kinds([_agent, _detector(_plans("ENABLED", "ENABLED"))], gaps) == ["pass"]
	_kinds([_agent, _detector(_plans("ENABLED", "DISABLED"))], gaps) == ["unknown"]
	_kinds([_agent, _detector(_plans("ENABLED", "DISABLED"))], tools) == ["unknown"]
	_kinds([_agent, _detector(_plans("DISABLED", "DISABLED"))], gaps) == ["fail"]
}

test_use_not_seen_unknown if {
	_kinds([], _denied("bedrock-agent:ListAgents", "us-east-1")) == ["unknown"]
	_kinds([], _denied("cloudwatch:ListMetrics", "us-east-1")) == ["unknown"]
}

_endpoint := testing.record("AWS::SageMaker::Endpoint", testing.arn("sagemaker", "endpoint/prices"), {
	"EndpointName": "prices",
	"EndpointStatus": "InService",
})

_of(type) := object.union(
	_endpoint,
	{"properties": {"DescribeEndpointConfig": {"ProductionVariants": [{"InstanceType": type}]}}},
)

test_region_with_an_endpoint_of_another_model_not_applicable if {
	_kinds([_of("ml.m5.large")], []) == ["not_applicable"]
	_kinds([_of("ml.g5.xlarge")], []) == ["fail"]
}

test_endpoint_that_was_not_read_unknown if {
	every operation in ["sagemaker:DescribeEndpoint", "sagemaker:DescribeEndpointConfig"] {
		_kinds([_endpoint], [testing.gap(operation, _endpoint.id)]) == ["unknown"]
	}
	_kinds([_of("ml.m5.large")], [testing.gap("sagemaker:DescribeModel", "us-east-1")]) == ["unknown"]
}
