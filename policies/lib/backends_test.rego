package lens_test.lib.backends_test

import data.lens.lib.backends
import data.lens_test.testing

_target(name, properties) := object.union(
	testing.record(
		"AWS::BedrockAgentCore::GatewayTarget",
		testing.arn("bedrock-agentcore", sprintf("gateway/shop/target/%s", [name])),
		object.union({"status": "READY"}, properties),
	),
	{"name": name},
)

_gateway := testing.record(
	"AWS::BedrockAgentCore::Gateway",
	testing.arn("bedrock-agentcore", "gateway/shop"),
	{},
)

_function := testing.arn("lambda", "function:orders:live")

_lambda := {"targetConfiguration": {"mcp": {"lambda": {"lambdaArn": _function}}}}

_told(config) := testing.record(
	"AWS::Lambda::FunctionConfiguration",
	sprintf("%s/configuration", [_function]),
	config,
)

_runtime := {"targetConfiguration": {"http": {"agentcoreRuntime": {"arn": testing.arn(
	"bedrock-agentcore",
	"runtime/plan/runtime-endpoint/DEFAULT",
)}}}}

_uses(target, more, gaps) := found if {
	document := testing.facts(array.concat([_gateway, target], more), {}, gaps)
	found := backends.uses with input as document
}

_condition(target, more) := found if {
	some use in _uses(target, more, [])
	found := backends.condition(use) with input as testing.facts(more, {}, [])
}

test_uses if {
	target := _target("orders", _lambda)
	_uses(target, [], []) == {{
		"of": _gateway,
		"name": "orders",
		"part": target,
		"arn": _function,
		"pointer": "/properties/targetConfiguration/mcp/lambda/lambdaArn",
	}}
	_uses(_target("orders", {}), [], []) == set()
}

test_target_that_was_not_read_or_is_broken if {
	gaps := [testing.gap("bedrock-agentcore-control:GetGatewayTarget", _target("orders", {}).id)]
	{use.arn | some use in _uses(_target("orders", {}), [], gaps)} == {""}
	{use.arn | some use in _uses(_target("orders", {"status": "FAILED"}), [], [])} == {""}
	_condition(_target("orders", {"status": "FAILED"}), []) == "unread"
	backends.broken(_target("orders", {"status": "FAILED"})) == "FAILED"
	not backends.broken(_target("orders", {}))
}

test_target_that_is_being_deleted if {
	_uses(_target("a", object.union(_lambda, {"status": "DELETING"})), [], []) == set()
}

test_conditions_of_functions if {
	target := _target("a", _lambda)
	_condition(target, [_told({"State": "Active"})]) == "fine"
	_condition(target, [_told({"State": "Failed"})]) == "function-failed"
	_condition(target, [_told({"State": "Deactivated"})]) == "function-state"
	_condition(target, [_told({})]) == "function-state"
	_condition(target, []) == "no-function"
	latest := {"targetConfiguration": {"mcp": {"lambda": {"lambdaArn": sprintf("%s:$LATEST", [_function])}}}}
	_condition(_target("a", latest), []) == "function-state"
}

_plan(status) := [testing.record(
	"AWS::BedrockAgentCore::Runtime",
	testing.arn("bedrock-agentcore", "runtime/plan"),
	{"status": status},
)]

test_conditions_of_runtimes if {
	_condition(_target("a", _runtime), _plan("READY")) == "fine"
	_condition(_target("a", _runtime), _plan("CREATE_FAILED")) == "runtime-failed"
	_condition(_target("a", _runtime), _plan("CREATING")) == "runtime-state"
	_condition(_target("a", _runtime), []) == "no-runtime"
}

_works(target, state, gaps) if {
	records := [_gateway, target, _told({"State": state})]
	some use in _uses(target, [], gaps)
	backends.works(use) with input as testing.facts(records, {}, gaps)
}

test_works if {
	target := _target("a", _lambda)
	_works(target, "Active", [])
	not _works(target, "Failed", [])
	not _works(_target("a", object.union(_lambda, {"status": "FAILED"})), "Active", [])
	not _works(target, "Active", [testing.gap("bedrock-agentcore-control:GetGatewayTarget", target.id)])
}
