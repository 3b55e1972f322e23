package lens_test.model_availability_test

import data.lens.lib.model_availability
import data.lens_test.testing

_answer(properties) := testing.record(
	"AWS::Bedrock::FoundationModelAvailability",
	testing.arn("bedrock", "foundation-model-availability/provider.model-v1:0"),
	properties,
)

_good := {
	"authorizationStatus": "AUTHORIZED",
	"entitlementAvailability": "AVAILABLE",
	"regionAvailability": "AVAILABLE",
}

_against(region, properties) := found if {
	facts := testing.facts([_answer(properties)], {}, [])
	found := model_availability.against(region, "provider.model-v1:0") with input as facts
}

_allowing(region, properties) := found if {
	facts := testing.facts([_answer(properties)], {}, [])
	found := model_availability.allowing(region, "provider.model-v1:0") with input as facts
}

test_all_members_allow if {
	_allowing("us-east-1", _good) == object.keys(_good)
	_against("us-east-1", _good) == set()
}

test_each_member_may_speak_against_it if {
	bad := {
		"authorizationStatus": "NOT_AUTHORIZED",
		"entitlementAvailability": "NOT_AVAILABLE",
		"regionAvailability": "NOT_AVAILABLE",
	}
	every member, value in bad {
		properties := object.union(_good, {member: value})
		_against("us-east-1", properties) == {member}
		_allowing("us-east-1", properties) == object.keys(_good) - {member}
	}
}

test_other_values_say_nothing if {
	properties := {"authorizationStatus": "LIMITED", "regionAvailability": "AVAILABLE"}
	_against("us-east-1", properties) == set()
	_allowing("us-east-1", properties) == {"regionAvailability"}
}

test_no_answer_in_another_region if {
	_allowing("eu-west-1", _good) == set()
	_against("eu-west-1", _good) == set()
}

_foundation(model) := sprintf("arn:aws:bedrock:us-east-1::foundation-model/%s", [model])

_profile(type, model) := testing.record(
	type,
	testing.arn("bedrock", sprintf("profile/%s", [model])),
	{"models": [{"modelArn": _foundation(model)}]},
)

_offered := [
	testing.record("AWS::Bedrock::FoundationModel", _foundation("a.b"), {"modelId": "provider.listed-v1:0:8k"}),
	_profile("AWS::Bedrock::InferenceProfile", "provider.shared"),
	_profile("AWS::Bedrock::ApplicationInferenceProfile", "provider.own"),
]

_is_offered(region, model) if {
	facts := testing.facts(_offered, {}, [])
	model_availability.is_offered(region, model) with input as facts
}

test_model_is_offered_by_a_listing_or_a_profile if {
	every model in ["provider.listed-v1:0", "provider.shared", "provider.own"] {
		_is_offered("us-east-1", model)
	}
	not _is_offered("eu-west-1", "provider.shared")
	not _is_offered("us-east-1", "provider.other")
}

test_regions_of_listings if {
	facts := testing.facts(_offered, {}, [])
	regions := model_availability.listed_regions with input as facts
	regions == {"us-east-1"}
}
