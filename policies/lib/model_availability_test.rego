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
