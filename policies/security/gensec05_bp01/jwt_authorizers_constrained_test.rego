package lens_test.gensec05_bp01.jwt_authorizers_constrained_test

import data.lens_test.testing

_control := "GENSEC05-BP01/jwt-authorizers-constrained"

_id := testing.arn("bedrock-agentcore", "runtime/planner-abc1234567")

_signed(signs) := {"redacted": {"length": 9, "hmac": "x", "signs": object.union({"characters": 9}, signs)}}

_some := [_signed({})]

_star := [_signed({}), _signed({"wildcard": true})]

_authorizer(members) := {"authorizerConfiguration": {"customJWTAuthorizer": object.union(
	{"discoveryUrl": _signed({"https": true})},
	members,
)}}

_runtime(properties) := testing.record("AWS::BedrockAgentCore::Runtime", _id, object.union(
	{"roleArn": testing.iam("role/planner"), "agentRuntimeVersion": "2"},
	properties,
))

_gateway(properties) := testing.record(
	"AWS::BedrockAgentCore::Gateway",
	testing.arn("bedrock-agentcore", "gateway/tools-abc1234567"),
	properties,
)

_harness(properties) := testing.record(
	"AWS::BedrockAgentCore::Harness",
	testing.arn("bedrock-agentcore", "harness/rover-abc1234567"),
	object.union({"executionRoleArn": testing.iam("role/rover")}, properties),
)

_results(records, gaps) := testing.results(_control, testing.facts(records, {}, gaps))

