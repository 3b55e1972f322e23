package lens_test.genrel05_bp03.agent_backends_regional_test

import data.lens_test.testing

_control := "GENREL05-BP03/agent-backends-regional"

_arn(what) := testing.arn("bedrock", what)

_agent := testing.record("AWS::Bedrock::Agent", _arn("agent/AGENT00001"), {"agentStatus": "PREPARED"})

_alias := testing.record("AWS::Bedrock::AgentAlias", _arn("agent-alias/AGENT00001/LIVE000001"), {
	"agentAliasId": "LIVE000001",
	"agentAliasStatus": "PREPARED",
	"routingConfiguration": [{"agentVersion": "3"}],
})

_function(region) := sprintf("arn:aws:lambda:%s:111122223333:function:orders", [region])

_group(version, properties) := object.union(
	testing.record(
		"AWS::Bedrock::AgentActionGroup",
		_arn(sprintf("agent/AGENT00001:%s:action-group/ORDERS0001", [version])),
		object.union({"actionGroupState": "ENABLED"}, properties),
	),
	{"name": "orders"},
)

_calls(region) := {"actionGroupExecutor": {"lambda": _function(region)}}

_in(state) := testing.record(
	"AWS::Lambda::FunctionConfiguration",
	sprintf("%s/configuration", [_function("us-east-1")]),
	{"State": state, "Timeout": 20},
)

_active := _in("Active")

