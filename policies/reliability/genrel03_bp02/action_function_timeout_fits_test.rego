package lens_test.genrel03_bp02.action_function_timeout_fits_test

import data.lens_test.testing

_control := "GENREL03-BP02/action-function-timeout-fits"

_id := testing.arn("lambda", "function:tool")

_live := sprintf("%s:live", [_id])

_function(seconds) := testing.record("AWS::Lambda::Function", _id, {"Timeout": seconds})

_alias(seconds) := testing.record(
	"AWS::Lambda::FunctionConfiguration",
	sprintf("%s/configuration", [_live]),
	{"Timeout": seconds},
)

_group_id := testing.arn("bedrock", "agent/HELPER:DRAFT:action-group/ORDERS")

_group(arn) := testing.record(
	"AWS::Bedrock::AgentActionGroup",
	_group_id,
	{"actionGroupExecutor": {"lambda": arn}},
)

_gateway := testing.record(
	"AWS::BedrockAgentCore::Gateway",
	testing.arn("bedrock-agentcore", "gateway/tools"),
	{"interceptorConfigurations": [{"interceptor": {"lambda": {"arn": _id}}}]},
)

_facts(records, gaps) := testing.facts(records, {}, gaps)

_kinds(records, gaps) := testing.kinds(_control, _facts(records, gaps))

_messages(records) := testing.messages(_control, _facts(records, []))

test_timeout_within_the_limits_passes if {
	_kinds([_group(_id), _function(4)], []) == ["pass"]
	_kinds([_group(_id), _function(120)], []) == ["pass"]
}

test_default_timeout_fails if {
	testing.results(_control, _facts([_group(_id), _function(3)], [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::Lambda::Function", "id": _id, "region": "us-east-1", "item": ""},
		"message": "its timeout is 3 seconds, which is too short for a cold start and a remote call",
		"proof": [{"id": _id, "pointer": "/properties/Timeout"}],
		"causes": [],
	}]
	_kinds([_group(_id), _function(1)], []) == ["fail"]
}

test_long_timeout_fails if {
	_messages([_group(_id), _function(121)]) == [
		"its timeout is 2 minutes 1 second, and at most 2 minutes are allowed",
	]
}

test_interceptor_has_a_smaller_limit if {
	_messages([_gateway, _function(60)]) == ["its timeout is 1 minute, and at most 30 seconds are allowed"]
	_kinds([_gateway, _group(_id), _function(60)], []) == ["fail"]
	_kinds([_gateway, _group(_id), _function(30)], []) == ["pass"]
}

test_alias_is_read_as_it_is_named if {
	_kinds([_group(_live), _function(900), _alias(30)], []) == ["pass"]
	_messages([_group(_live), _function(30), _alias(900)]) == [
		`the timeout of alias or version "live" is 15 minutes, and at most 2 minutes are allowed`,
	]
	_messages([_group(_live), _function(30), _alias(3)]) == [concat("", [
		`the timeout of alias or version "live" is 3 seconds, `,
		"which is too short for a cold start and a remote call",
	])]
	proof := testing.proofs(_control, _facts([_group(_live), _alias(3)], []))
	proof == [{"id": sprintf("%s/configuration", [_live]), "pointer": "/properties/Timeout"}]
}

test_limits_are_parameters if {
	params := {_control: {"max_timeout_seconds": 20}}
	testing.kinds(_control, testing.facts([_group(_id), _function(30)], params, [])) == ["fail"]
}

test_function_that_was_not_found_unknown if {
	_messages([_group(_id)]) == [
		sprintf(`it was not found in this account (used by "%s")`, [_group_id]),
	]
	foreign := replace(_id, "111122223333", "444455556666")
	_kinds([_group(foreign), _function(30)], []) == ["unknown"]
}

test_alias_that_was_not_found_unknown if {
	_messages([_group(_live), _function(30)]) == [
		sprintf(`alias or version "live" was not found (used by "%s")`, [_group_id]),
	]
	denied := testing.gap("lambda:GetFunctionConfiguration", _group_id)
	testing.messages(_control, _facts([_group(_live), _function(30)], [denied])) == [
		"lambda:GetFunctionConfiguration in us-east-1: AccessDenied (allow lambda:GetFunctionConfiguration)",
	]
	_kinds([_group(_id), _function(30)], [denied]) == ["pass"]
}

test_function_without_a_timeout_unknown if {
	_kinds([_group(_id), testing.without(_function(3), "Timeout")], []) == ["unknown"]
}

test_functions_that_nothing_calls_not_applicable if {
	_kinds([_function(900)], []) == ["not_applicable"]
}

test_denied_functions_unknown if {
	denied := testing.gap("lambda:ListFunctions", "us-east-1")
	_kinds([_group(_id)], [denied]) == ["unknown"]
}

test_denied_listings_unknown if {
	_kinds([], [testing.gap("bedrock-agent:GetAgentActionGroup", _group_id)]) == ["unknown"]
	_kinds([], [testing.gap("bedrock-agentcore-control:GetGateway", "us-east-1")]) == ["unknown"]
}
