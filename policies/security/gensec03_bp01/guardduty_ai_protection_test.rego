package lens_test.gensec03_bp01.guardduty_ai_protection_test

import data.lens_test.testing

_control := "GENSEC03-BP01/guardduty-ai-protection"

_agent := testing.record("AWS::Bedrock::Agent", testing.arn("bedrock", "agent/A1"), {"agentId": "A1"})

_id := testing.arn("guardduty", "detector/d")

_detector(status, features) := testing.record("AWS::GuardDuty::Detector", _id, {
	"Status": status,
	"Features": features,
})

_ai(status) := [
	{"Name": "LAMBDA_NETWORK_LOGS", "Status": "ENABLED"},
	{"Name": "AI_PROTECTION", "Status": status},
]

_on := _detector("ENABLED", _ai("ENABLED"))

_off := _detector("ENABLED", _ai("DISABLED"))

_facts(records, gaps) := testing.facts(array.concat([_agent], records), {}, gaps)

_kinds(records) := testing.kinds(_control, _facts(records, []))

test_protection_that_is_on_passes if _kinds([_on]) == ["pass"]

test_protection_that_is_off_fails if {
	testing.results(_control, _facts([_off], [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::GuardDuty::Detector", "id": _id, "region": "us-east-1", "item": ""},
		"message": "AI Protection is disabled (in an organization, GuardDuty's administrator turns it on)",
		"proof": [{"id": _id, "pointer": "/properties"}],
		"causes": [],
	}]
}

test_suspended_detector_fails if {
	testing.messages(_control, _facts([_detector("DISABLED", _ai("ENABLED"))], [])) == [
		"the detector is not enabled, and so AI Protection does nothing",
	]
	_kinds([_detector("DISABLED", [])]) == ["fail"]
}

test_protection_that_is_not_listed_review if {
	_kinds([_detector("ENABLED", [])]) == ["review"]
	_kinds([testing.without(_on, "Features")]) == ["review"]
	testing.messages(_control, _facts([_detector("ENABLED", [])], [])) == [concat("", [
		"AWS lists no AI Protection for the detector, name the Region in unsupported_regions if it does not ",
		"offer the plan",
	])]
}

test_region_that_is_excused_not_applicable if {
	params := {_control: {"unsupported_regions": ["us-east-1"]}}
	testing.kinds(_control, testing.facts([_agent, _off], params, [])) == ["not_applicable"]
}

test_no_detector_not_applicable if _kinds([]) == ["not_applicable"]

test_nothing_in_use_not_applicable if {
	testing.kinds(_control, testing.facts([_off], {}, [])) == ["not_applicable"]
	assistant := testing.record("AWS::QBusiness::Application", testing.arn("qbusiness", "application/a"), {})
	testing.kinds(_control, testing.facts([_off, assistant], {}, [])) == ["not_applicable"]
}

test_endpoint_of_a_generative_model_counts if {
	endpoint := testing.record("AWS::SageMaker::Endpoint", testing.arn("sagemaker", "endpoint/e"), {
		"EndpointName": "e",
		"EndpointStatus": "InService",
		"DescribeEndpointConfig": {"ProductionVariants": [{"VariantName": "v", "InstanceType": "ml.g5.xlarge"}]},
	})
	testing.kinds(_control, testing.facts([endpoint, _off], {}, [])) == ["fail"]
}

test_detector_denied_unknown if {
	unread := testing.record("AWS::GuardDuty::Detector", _id, {"DetectorId": "d"})
	testing.kinds(_control, _facts([unread], [testing.gap("guardduty:GetDetector", _id)])) == ["unknown"]
}

test_listings_denied_unknown if {
	every operation in ["guardduty:ListDetectors", "bedrock-agent:ListAgents", "sagemaker:ListEndpoints"] {
		gap := testing.gap(operation, "eu-west-1")
		testing.kinds(_control, testing.facts([], {}, [gap])) == ["unknown"]
	}
}
