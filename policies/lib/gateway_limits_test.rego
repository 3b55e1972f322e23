package lens_test.gateway_limits_test

import data.lens.lib.gateway_limits
import data.lens_test.testing

_id := testing.arn("bedrock-agentcore", "gateway/tools")

_gateway(authorizer) := testing.record("AWS::BedrockAgentCore::Gateway", _id, {"authorizerType": authorizer})

_limit(status, entries) := testing.record(
	"AWS::BedrockAgentCore::GatewayRateLimit",
	concat("/rate-limit/", [_id, "limit1"]),
	{"status": status, "entries": entries},
)

_target(name, configuration) := testing.record(
	"AWS::BedrockAgentCore::GatewayTarget",
	sprintf("%s/target/%s", [_id, name]),
	{"targetConfiguration": configuration},
)

_model := _target("MODEL", {"inference": {}})

_tool := _target("TOOL", {"mcp": {}})

_rate := [{"rate": 10, "period": "minute"}]

_entry(dimensions, kinds) := object.union({"dimensions": dimensions}, {kind: _rate | some kind in kinds})

_all(kinds) := _entry({"targetName": "*"}, kinds)

_holding(status, entries) := {held[1] | some held in found} if {
	facts := testing.facts([_limit(status, entries)], {}, [])
	found := gateway_limits.holding(_gateway("")) with input as facts
	every held in found { held[0] == _limit("", []).id }
}

_limited(gateway, targets, entries, kind) if {
	facts := testing.facts(array.concat([gateway, _limit("ACTIVE", entries)], targets), {}, [])
	gateway_limits.limited(gateway, {kind}) with input as facts
}

_whole(authorizer, entry) if _limited(_gateway(authorizer), [], [entry], "requests")

test_requests_and_tokens_hold if {
	_holding("ACTIVE", [_all(["requests"])]) == {"requests"}
	_holding("ACTIVE", [_all(["requests"]), _all(["tokens"])]) == {"requests", "tokens"}
	_holding("UPDATING", [_all(["tokens"])]) == {"tokens"}
}

test_others_do_not_hold if {
	_holding("ACTIVE", [_all(["connections"])]) == set()
	_holding("ACTIVE", [{"dimensions": {"targetName": "*"}, "requests": []}]) == set()
	_holding("ACTIVE", []) == set()
	_holding("CREATING", [_all(["requests"])]) == set()
	_holding("DELETING", [_all(["requests"])]) == set()
}

test_all_values_are_the_whole_gateway if {
	_whole("AWS_IAM", _all(["requests"]))
	not _limited(_gateway("AWS_IAM"), [], [_all(["requests"])], "tokens")
	not _whole("AWS_IAM", _entry({"targetName": "a"}, ["requests"]))
	not _whole("AWS_IAM", _entry({}, ["requests"]))
	not _whole("AWS_IAM", {"requests": _rate})
}

test_tools_and_models_are_a_part if {
	not _whole("AWS_IAM", _entry({"toolName": "*"}, ["requests"]))
	not _whole("AWS_IAM", _entry({"qualifiedModelId": "*"}, ["requests"]))
}

test_callers_that_have_the_dimension if {
	_whole("AWS_IAM", _entry({"$.context.iam.principal": "*"}, ["requests"]))
	not _whole("CUSTOM_JWT", _entry({"$.context.iam.principal": "*"}, ["requests"]))
	not _whole("AWS_IAM", _entry({"$.context.iam.principal": "arn:aws:iam::1:role/a"}, ["requests"]))
	not _whole("AWS_IAM", _entry({"$.context.iam.sourceIdentity": "*"}, ["requests"]))
	_whole("CUSTOM_JWT", _entry({"$.context.jwt.sub": "*", "targetName": "*"}, ["requests"]))
	not _whole("NONE", _entry({"$.context.jwt.sub": "*"}, ["requests"]))
	not _whole("CUSTOM_JWT", _entry({"$.context.jwt.sub": {"redacted": {}}}, ["requests"]))
}

test_entry_without_the_kind_leaves_something_out if {
	hole := _entry({"targetName": "MODEL"}, ["connections"])
	not _limited(_gateway("AWS_IAM"), [], [_all(["requests"]), hole], "requests")
	_limited(_gateway("AWS_IAM"), [_tool], [_all(["requests"]), hole], "requests")
	not _limited(_gateway("AWS_IAM"), [_tool, _model], [_all(["requests"]), hole], "requests")
}

test_targets_together if {
	one := _entry({"targetName": "MODEL"}, ["requests"])
	other := _entry({"targetName": "TOOL"}, ["requests"])
	_limited(_gateway("AWS_IAM"), [_tool, _model], [one, other], "requests")
	not _limited(_gateway("AWS_IAM"), [_tool, _model], [one], "requests")
	not _limited(_gateway("AWS_IAM"), [_tool, _model], [one, other], "tokens")
}

test_models_and_tools_of_targets if {
	models := _entry({"qualifiedModelId": "*"}, ["requests"])
	tools := _entry({"toolName": "*"}, ["requests"])
	_limited(_gateway("AWS_IAM"), [_model], [models], "requests")
	not _limited(_gateway("AWS_IAM"), [_tool], [models], "requests")
	_limited(_gateway("AWS_IAM"), [_tool], [tools], "requests")
	not _limited(_gateway("AWS_IAM"), [_model], [tools], "requests")
}

test_parts if {
	entry := _entry({"targetName": "a", "$.context.jwt.sub": {"redacted": {}}}, ["requests"])
	facts := testing.facts([_limit("ACTIVE", [entry, _entry({"targetName": "b"}, ["tokens"])])], {}, [])
	requests := gateway_limits.parts(_gateway(""), {"requests"}) with input as facts
	requests == {"$.context.jwt.sub, targetName=a"}
	both := gateway_limits.parts(_gateway(""), {"requests", "tokens"}) with input as facts
	both == {"$.context.jwt.sub, targetName=a", "targetName=b"}
}
