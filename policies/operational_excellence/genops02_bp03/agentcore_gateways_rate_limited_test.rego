package lens_test.genops02_bp03.agentcore_gateways_rate_limited_test

import data.lens_test.testing

_control := "GENOPS02-BP03/agentcore-gateways-rate-limited"

_id := testing.arn("bedrock-agentcore", "gateway/tools")

_gateway := testing.record("AWS::BedrockAgentCore::Gateway", _id, {"status": "READY"})

_limit(kinds) := testing.record(
	"AWS::BedrockAgentCore::GatewayRateLimit",
	sprintf("%s/rate-limit/limit1", [_id]),
	{"status": "ACTIVE", "entries": [_entry("*", kinds)]},
)

_entry(target, kinds) := object.union(
	{"dimensions": {"targetName": target}},
	{kind: [{"rate": 10, "period": "minute"}] | some kind in kinds},
)

_limits(entries) := object.union(_limit([]), {"properties": {"entries": entries}})

_target(configuration) := testing.record(
	"AWS::BedrockAgentCore::GatewayTarget",
	sprintf("%s/target/MODELS", [_id]),
	{"targetConfiguration": configuration},
)

_models := _target({"inference": {"connector": {"source": {"connectorId": "bedrock"}}}})

_tool := _target({"mcp": {"connector": {"source": {"connectorId": "web"}}}})

_facts(records, gaps) := testing.facts(records, {}, gaps)

_kinds(records, gaps) := testing.kinds(_control, _facts(records, gaps))

_subject := {"type": "AWS::BedrockAgentCore::Gateway", "id": _id, "region": "us-east-1", "item": ""}

test_no_limit_fails if {
	testing.results(_control, _facts([_gateway, _models], [])) == [{
		"kind": "fail",
		"subject": _subject,
		"message": "no active rate limit sets requests or tokens",
		"proof": [],
		"causes": [],
	}]
}

test_connections_alone_fail if _kinds([_gateway, _limit(["connections"])], []) == ["fail"]

test_limit_passes if {
	testing.results(_control, _facts([_gateway, _tool, _limit(["requests"])], [])) == [{
		"kind": "pass",
		"subject": _subject,
		"message": "",
		"proof": [{"id": sprintf("%s/rate-limit/limit1", [_id]), "pointer": "/properties/entries"}],
		"causes": [],
	}]
	_kinds([_gateway, _tool, _limit(["tokens"])], []) == ["pass"]
}

test_models_without_a_limit_of_tokens_fail if {
	testing.results(_control, _facts([_gateway, _models, _limit(["requests"])], [])) == [{
		"kind": "fail",
		"subject": _subject,
		"message": `it leads to models (targets "MODELS"), and no active rate limit sets tokens`,
		"proof": [{"id": sprintf("%s/rate-limit/limit1", [_id]), "pointer": "/properties/entries"}],
		"causes": [],
	}]
}

test_models_with_a_limit_of_tokens_pass if {
	_kinds([_gateway, _models, _limit(["tokens"])], []) == ["pass"]
}

test_limit_of_one_target_review if {
	facts := _facts([_gateway, _tool, _limits([_entry("SEARCH", ["requests"])])], [])
	testing.kinds(_control, facts) == ["review"]
	testing.messages(_control, facts) == [concat("", [
		"its rate limits are for a part of the requests, ",
		`"targetName=SEARCH"; check that no other request needs one`,
	])]
}

test_limit_of_the_only_target_passes if {
	_kinds([_gateway, _tool, _limits([_entry("MODELS", ["requests"])])], []) == ["pass"]
	denied := testing.gap("bedrock-agentcore-control:ListGatewayTargets", _id)
	_kinds([_gateway, _tool, _limits([_entry("MODELS", ["requests"])])], [denied]) == ["unknown"]
}

test_limit_of_another_target_than_the_models_review if {
	facts := _facts([_gateway, _models, _limits([_entry("SEARCH", ["tokens"])])], [])
	testing.kinds(_control, facts) == ["review"]
	testing.messages(_control, facts) == [concat("", [
		`it leads to models (targets "MODELS"), and its limits of tokens are for a part of the requests, `,
		`"targetName=SEARCH"; check that no other call of a model needs one`,
	])]
}

test_tokens_of_models_and_requests_of_the_rest_pass if {
	search := object.union(_tool, {"id": sprintf("%s/target/SEARCH", [_id]), "name": "SEARCH"})
	limits := _limits([_entry("MODELS", ["tokens"]), _entry("SEARCH", ["requests"])])
	_kinds([_gateway, _models, search, limits], []) == ["pass"]
	_kinds([_gateway, _models, search, _limits([_entry("MODELS", ["tokens"])])], []) == ["review"]
}

test_gateway_that_is_not_ready_not_applicable if {
	_kinds([object.union(_gateway, {"properties": {"status": "CREATING"}})], []) == ["not_applicable"]
	_kinds([object.union(_gateway, {"properties": {"status": "UPDATE_UNSUCCESSFUL"}})], []) == ["fail"]
}

test_no_gateway_not_applicable if _kinds([], []) == ["not_applicable"]

_denied(operation, place) := testing.gap(concat(":", ["bedrock-agentcore-control", operation]), place)

test_denied_limits_unknown if {
	denied := _denied("ListGatewayRateLimits", _id)
	_kinds([_gateway], [denied]) == ["unknown"]
	_kinds([_gateway, _models, _limit(["requests"])], [denied]) == ["unknown"]
	_kinds([_gateway, _models, _limit(["tokens"])], [denied]) == ["pass"]
}

test_denied_targets_unknown if {
	denied := _denied("ListGatewayTargets", _id)
	_kinds([_gateway, _limit(["requests"])], [denied]) == ["unknown"]
	_kinds([_gateway, _limit(["tokens"])], [denied]) == ["pass"]
	_kinds([_gateway], [denied]) == ["fail"]
}

test_denied_detail_of_a_target_unknown if {
	denied := _denied("GetGatewayTarget", _tool.id)
	bare := testing.without(_tool, "targetConfiguration")
	_kinds([_gateway, bare, _limit(["requests"])], [denied]) == ["unknown"]
	_kinds([_gateway, bare, _limit(["tokens"])], [denied]) == ["pass"]
}

test_denied_listing_unknown if _kinds([], [_denied("ListGateways", "us-east-1")]) == ["unknown"]
