package lens_test.gensec05_bp01.tool_policies_not_permit_all_test

import data.lens_test.testing

_control := "GENSEC05-BP01/tool-policies-not-permit-all"

_engine := testing.arn("bedrock-agentcore", "policy-engine/tools-abcdefghij")

_gateway := testing.record(
	"AWS::BedrockAgentCore::Gateway",
	testing.arn("bedrock-agentcore", "gateway/orders"),
	{"status": "READY", "policyEngineConfiguration": {"arn": _engine, "mode": "LOG_ONLY"}},
)

_id := sprintf("%s/policy/look-abcdefghij", [_engine])

_policy(status, definition) := testing.record(
	"AWS::BedrockAgentCore::Policy",
	_id,
	{"status": status, "definition": definition},
)

_cedar(signs) := {"cedar": {"statement": {"redacted": {"length": 40, "hmac": "x", "signs": signs}}}}

_counts(found) := _cedar(object.union({"statements": 1, "everything": 0, "gateway": 0, "unclear": 0}, found))

_results(policies, gaps) := testing.results(
	_control,
	testing.facts(array.concat([_gateway], policies), {}, gaps),
)

_said(status, definition) := [[r.kind, r.message] | some r in _results([_policy(status, definition)], [])]

test_permit_of_everything_fails if {
	_results([_policy("ACTIVE", _counts({"everything": 1}))], []) == [{
		"kind": "fail",
		"subject": {"type": "AWS::BedrockAgentCore::Policy", "id": _id, "region": "us-east-1", "item": ""},
		"message": concat("", [
			"a permit statement names no principal and no action, ",
			"and has no condition on the request",
		]),
		"proof": [{"id": _id, "pointer": "/properties/definition"}],
		"causes": [],
	}]
	_said("ACTIVE", _counts({"statements": 2, "everything": 1, "unclear": 1}))[0][0] == "fail"
}

test_permit_of_a_whole_gateway_fails if {
	_said("ACTIVE", _counts({"gateway": 1})) == [[
		"fail",
		"a permit statement names only the gateway, so it permits every principal every action there",
	]]
}

test_limited_statement_passes if {
	_said("ACTIVE", _counts({})) == [["pass", ""]]
	_said("UPDATING", _counts({})) == [["pass", ""]]
}

test_policy_that_is_being_changed_is_review if {
	_said("UPDATE_FAILED", _counts({"gateway": 1})) == [["review", concat("", [
		`a permit statement names no principal and no action, and the status is "UPDATE_FAILED". `,
		"Check whether it is in force",
	])]]
}

test_statement_that_is_not_known if {
	_said("ACTIVE", _counts({"unclear": 1})) == [["unknown", concat("", [
		"the condition of a permit statement says nothing of the request, ",
		"so what it permits is not known",
	])]]
	_said("ACTIVE", _cedar({})) == [["unknown", "its statement cannot be understood"]]
	every definition in [
		{"policyGeneration": {"policyGenerationId": "g"}},
		{"policy": {"statement": {"redacted": {"length": 40, "hmac": "x"}}}},
		{},
	] {
		_said("ACTIVE", definition) == [[
			"unknown",
			"AWS does not show a Cedar statement, so what it permits is not known",
		]]
	}
}

test_policies_that_are_not_judged if {
	every status in ["CREATING", "CREATE_FAILED", "DELETING"] {
		_said(status, _counts({"everything": 1})) == [["not_applicable", ""]]
	}
	idle := testing.facts([_policy("ACTIVE", _counts({"everything": 1}))], {}, [])
	testing.kinds(_control, idle) == ["not_applicable"]
}

test_lost_calls_unknown if {
	every operation in ["ListPolicies", "GetGateway"] {
		gap := testing.gap(sprintf("bedrock-agentcore-control:%s", [operation]), _gateway.id)
		[r.kind | some r in _results([], [gap])] == ["unknown"]
		judged := {r.kind | some r in _results([_policy("ACTIVE", _counts({"everything": 1}))], [gap])}
		"fail" in judged
	}
	listing := testing.gap("bedrock-agentcore-control:ListGateways", "us-east-1")
	testing.kinds(_control, testing.facts([], {}, [listing])) == ["unknown"]
}
