package lens_test.gensec05_bp01.tool_policies_enforced_test

import data.lens_test.testing

_control := "GENSEC05-BP01/tool-policies-enforced"

_id := testing.arn("bedrock-agentcore", "gateway/orders")

_engine := testing.arn("bedrock-agentcore", "policy-engine/tools-abcdefghij")

_gateway(properties) := testing.record(
	"AWS::BedrockAgentCore::Gateway",
	_id,
	object.union({"status": "READY", "authorizerType": "CUSTOM_JWT"}, properties),
)

_uses(mode) := {"policyEngineConfiguration": {"arn": _engine, "mode": mode}}

_target(status) := testing.record(
	"AWS::BedrockAgentCore::GatewayTarget",
	sprintf("%s/target/T1", [_id]),
	{"status": status},
)

_policy(properties) := testing.record(
	"AWS::BedrockAgentCore::Policy",
	sprintf("%s/policy/look-abcdefghij", [_engine]),
	object.union({"status": "ACTIVE"}, properties),
)

_named := {"authorizerType": "AWS_IAM", "GetResourcePolicy": {"policy": {"Statement": [{
	"Effect": "Allow",
	"Principal": {"AWS": [testing.iam("role/app")]},
	"Action": ["bedrock-agentcore:InvokeGateway"],
	"Resource": [_id],
	"Condition": {},
}]}}}

_unnamed := {"authorizerType": "AWS_IAM", "GetResourcePolicy": {"absent": "ResourceNotFoundException"}}

_results(properties, policies, gaps) := testing.results(
	_control,
	testing.facts(array.concat([_gateway(properties), _target("READY")], policies), {}, gaps),
)

_said(properties, policies, gaps) := [[r.kind, r.message] | some r in _results(properties, policies, gaps)]

_kind(properties, policies, gaps) := _said(properties, policies, gaps)[0][0]

test_gateway_without_engine_fails if {
	_results({}, [], []) == [{
		"kind": "fail",
		"subject": {"type": "AWS::BedrockAgentCore::Gateway", "id": _id, "region": "us-east-1", "item": ""},
		"message": "no policy engine decides which tools its callers may call",
		"proof": [{"id": _id, "pointer": "/properties"}],
		"causes": [],
	}]
	_kind(_unnamed, [], []) == "fail"
}

test_engine_that_only_logs_fails if {
	_said(_uses("LOG_ONLY"), [_policy({})], []) == [[
		"fail",
		"its policy engine only logs, because its mode is LOG_ONLY",
	]]
}

test_engine_without_an_enforcing_policy_fails if {
	results := _results(_uses("ENFORCE"), [_policy({"enforcementMode": "LOG_ONLY"})], [])
	[[r.kind, r.message, r.proof] | some r in results] == [[
		"fail",
		sprintf(`its policy engine "%s" has no active policy that enforces`, [_engine]),
		[{"id": _id, "pointer": "/properties/policyEngineConfiguration"}],
	]]
}

test_enforcing_policy_passes if {
	_kind(_uses("ENFORCE"), [_policy({})], []) == "pass"
	_kind(_uses("ENFORCE"), [_policy({"enforcementMode": "ACTIVE"})], []) == "pass"
}

test_policy_that_is_being_changed_is_review if {
	_said(_uses("ENFORCE"), [_policy({"status": "UPDATE_FAILED"})], []) == [["review", concat("", [
		sprintf(`a change of each policy of its policy engine "%s" failed or is under way. `, [_engine]),
		"Check whether one is in force",
	])]]
}

test_named_callers_are_review if {
	_said(_named, [], []) == [["review", concat("", [
		"no policy is enforced on tool calls, and its resource policy names who may call it. ",
		"Decide whether all of them may call every tool",
	])]]
	_kind(object.union(_named, _uses("LOG_ONLY")), [], []) == "review"
	_kind(object.union(_named, _uses("ENFORCE")), [_policy({})], []) == "pass"
}

test_engine_of_which_nothing_is_known if {
	elsewhere := {"policyEngineConfiguration": {
		"arn": "arn:aws:bedrock-agentcore:us-east-1:444455556666:policy-engine/x-abcdefghij",
		"mode": "ENFORCE",
	}}
	_said(elsewhere, [], []) == [["unknown", concat("", [
		`its policy engine "arn:aws:bedrock-agentcore:us-east-1:444455556666:policy-engine/x-abcdefghij" `,
		"is of another account or Region, so its policies are not known",
	])]]
	_said({"policyEngineConfiguration": {"arn": _engine}}, [], []) == [[
		"unknown",
		"it is not known whether its policy engine enforces",
	]]
}

test_only_gateways_with_a_target if {
	every records in [
		[_gateway({})],
		[_gateway({}), _target("DELETING")],
		[_gateway({"status": "DELETING"}), _target("READY")],
		[],
	] {
		testing.kinds(_control, testing.facts(records, {}, [])) == ["not_applicable"]
	}
}

_denied(operation) := testing.gap(sprintf("bedrock-agentcore-control:%s", [operation]), _id)

test_lost_calls_unknown if {
	_kind({}, [], [_denied("GetGateway")]) == "unknown"
	_kind(_uses("ENFORCE"), [], [_denied("ListPolicies")]) == "unknown"
	_kind({"authorizerType": "AWS_IAM"}, [], [_denied("GetResourcePolicy")]) == "unknown"
	targets := testing.facts([_gateway({})], {}, [_denied("ListGatewayTargets")])
	testing.kinds(_control, targets) == ["unknown"]
	listing := testing.gap("bedrock-agentcore-control:ListGateways", "us-east-1")
	testing.kinds(_control, testing.facts([], {}, [listing])) == ["unknown"]
}

test_what_was_seen_stands if {
	_kind(_uses("ENFORCE"), [_policy({})], [_denied("ListPolicies")]) == "pass"
	_kind({}, [], [_denied("GetResourcePolicy")]) == "fail"
	_kind(_uses("LOG_ONLY"), [], [_denied("ListPolicies")]) == "fail"
}