_kinds(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

_messages(records) := testing.messages(_control, testing.facts(records, {}, []))

# An agent that serves one action group.
_served(properties) := [_agent, _alias, _group("3", properties)]

# Its function is in a state.
_served_in(state) := array.concat(_served(_calls("us-east-1")), [_in(state)])

test_function_of_another_region_fails if {
	records := _served(_calls("eu-west-1"))
	testing.results(_control, testing.facts(records, {}, [])) == [{
		"kind": "fail",
		"subject": {
			"type": "AWS::Bedrock::Agent", "id": _agent.id, "region": "us-east-1",
			"item": "orders",
		},
		"message": `"arn:aws:lambda:eu-west-1:111122223333:function:orders" is in another Region`,
		"proof": [{"id": records[2].id, "pointer": "/properties/actionGroupExecutor/lambda"}],
		"causes": [],
	}]
}

test_function_that_works_passes if {
	_kinds(_served_in("Active"), []) == ["pass"]

	# One that was not called for a while.
	_kinds(_served_in("Inactive"), []) == ["pass"]
}

test_function_that_does_not_exist_fails if {
	_messages(_served(_calls("us-east-1"))) == [
		`function "arn:aws:lambda:us-east-1:111122223333:function:orders" does not exist`,
	]
}

test_failed_function_fails if {
	_messages(_served_in("Failed")) == [
		`the state of function "arn:aws:lambda:us-east-1:111122223333:function:orders" is Failed`,
	]
}

test_function_in_another_state_unknown if {
	_messages(_served_in("Pending")) == [
		`whether function "arn:aws:lambda:us-east-1:111122223333:function:orders" works is not known`,
	]
}

test_only_what_is_served_counts if {
	far := _calls("eu-west-1")
	_kinds([_agent, _alias, _group("DRAFT", far)], []) == ["not_applicable"]
	_kinds([_agent, _group("DRAFT", far)], []) == ["fail"]
	_kinds(_served(object.union(far, {"actionGroupState": "DISABLED"})), []) == ["not_applicable"]
}

test_action_group_without_a_function_not_applicable if {
	_kinds(_served({}), []) == ["not_applicable"]
	_kinds(_served({"actionGroupExecutor": {"customControl": "RETURN_CONTROL"}}), []) == ["not_applicable"]
}

test_lost_details_unknown if {
	records := _served_in("Active")
	unread := _served(_calls("us-east-1"))
	_kinds(unread, [testing.gap("lambda:GetFunctionConfiguration", records[2].id)]) == ["unknown"]
	_kinds(_served({}), [testing.gap("bedrock-agent:GetAgentActionGroup", records[2].id)]) == ["unknown"]
	_kinds(records, [testing.gap("bedrock-agent:ListAgents", "eu-west-1")]) == ["pass", "unknown"]
	_kinds([_agent], [testing.gap("bedrock-agent:ListAgentActionGroups", _agent.id)]) == ["unknown"]
}

# An alias that was not read may serve another version.
test_lost_aliases_unknown if {
	gaps := [testing.gap("bedrock-agent:ListAgentAliases", _agent.id)]
	_kinds([_agent, _group("DRAFT", _calls("eu-west-1"))], gaps) == ["unknown"]
	_kinds([_agent, _group("DRAFT", _calls("us-east-1")), _active], gaps) == ["unknown"]
}

test_lost_runtimes_do_not_matter_to_functions if {
	gaps := [testing.gap("bedrock-agentcore-control:ListAgentRuntimes", "us-east-1")]
	_kinds(_served_in("Active"), gaps) == ["pass"]
}

_gateway := testing.record(
	"AWS::BedrockAgentCore::Gateway",
	testing.arn("bedrock-agentcore", "gateway/shop"),
	{"status": "READY"},
)

_target(properties) := testing.record(
	"AWS::BedrockAgentCore::GatewayTarget",
	testing.arn("bedrock-agentcore", "gateway/shop/target/T1"),
	object.union({"status": "READY"}, properties),
)

_runtime_arn(region, account) := sprintf("arn:aws:bedrock-agentcore:%s:%s:runtime/plan", [region, account])

_to(arn) := {"targetConfiguration": {"http": {"agentcoreRuntime": {"arn": arn}}}}

_own := _runtime_arn("us-east-1", "111122223333")

_runtime(status) := testing.record("AWS::BedrockAgentCore::Runtime", _own, {"status": status})

test_targets_with_functions if {
	target := {"targetConfiguration": {"mcp": {"lambda": {"lambdaArn": _function("us-east-1")}}}}
	_kinds([_gateway, _target(target), _active], []) == ["pass"]
	gap := testing.gap("bedrock-agentcore-control:GetGatewayTarget", _target({}).id)
	_kinds([_gateway, _target({})], [gap]) == ["unknown"]
	_kinds([_gateway, _target({})], []) == ["not_applicable"]
}

test_targets_with_runtimes if {
	_kinds([_gateway, _target(_to(_own)), _runtime("READY")], []) == ["pass"]
	_kinds([_gateway, _target(_to(_own)), _runtime("UPDATE_FAILED")], []) == ["pass"]
	_kinds([_gateway, _target(_to(_own)), _runtime("DELETING")], []) == ["unknown"]
	failed := sprintf(`the status of runtime "%s" is CREATE_FAILED`, [_own])
	_messages([_gateway, _target(_to(_own)), _runtime("CREATE_FAILED")]) == [failed]
	far := _runtime_arn("eu-west-1", "111122223333")
	_messages([_gateway, _target(_to(far))]) == [sprintf(`"%s" is in another Region`, [far])]
}

test_runtime_that_does_not_exist if {
	_messages([_gateway, _target(_to(_own))]) == [sprintf(`runtime "%s" does not exist`, [_own])]
	gaps := [testing.gap("bedrock-agentcore-control:ListAgentRuntimes", "us-east-1")]
	_kinds([_gateway, _target(_to(_own))], gaps) == ["unknown"]
	foreign := _runtime_arn("us-east-1", "222233334444")
	_messages([_gateway, _target(_to(foreign))]) == [
		sprintf(`whether runtime "%s" works is not known`, [foreign]),
	]
}

test_status_of_a_target if {
	_messages([_gateway, _target({"status": "SYNCHRONIZE_UNSUCCESSFUL"})]) == [
		`its status is "SYNCHRONIZE_UNSUCCESSFUL"`,
	]
	both := object.union({"status": "FAILED"}, _to(_own))
	_messages([_gateway, _target(both), _runtime("READY")]) == [`its status is "FAILED"`]
}

test_nothing_not_applicable if _kinds([], []) == ["not_applicable"]
