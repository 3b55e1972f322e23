package lens_test.gateway_limits_test

import data.lens.lib.gateway_limits
import data.lens_test.testing

_gateway := testing.arn("bedrock-agentcore", "gateway/tools")

_id := concat("/rate-limit/", [_gateway, "limit1"])

_holding(status, entries) := {kind | some [gateway, kind, id] in found; gateway == _gateway; id == _id} if {
	limit := testing.record(
		"AWS::BedrockAgentCore::GatewayRateLimit", _id,
		{"status": status, "entries": entries},
	)
	facts := testing.facts([limit], {}, [])
	found := gateway_limits.holding with input as facts
}

_rate := [{"rate": 10, "period": "minute"}]

test_requests_and_tokens_are_limits if {
	_holding("ACTIVE", [{"requests": _rate}]) == {"requests"}
	_holding("ACTIVE", [{"requests": _rate}, {"tokens": _rate}]) == {"requests", "tokens"}
	_holding("UPDATING", [{"tokens": _rate}]) == {"tokens"}
}

test_others_are_no_limits if {
	_holding("ACTIVE", [{"connections": _rate}]) == set()
	_holding("ACTIVE", [{"requests": []}]) == set()
	_holding("ACTIVE", []) == set()
}

test_limit_that_does_not_hold if {
	_holding("CREATING", [{"requests": _rate}]) == set()
	_holding("DELETING", [{"requests": _rate}]) == set()
}
