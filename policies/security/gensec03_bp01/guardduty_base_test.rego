package lens_test.gensec03_bp01.guardduty_base_test

import data.lens_test.testing

_control := "GENSEC03-BP01/guardduty-base"

_agent := testing.record("AWS::Bedrock::Agent", testing.arn("bedrock", "agent/A1"), {"agentId": "A1"})

_id := testing.arn("guardduty", "detector/d")

_features := ["CLOUD_TRAIL", "S3_DATA_EVENTS", "LAMBDA_NETWORK_LOGS"]

_detector(status, plans) := testing.record("AWS::GuardDuty::Detector", _id, {
	"Status": status,
	"Features": [{"Name": name, "Status": state} | some name, state in plans],
})

_on := _detector("ENABLED", {name: "ENABLED" | some name in _features})

_facts(records, gaps) := testing.facts(array.concat([_agent], records), {}, gaps)

_kinds(records) := testing.kinds(_control, _facts(records, []))

_messages(records) := testing.messages(_control, _facts(records, []))

test_detector_with_all_plans_passes if _kinds([_on]) == ["pass"]

test_no_detector_fails if {
	testing.results(_control, _facts([], [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::Account", "id": testing.iam("root"), "region": "us-east-1", "item": ""},
		"message": "generative AI is used here, but GuardDuty has no detector",
		"proof": [],
		"causes": [],
	}]
}

test_detector_of_another_region_fails if {
	elsewhere := object.union(_on, {"region": "eu-west-1"})
	_kinds([elsewhere]) == ["fail"]
}

test_suspended_detector_fails if {
	suspended := _detector("DISABLED", {name: "DISABLED" | some name in _features})
	_messages([suspended]) == ["the detector is not enabled"]
	testing.proofs(_control, _facts([suspended], [])) == [{"id": _id, "pointer": "/properties"}]
}

test_plans_that_are_off_fail if {
	_messages([_detector("ENABLED", {
		"CLOUD_TRAIL": "ENABLED",
		"S3_DATA_EVENTS": "DISABLED",
		"LAMBDA_NETWORK_LOGS": "DISABLED",
	})]) == [concat("", [
		`protection plans are off: "LAMBDA_NETWORK_LOGS", "S3_DATA_EVENTS" `,
		`(in an organization, GuardDuty's administrator turns them on)`,
	])]
}

test_plan_that_is_not_asked_for_passes if {
	params := {_control: {"features": ["S3_DATA_EVENTS"]}}
	detector := _detector("ENABLED", {"S3_DATA_EVENTS": "ENABLED", "LAMBDA_NETWORK_LOGS": "DISABLED"})
	testing.kinds(_control, testing.facts([_agent, detector], params, [])) == ["pass"]
}

# CloudTrail's events are always read.
test_plan_that_is_not_listed_review if {
	detector := _detector("ENABLED", {"LAMBDA_NETWORK_LOGS": "ENABLED"})
	_kinds([detector]) == ["review"]
	_messages([detector]) == [
		`AWS does not list these plans, check whether the Region offers them: "S3_DATA_EVENTS"`,
	]
	_kinds([testing.without(_on, "Features")]) == ["review"]
}

test_unused_region_not_applicable if {
	testing.kinds(_control, testing.facts([_on], {}, [])) == ["not_applicable"]
}

test_detectors_not_listed_unknown if {
	testing.kinds(_control, _facts([], [testing.gap("guardduty:ListDetectors", "us-east-1")])) == ["unknown"]
}

test_detector_denied_unknown if {
	unread := testing.record("AWS::GuardDuty::Detector", _id, {"DetectorId": "d"})
	testing.kinds(_control, _facts([unread], [testing.gap("guardduty:GetDetector", _id)])) == ["unknown"]
}

test_use_not_seen_unknown if {
	gap := testing.gap("bedrock-agent:ListAgents", "us-east-1")
	testing.kinds(_control, testing.facts([_on], {}, [gap])) == ["unknown"]
}
