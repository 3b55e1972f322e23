package lens_test.gensec05_bp01.agentcore_resource_policy_scoped_test

import data.lens_test.testing

_control := "GENSEC05-BP01/agentcore-resource-policy-scoped"

_id := testing.arn("bedrock-agentcore", "runtime/planner-abc1234567")

_runtime(properties) := testing.record("AWS::BedrockAgentCore::Runtime", _id, properties)

_gateway(properties) := testing.record(
	"AWS::BedrockAgentCore::Gateway",
	testing.arn("bedrock-agentcore", "gateway/tools-abc1234567"),
	properties,
)

_statement(principal, actions, condition) := {
	"Effect": "Allow",
	"Principal": principal,
	"Action": actions,
	"Resource": [_id],
	"Condition": condition,
}

_own := {"AWS": [testing.iam("role/app")]}

_other := {"AWS": ["arn:aws:iam::444455556666:root"]}

_call := ["bedrock-agentcore:InvokeAgentRuntime"]

_policy(statements) := {"GetResourcePolicy": {"policy": {"Version": "2012-10-17", "Statement": statements}}}

_kinds(records, params, gaps) := testing.kinds(_control, testing.facts(records, {_control: params}, gaps))

_verdict(statements) := kind if {
	[kind] := _kinds([_runtime(_policy(statements))], {}, [])
}

_found(statements) := [[r.kind, r.message, r.proof] |
	some r in testing.results(_control, testing.facts([_runtime(_policy(statements))], {}, []))
]

_at(i) := [{"id": _id, "pointer": sprintf("/properties/GetResourcePolicy/policy/Statement/%d", [i])}]

test_own_callers_pass if _verdict([_statement(_own, _call, {})]) == "pass"

test_no_policy_passes if {
	none := {"GetResourcePolicy": {"absent": "ResourceNotFoundException"}}
	_kinds([_runtime(none), _gateway(none)], {}, []) == ["pass", "pass"]
}

test_everyone_fails if {
	open := _runtime(_policy([_statement({"AWS": ["*"]}, _call, {})]))
	testing.results(_control, testing.facts([open], {}, [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::BedrockAgentCore::Runtime", "id": _id, "region": "us-east-1", "item": ""},
		"message": "the resource policy grants access to everyone",
		"proof": _at(0),
		"causes": [],
	}]
}

test_gateway_open_to_everyone_fails if {
	statement := _statement({"AWS": ["*"]}, ["bedrock-agentcore:InvokeGateway"], {})
	_kinds([_gateway(_policy([statement]))], {}, []) == ["fail"]
}

# Callers with a token of OAuth have no principal of AWS: the network limits them.
test_everyone_of_a_network_passes if {
	inside := {"StringEquals": {"aws:SourceVpc": ["vpc-0abc1234"]}}
	_verdict([_statement({"AWS": ["*"]}, _call, inside)]) == "pass"
}

test_other_account if {
	statement := _statement(_other, _call, {})
	_verdict([statement]) == "fail"
	_kinds([_runtime(_policy([statement]))], {"trusted_accounts": ["444455556666"]}, []) == ["pass"]
}

test_organization_not_read_unknown if {
	inside := {"StringEquals": {"aws:PrincipalOrgID": ["o-ours"]}}
	shared := _runtime(_policy([_statement({"AWS": ["*"]}, _call, inside)]))
	_kinds([shared], {}, [testing.gap("organizations:DescribeOrganization", "global")]) == ["unknown"]
}

test_service_for_any_customer_fails if {
	_verdict([_statement({"Service": ["lambda.amazonaws.com"]}, _call, {})]) == "fail"
}

test_public_addresses_review if {
	near := {"IpAddress": {"aws:SourceIp": ["203.0.113.0/24"]}}
	_verdict([_statement({"AWS": ["*"]}, _call, near)]) == "review"
}

test_every_action_fails if {
	_found([_statement(_own, _call, {}), _statement(_own, ["bedrock-agentcore:*"], {})]) == [[
		"fail",
		`the resource policy allows every action: "bedrock-agentcore:*"`,
		_at(1),
	]]
	every action in ["*", "*:*", "bedrock-agentcore:**", "bedrock-agent*"] {
		_verdict([_statement(_own, [action], {})]) == "fail"
	}
}

test_all_but_some_fails if {
	but := object.union(object.remove(_statement(_own, [], {}), ["Action"]), {"NotAction": ["s3:*"]})
	[result] := _found([but])
	result[0] == "fail"
	contains(result[1], "the resource policy allows every action but those of its NotAction")
}

test_deny_of_everything_passes if {
	deny := {"Effect": "Deny", "Principal": {"AWS": ["*"]}, "Action": ["*"], "Resource": ["*"], "Condition": {}}
	_verdict([_statement(_own, _call, {}), deny]) == "pass"
	_verdict([object.union(object.remove(deny, ["Action"]), {"NotAction": _call})]) == "pass"
}

test_more_than_calls_review if {
	_found([_statement(_own, ["bedrock-agentcore:Invoke*", "bedrock-agentcore:UpdateAgentRuntime"], {})]) == [[
		"review",
		concat("", [
			`the resource policy allows more than calls: "bedrock-agentcore:UpdateAgentRuntime". `,
			"Decide whether the callers need it",
		]),
		_at(0),
	]]
	_verdict([_statement(_own, ["bedrock-agentcore:Invoke*"], {})]) == "pass"
	_verdict([_statement(_own, ["bedrock-agentcore:*Runtime"], {})]) == "review"
}

test_unread_unknown if {
	[result] := testing.results(_control, testing.facts([_runtime({})], {}, []))
	result.kind == "unknown"
	startswith(result.message, "the resource policy could not be read")
}

test_denied_unknown if {
	gap := testing.gap("bedrock-agentcore-control:GetResourcePolicy", _id)
	_kinds([_runtime({})], {}, [gap]) == ["unknown"]
}

test_listing_denied_unknown if {
	_kinds([], {}, [testing.gap("bedrock-agentcore-control:ListGateways", "us-east-1")]) == ["unknown"]
}

test_nothing_not_applicable if _kinds([], {}, []) == ["not_applicable"]
