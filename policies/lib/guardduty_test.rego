package lens_test.guardduty_test

import data.lens.lib.guardduty
import data.lens_test.testing

_detector(properties) := testing.record(
	"AWS::GuardDuty::Detector",
	testing.arn("guardduty", "detector/d"),
	properties,
)

test_detectors_of_each_region if {
	detector := _detector({"Status": "ENABLED"})
	document := testing.facts([detector], {}, [])
	found := guardduty.detectors with input as document
	found == {"us-east-1": [detector]}
}

_features := [{"Name": "AI_PROTECTION", "Status": "DISABLED"}, {"Name": "DNS_LOGS", "Status": "ENABLED"}]

test_plans if {
	detector := _detector({"Status": "ENABLED", "Features": _features})
	guardduty.plan(detector, "AI_PROTECTION") == "DISABLED"
	guardduty.plan(detector, "DNS_LOGS") == "ENABLED"
	guardduty.plan(detector, "LAMBDA_NETWORK_LOGS") == ""
	guardduty.plan(_detector({"Status": "ENABLED"}), "AI_PROTECTION") == ""
}

test_plan_that_is_listed_twice if {
	features := array.concat(_features, [{"Name": "AI_PROTECTION", "Status": "ENABLED"}])
	detector := _detector({"Status": "ENABLED", "Features": features})
	guardduty.plan(detector, "AI_PROTECTION") == "DISABLED"
}

test_plan_of_a_detector_that_was_not_read if not guardduty.plan(_detector({}), "AI_PROTECTION")

test_detectors_of_some_regions if {
	id := testing.arn("guardduty", "detector/d")
	detector := testing.record("AWS::GuardDuty::Detector", id, {"Status": "DISABLED"})
	document := testing.facts([detector], {}, [])
	found := guardduty.among({"us-east-1", "eu-west-1"}) with input as document
	found == [detector]
	guardduty.unwatched({"us-east-1", "eu-west-1"}) == {"eu-west-1"} with input as document
}

test_suspended if {
	guardduty.suspended({"properties": {"Status": "DISABLED"}})
	not guardduty.suspended({"properties": {"Status": "ENABLED"}})
	not guardduty.suspended({"properties": {}})
}