_kinds(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

_verdict(members) := kind if {
	[kind] := _kinds([_runtime(_authorizer(members))], [])
}

_said(members) := [[r.message, r.proof[0].pointer] |
	some r in _results([_runtime(_authorizer(members))], [])
	r.kind == "fail"
]

_place := "/properties/authorizerConfiguration/customJWTAuthorizer"

test_any_token_fails if {
	_results([_runtime(_authorizer({}))], []) == [{
		"kind": "fail",
		"subject": {"type": "AWS::BedrockAgentCore::Runtime", "id": _id, "region": "us-east-1", "item": ""},
		"message": "the JWT authorizer accepts every token of its issuer",
		"proof": [{"id": _id, "pointer": _place}],
		"causes": [],
	}]
	_verdict({"allowedAudience": [], "allowedClients": []}) == "fail"
	_verdict({"allowedAudience": [_signed({"characters": 0})]}) == "fail"
}

_claim(match) := [{
	"inboundTokenClaimName": "team",
	"authorizingClaimMatchValue": {"claimMatchValue": match, "claimMatchOperator": "EQUALS"},
}]

test_one_limit_passes if {
	every list in ["allowedAudience", "allowedClients", "allowedScopes"] { _verdict({list: _some}) == "pass" }
	_verdict({"customClaims": _claim({"matchValueString": _signed({})})}) == "pass"
	_verdict({"customClaims": _claim({"matchValueStringList": _some})}) == "pass"
	_verdict({"allowedWorkloadConfiguration": {"workloadIdentities": ["front"]}}) == "pass"
	_verdict({"allowedWorkloadConfiguration": {"hostingEnvironments": []}}) == "fail"
}

# Each token of an issuer names the issuer.
test_claim_of_the_issuer_limits_nothing if {
	issuer := [object.union(claim, {"inboundTokenClaimName": "iss"}) |
		some claim in _claim({"matchValueString": _signed({})})
	]
	_verdict({"customClaims": issuer}) == "fail"
	_verdict({"customClaims": array.concat(issuer, _claim({"matchValueString": _signed({})}))}) == "pass"
	_verdict({"customClaims": issuer, "allowedClients": _some}) == "pass"
}

test_wildcard_fails if {
	_said({"allowedClients": _some, "allowedScopes": _star}) == [[
		"the JWT authorizer accepts * as an audience, client, scope or claim",
		concat("/", [_place, "allowedScopes/1"]),
	]]
	_verdict({"customClaims": _claim({"matchValueString": _star[1]})}) == "fail"
	_verdict({"customClaims": _claim({"matchValueStringList": _star})}) == "fail"
}

test_plain_http_fails if {
	_said({"allowedClients": _some, "discoveryUrl": _signed({"https": false})}) == [[
		"the discovery URL of the JWT authorizer does not use HTTPS",
		concat("/", [_place, "discoveryUrl"]),
	]]
}

test_gateway_and_harness if {
	_kinds([_gateway(_authorizer({}))], []) == ["fail"]
	read := object.union({"gatewayArn": "x"}, _authorizer({"allowedAudience": _some}))
	_kinds([_gateway(read)], []) == ["pass"]
	_kinds([_harness(_authorizer({}))], []) == ["fail"]
	_kinds([_harness(_authorizer({"allowedAudience": _some}))], []) == ["pass"]
}

test_without_authorizer_not_applicable if {
	_kinds([_runtime({}), _harness({}), _gateway({"authorizerType": "AWS_IAM"})], []) == ["not_applicable"]
	_kinds([], []) == ["not_applicable"]
}

test_runtime_of_harness_is_one if {
	environment := {"environment": {"agentCoreRuntimeEnvironment": {"agentRuntimeArn": _id}}}
	harness := _harness(object.union(environment, _authorizer({})))
	_kinds([harness, _runtime(_authorizer({}))], []) == ["fail"]
}

# ---- versions

_version(members) := testing.record(
	"AWS::BedrockAgentCore::RuntimeVersion",
	sprintf("%s:1", [_id]),
	object.union({"agentRuntimeVersion": "1"}, _authorizer(members)),
)

test_served_version_fails if {
	plain := {"discoveryUrl": _signed({"https": false}), "allowedScopes": [_star[1]]}
	[result] := _results([_runtime({}), _version(plain)], [])
	result.kind == "fail"
	result.message == concat("; ", [
		`the JWT authorizer of version "1" accepts * as an audience, client, scope or claim`,
		`the discovery URL of the JWT authorizer of version "1" does not use HTTPS`,
	])
	[other] := _results([_runtime({}), _version({})], [])
	other.message == `the JWT authorizer of version "1" accepts every token of its issuer`
}

_endpoint(version) := testing.record(
	"AWS::BedrockAgentCore::RuntimeEndpoint",
	sprintf("%s/runtime-endpoint/prod", [_id]),
	{"liveVersion": version},
)

test_endpoint_of_version if {
	gap := testing.gap("bedrock-agentcore-control:GetAgentRuntime", _endpoint("1").id)
	_kinds([_runtime({}), _endpoint("1")], [gap]) == ["unknown"]
	_kinds([_runtime({}), _endpoint("1"), _version({"allowedClients": _some})], []) == ["pass"]
	_kinds([_runtime({}), _endpoint("2")], []) == ["not_applicable"]
}

# ---- what was not read

test_runtime_beside_harness_that_was_not_read_unknown if {
	harness := testing.record(
		"AWS::BedrockAgentCore::Harness",
		testing.arn("bedrock-agentcore", "harness/rover-abc1234567"),
		{},
	)
	gap := testing.gap("bedrock-agentcore-control:GetHarness", harness.id)
	_kinds([harness, _runtime(_authorizer({"allowedClients": _some}))], [gap]) == ["unknown", "unknown"]
}

test_denied_unknown if {
	bare := testing.record("AWS::BedrockAgentCore::Runtime", _id, {"agentRuntimeVersion": "2"})
	[result] := _results([bare], [testing.gap("bedrock-agentcore-control:GetAgentRuntime", _id)])
	result.kind == "unknown"
	[without_gap] := _results([bare], [])
	without_gap.kind == "unknown"
	startswith(without_gap.message, "the authorizer could not be read")
	gateway := _gateway({"authorizerType": "CUSTOM_JWT"})
	_kinds([gateway], [testing.gap("bedrock-agentcore-control:GetGateway", gateway.id)]) == ["unknown"]
}

test_listing_denied_unknown if {
	_kinds([], [testing.gap("bedrock-agentcore-control:ListHarnesses", "us-east-1")]) == ["unknown"]
}

test_not_searched_unknown if {
	unsigned := [{"redacted": {"length": 9, "hmac": "x"}}]
	[result] := _results([_runtime(_authorizer({"allowedClients": unsigned}))], [])
	result.kind == "unknown"
	startswith(result.message, "the scan did not look at what the JWT authorizer accepts, so scan again")
}
