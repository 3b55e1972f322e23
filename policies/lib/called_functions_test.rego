package lens_test.called_functions_test

import data.lens.lib.called_functions
import data.lens_test.testing

_function := testing.arn("lambda", "function:tool")

_id := testing.arn("bedrock", "thing/T")

_calls(type, properties) := found if {
	facts := testing.facts([testing.record(type, _id, properties)], {}, [])
	found := called_functions.calls with input as facts
}

_call(kind) := {{"arn": _function, "kind": kind, "by": _id}}

test_action_group if {
	group := {"actionGroupExecutor": {"lambda": _function}}
	_calls("AWS::Bedrock::AgentActionGroup", group) == _call("tool")
	enabled := object.union(group, {"actionGroupState": "ENABLED"})
	_calls("AWS::Bedrock::AgentActionGroup", enabled) == _call("tool")
	disabled := object.union(group, {"actionGroupState": "DISABLED"})
	_calls("AWS::Bedrock::AgentActionGroup", disabled) == set()
}

test_group_that_returns_control if {
	group := {"actionGroupExecutor": {"customControl": "RETURN_CONTROL"}}
	_calls("AWS::Bedrock::AgentActionGroup", group) == set()
}

test_orchestration if {
	agent := {"customOrchestration": {"executor": {"lambda": _function}}}
	_calls("AWS::Bedrock::Agent", agent) == _call("tool")
	_calls("AWS::Bedrock::AgentVersion", agent) == _call("tool")
}

_node := {"name": "call", "configuration": {"lambdaFunction": {"lambdaArn": _function}}}

test_node_of_a_flow if {
	_calls("AWS::Bedrock::Flow", {"definition": {"nodes": [_node]}}) == _call("tool")
	loop := {"configuration": {"loop": {"definition": {"nodes": [_node]}}}}
	_calls("AWS::Bedrock::FlowVersion", {"definition": {"nodes": [loop]}}) == _call("tool")
}

test_target_and_interceptor_of_a_gateway if {
	target := {"targetConfiguration": {"mcp": {"lambda": {"lambdaArn": _function}}}}
	_calls("AWS::BedrockAgentCore::GatewayTarget", target) == _call("tool")
	gateway := {"interceptorConfigurations": [{"interceptor": {"lambda": {"arn": _function}}}]}
	_calls("AWS::BedrockAgentCore::Gateway", gateway) == _call("interceptor")
}

_settings(arn) := found if {
	function := testing.record("AWS::Lambda::Function", _function, {"Timeout": 10})
	alias := testing.record(
		"AWS::Lambda::FunctionConfiguration",
		sprintf("%s:live/configuration", [_function]),
		{"Timeout": 20},
	)
	own := testing.record(
		"AWS::Lambda::FunctionConfiguration",
		sprintf("%s/configuration", [_function]),
		{"Timeout": 10},
	)
	facts := testing.facts([function, own, alias], {}, [])
	record := called_functions.settings(arn) with input as facts
	found := record.properties.Timeout
}

test_settings_are_those_of_what_is_named if {
	_settings(_function) == 10
	_settings(sprintf("%s:$LATEST", [_function])) == 10
	_settings(sprintf("%s:live", [_function])) == 20
	not _settings(sprintf("%s:old", [_function]))
}

test_function_and_qualifier if {
	called_functions.function(sprintf("%s:live", [_function])) == _function
	called_functions.function(_function) == _function
	called_functions.subject(sprintf("%s:live", [_function])) == {
		"type": "AWS::Lambda::Function",
		"id": _function,
		"region": "us-east-1",
		"item": "",
	}
	called_functions.qualifier(_function) == ""
	called_functions.qualifier(sprintf("%s:$LATEST", [_function])) == ""
	called_functions.qualifier(sprintf("%s:live", [_function])) == "live"
}
