package lens_test.gensec05_bp01.gateway_inbound_authorized_test

import data.lens_test.testing

_control := "GENSEC05-BP01/gateway-inbound-authorized"

_id := testing.arn("bedrock-agentcore", "gateway/tools-1")

_gateway(properties) := object.union(
	testing.record(
		"AWS::BedrockAgentCore::Gateway",
		_id,
		object.union({"gatewayId": "tools-1", "name": "tools"}, properties),
	),
	{"name": "tools"},
)

_kinds(properties) := testing.kinds(_control, testing.facts([_gateway(properties)], {}, []))

_authenticated(more) := object.union({"authorizerType": "AUTHENTICATE_ONLY"}, more)

test_none_fails if {
	testing.results(_control, testing.facts([_gateway({"authorizerType": "NONE"})], {}, [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::BedrockAgentCore::Gateway", "id": _id, "region": "us-east-1", "item": ""},
		"message": "anyone may call it: its authorizer type is NONE",
		"proof": [{"id": _id, "pointer": "/properties/authorizerType"}],
		"causes": [],
	}]
}

_public(names) := testing.kinds(
	_control,
	testing.facts([_gateway({"authorizerType": "NONE"})], {_control: {"public_gateways": names}}, []),
)

test_public_gateway_by_name_passes if _public(["tools"]) == ["pass"]

test_public_gateway_by_id_passes if _public([_id]) == ["pass"]

test_other_public_gateway_fails if _public(["other"]) == ["fail"]

test_public_gateway_is_not_excused_from_deciding_fails if {
	testing.kinds(
		_control,
		testing.facts([_gateway(_authenticated({}))], {_control: {"public_gateways": ["tools"]}}, []),
	) == ["fail"]
}

test_iam_passes if _kinds({"authorizerType": "AWS_IAM"}) == ["pass"]

test_jwt_passes if _kinds({"authorizerType": "CUSTOM_JWT"}) == ["pass"]

test_authentication_alone_fails if {
	[found] := testing.results(_control, testing.facts([_gateway(_authenticated({}))], {}, []))
	found.kind == "fail"
	found.message == concat("", [
		"callers are authenticated but not authorized: ",
		"no policy engine enforces a policy, and no REQUEST interceptor is set",
	])
	found.proof == [{"id": _id, "pointer": "/properties/authorizerType"}]
}

test_enforcing_policy_engine_passes if {
	_kinds(_authenticated({"policyEngineConfiguration": {"mode": "ENFORCE"}})) == ["pass"]
}

test_logging_policy_engine_fails if {
	_kinds(_authenticated({"policyEngineConfiguration": {"mode": "LOG_ONLY"}})) == ["fail"]
}

test_request_interceptor_passes if {
	interceptors := [{"interceptionPoints": ["RESPONSE"]}, {"interceptionPoints": ["RESPONSE", "REQUEST"]}]
	_kinds(_authenticated({"interceptorConfigurations": interceptors})) == ["pass"]
}

test_response_interceptor_fails if {
	_kinds(_authenticated({"interceptorConfigurations": [{"interceptionPoints": ["RESPONSE"]}]})) == ["fail"]
}

test_unknown_authorizer_fails if {
	every more in [
		{},
		{"policyEngineConfiguration": {"mode": "ENFORCE"}},
		{"interceptorConfigurations": [{"interceptionPoints": ["REQUEST"]}]},
	] {
		_kinds(object.union({"authorizerType": "SOMETHING_NEW"}, more)) == ["fail"]
	}
}

test_without_an_authorizer_fails if _kinds({}) == ["fail"]

test_no_gateway_not_applicable if testing.kinds(_control, testing.facts([], {}, [])) == ["not_applicable"]

# The verdict if GetGateway was denied, so only the listing was read.
_listed(type) := testing.kinds(_control, testing.facts([_gateway({"authorizerType": type})], {}, [gap])) if {
	gap := testing.gap("bedrock-agentcore-control:GetGateway", _id)
}

test_none_fails_though_the_detail_is_denied if _listed("NONE") == ["fail"]

test_authentication_alone_unknown_while_the_detail_is_denied if _listed("AUTHENTICATE_ONLY") == ["unknown"]

test_iam_unknown_while_the_detail_is_denied if _listed("AWS_IAM") == ["unknown"]

_denied := testing.gap("bedrock-agentcore-control:ListGateways", "us-east-1")

test_denied_unknown if testing.kinds(_control, testing.facts([], {}, [_denied])) == ["unknown"]

test_cut_listing_judges_what_was_seen_and_unknown if {
	cut := object.union(
		testing.gap("bedrock-agentcore-control:GetGateway", "us-east-1"),
		{"spares": ["AWS::BedrockAgentCore::Gateway"]},
	)
	testing.verdicts(_control, testing.facts([_gateway({"authorizerType": "AWS_IAM"})], {}, [_denied, cut])) == {
		["pass", _id, ""],
		["unknown", testing.iam("root"), ""],
	}
}

test_each_gateway_is_judged if {
	other := testing.record(
		"AWS::BedrockAgentCore::Gateway",
		testing.arn("bedrock-agentcore", "gateway/open"),
		{"authorizerType": "NONE"},
	)
	testing.verdicts(
		_control,
		testing.facts([_gateway({"authorizerType": "AWS_IAM"}), other], {}, []),
	) == {["pass", _id, ""], ["fail", other.id, ""]}
}
