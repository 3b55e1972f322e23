package lens_test.genrel03_bp02.agentcore_sessions_bounded_test

import data.lens_test.testing

_control := "GENREL03-BP02/agentcore-sessions-bounded"

_id := testing.arn("bedrock-agentcore", "runtime/planner-abc1234567")

_runtime(properties) := testing.record(
	"AWS::BedrockAgentCore::Runtime",
	_id,
	object.union({"agentRuntimeId": "planner-abc1234567", "status": "READY"}, properties),
)

_endpoint(name, properties) := testing.record(
	"AWS::BedrockAgentCore::RuntimeEndpoint",
	sprintf("%s/runtime-endpoint/%s", [_id, name]),
	object.union({"status": "READY"}, properties),
)

_version(number, lifecycle) := testing.record(
	"AWS::BedrockAgentCore::RuntimeVersion",
	sprintf("%s:%s", [_id, number]),
	{"agentRuntimeVersion": number, "lifecycleConfiguration": lifecycle},
)

_live(name, number) := _endpoint(name, {"liveVersion": number})

_kinds(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

_messages(records) := testing.messages(_control, testing.facts(records, {}, []))

_serving(lifecycle) := [_runtime({}), _live("DEFAULT", "1"), _version("1", lifecycle)]

test_defaults_pass if {
	_kinds(_serving({}), []) == ["pass"]
	version := testing.without(_version("1", {}), "lifecycleConfiguration")
	_kinds([_runtime({}), _live("DEFAULT", "1"), version], []) == ["pass"]
}

test_limits_pass if {
	_kinds(_serving({"idleRuntimeSessionTimeout": 3600, "maxLifetime": 28800}), []) == ["pass"]
}

test_long_idle_time_fails if {
	records := _serving({"idleRuntimeSessionTimeout": 3601})
	testing.results(_control, testing.facts(records, {}, [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::BedrockAgentCore::Runtime", "id": _id, "region": "us-east-1", "item": ""},
		"message": concat("", [
			`in version "1", an idle session ends after 1 hour 1 second, `,
			"and at most 1 hour are allowed",
		]),
		"proof": [{"id": sprintf("%s:1", [_id]), "pointer": "/properties/lifecycleConfiguration"}],
		"causes": [],
	}]
}

test_long_lifetime_fails if {
	_messages(_serving({"maxLifetime": 86400})) == [
		`in version "1", a session lasts for up to 24 hours, and at most 8 hours are allowed`,
	]
}

test_defaults_are_compared_too if {
	params := {_control: {"max_idle_seconds": 600, "max_lifetime_seconds": 3600}}
	testing.messages(_control, testing.facts(_serving({}), params, [])) == [concat("; ", [
		`in version "1", a session lasts for up to 8 hours, and at most 1 hour are allowed`,
		`in version "1", an idle session ends after 15 minutes, and at most 10 minutes are allowed`,
	])]
}

_two := [
	_runtime({"lifecycleConfiguration": {"maxLifetime": 3600}}),
	_live("DEFAULT", "2"),
	_version("1", {"maxLifetime": 86400}),
	_version("2", {"maxLifetime": 3600}),
]

test_served_versions_alone_count if {
	_kinds(_two, []) == ["pass"]
	_messages(array.concat(_two, [_live("prod", "1")])) == [
		`in version "1", a session lasts for up to 24 hours, and at most 8 hours are allowed`,
	]
}

test_runtime_of_a_template_is_judged_itself if {
	_kinds([_runtime({"lifecycleConfiguration": {"maxLifetime": 86400}})], []) == ["fail"]
	_kinds([_runtime({})], []) == ["pass"]
}

test_failed_update_is_judged_by_what_is_served if {
	every status in ["UPDATING", "UPDATE_FAILED"] {
		runtime := _runtime({"status": status})
		long := _version("1", {"maxLifetime": 86400})
		_kinds([runtime, _live("DEFAULT", "1"), long], []) == ["fail"]
	}
}

test_runtime_that_serves_nothing_not_applicable if {
	every status in ["CREATING", "CREATE_FAILED", "DELETING"] {
		_kinds([_runtime({"status": status})], []) == ["not_applicable"]
	}
	_kinds([], []) == ["not_applicable"]
}

test_new_endpoint_is_left_alone if {
	coming := _endpoint("prod", {"status": "CREATING", "targetVersion": "2"})
	_kinds(array.concat(_two, [coming]), []) == ["pass"]

	# It will serve the runtime as it is.
	long := _runtime({"lifecycleConfiguration": {"maxLifetime": 86400}})
	_kinds([long, coming], []) == ["fail"]
}

test_endpoint_without_a_version_unknown if {
	_messages(array.concat(_two, [_endpoint("prod", {})])) == [
		`these endpoints do not show which version they serve: "prod"`,
	]
	_kinds(array.concat(_two, [_live("prod", "3")]), []) == ["unknown"]
}

test_version_that_was_not_read_unknown if {
	denied := testing.gap("bedrock-agentcore-control:GetAgentRuntime", _id)
	_kinds([_runtime({}), _live("DEFAULT", "1")], [denied]) == ["unknown"]
	long := _version("1", {"maxLifetime": 86400})
	_kinds([_runtime({}), _live("DEFAULT", "2"), _live("prod", "1"), long], [denied]) == ["fail"]
}

test_denied_endpoints_unknown if {
	denied := testing.gap("bedrock-agentcore-control:ListAgentRuntimeEndpoints", _id)
	_kinds([_runtime({})], [denied]) == ["unknown"]
}

test_denied_listing_unknown if {
	_kinds([], [testing.gap("bedrock-agentcore-control:ListAgentRuntimes", "us-east-1")]) == ["unknown"]
}
