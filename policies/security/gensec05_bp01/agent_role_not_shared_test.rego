package lens_test.gensec05_bp01.agent_role_not_shared_test

import data.lens_test.testing

_control := "GENSEC05-BP01/agent-role-not-shared"

_role(name) := testing.iam(sprintf("role/%s", [name]))

_agent(id, role) := testing.record(
	"AWS::Bedrock::Agent",
	testing.arn("bedrock", sprintf("agent/%s", [id])),
	{"agentResourceRoleArn": _role(role)},
)

_core(type, member, role) := testing.record(
	sprintf("AWS::BedrockAgentCore::%s", [type]),
	testing.arn("bedrock-agentcore", lower(type)),
	{member: _role(role)},
)

_flow(role) := testing.record(
	"AWS::Bedrock::Flow",
	testing.arn("bedrock", "flow/F1"),
	{"id": "F1", "executionRoleArn": _role(role)},
)

_kinds(records) := testing.kinds(_control, testing.facts(records, {}, []))

_a1 := _agent("A1", "r")

test_role_of_its_own_passes if {
	_kinds([_a1, _agent("A2", "other"), _flow("third")]) == ["pass", "pass", "pass"]
}

_shared(agent, other) := {
	"kind": "fail",
	"subject": {"type": "AWS::Bedrock::Agent", "id": agent.id, "region": "us-east-1", "item": ""},
	"message": sprintf(`role "%s" is also used by "%s"`, [_role("r"), other.id]),
	"proof": [{"id": agent.id, "pointer": "/properties/agentResourceRoleArn"}],
	"causes": [],
}

test_two_agents_fail if {
	a2 := _agent("A2", "r")
	{r |
		some r in testing.results(_control, testing.facts([_a1, a2], {}, []))
	} == {_shared(_a1, a2), _shared(a2, _a1)}
}

test_resources_of_two_kinds_fail if {
	every other in [
		_flow("r"),
		_core("Runtime", "roleArn", "r"),
		_core("Gateway", "roleArn", "r"),
		_core("Harness", "executionRoleArn", "r"),
		_core("BrowserCustom", "executionRoleArn", "r"),
		_core("CodeInterpreterCustom", "executionRoleArn", "r"),
		_core("Memory", "memoryExecutionRoleArn", "r"),
	] {
		_kinds([_a1, other]) == ["fail", "fail"]
	}
}

test_resources_of_two_regions_fail if {
	other := testing.record_in(
		"eu-west-1",
		"AWS::Bedrock::Agent",
		"arn:aws:bedrock:eu-west-1:111122223333:agent/A1",
		{
			"agentResourceRoleArn": _role("r"),
		},
	)
	_kinds([_a1, other]) == ["fail", "fail"]
}

_versioned(draft, deployed) := [
	_agent("A1", draft),
	testing.record(
		"AWS::Bedrock::AgentVersion",
		testing.arn("bedrock", "agent/A1:1"),
		{"version": "1", "agentResourceRoleArn": _role(deployed)},
	),
	testing.record("AWS::Bedrock::AgentAlias", testing.arn("bedrock", "agent-alias/A1/L1"), {
		"agentAliasId": "L1",
		"agentAliasStatus": "PREPARED",
		"routingConfiguration": [{"agentVersion": "1"}],
	}),
]

test_versions_of_one_agent_are_one_and_pass if _kinds(_versioned("r", "r")) == ["pass"]

test_deployed_versions_role_counts_fails if {
	found := testing.results(
		_control,
		testing.facts(array.concat(_versioned("new", "r"), [_agent("A2", "r")]), {}, []),
	)
	{[r.kind, r.subject.id, p] | some r in found; some p in r.proof} == {
		[
			"fail",
			testing.arn("bedrock", "agent/A1"),
			{"id": testing.arn("bedrock", "agent/A1:1"), "pointer": "/properties/agentResourceRoleArn"},
		],
		[
			"fail",
			testing.arn("bedrock", "agent/A2"),
			{"id": testing.arn("bedrock", "agent/A2"), "pointer": "/properties/agentResourceRoleArn"},
		],
	}
}

_runtime := _core("Runtime", "roleArn", "r")

_harness := object.union(
	_core("Harness", "executionRoleArn", "r"),
	{"properties": {"environment": {"agentCoreRuntimeEnvironment": {"agentRuntimeArn": _runtime.id}}}},
)

test_harness_and_its_own_runtime_are_one_and_pass if _kinds([_harness, _runtime]) == ["pass", "pass"]

test_two_harnesses_that_name_one_runtime_fail if {
	other := object.union(_harness, {"id": testing.arn("bedrock-agentcore", "harness/other")})
	_kinds([_harness, other, _runtime]) == ["fail", "fail", "fail"]
}

test_harness_and_another_runtime_fail if {
	other := object.union(_runtime, {"id": testing.arn("bedrock-agentcore", "runtime/other")})
	_kinds([_harness, other]) == ["fail", "fail"]
}

test_harness_its_runtime_and_an_agent_fail if _kinds([_harness, _runtime, _a1]) == ["fail", "fail", "fail"]

test_function_with_the_role_fails if {
	function := testing.record(
		"AWS::Lambda::Function",
		testing.arn("lambda", "function:f"),
		{"Role": _role("r")},
	)
	testing.messages(_control, testing.facts([_a1, function], {}, [])) == [
		sprintf(`role "%s" is also used by "%s"`, [_role("r"), testing.arn("lambda", "function:f")]),
	]
}

test_sagemaker_model_or_notebook_with_the_role_fails if {
	model := testing.record(
		"AWS::SageMaker::Model",
		testing.arn("sagemaker", "model/m"),
		{"ExecutionRoleArn": _role("r")},
	)
	notebook := testing.record(
		"AWS::SageMaker::NotebookInstance",
		testing.arn("sagemaker", "notebook-instance/n"),
		{"RoleArn": _role("r")},
	)
	every other in [model, notebook] { _kinds([_a1, other]) == ["fail"] }
}

test_other_users_of_the_role_fail if {
	every type, properties in {
		"AWS::Bedrock::KnowledgeBase": {"roleArn": _role("r")},
		"AWS::SageMaker::Domain": {"DefaultUserSettings": {"ExecutionRole": _role("r")}},
		"AWS::SageMaker::UserProfile": {"UserSettings": {"ExecutionRole": _role("r")}},
	} {
		other := testing.record(type, testing.arn("other", type), properties)
		_kinds([_a1, other]) == ["fail"]
		_kinds([_a1, testing.record(type, testing.arn("other", type), {})]) == ["pass"]
	}
	space := testing.record("AWS::SageMaker::Domain", testing.arn("sagemaker", "domain/d"), {
		"DefaultSpaceSettings": {"ExecutionRole": _role("r")},
	})
	_kinds([_a1, space]) == ["fail"]
}

test_functions_that_share_a_role_not_applicable if {
	functions := [testing.record("AWS::Lambda::Function", testing.arn("lambda", id), {"Role": _role("r")}) |
		some id in ["function:f", "function:g"]
	]
	_kinds(functions) == ["not_applicable"]
}

test_many_users_are_cut_in_the_message if {
	records := [_agent(sprintf("A%d", [i]), "r") | some i in numbers.range(1, 8)]
	every message in testing.messages(_control, testing.facts(records, {}, [])) {
		endswith(message, ", and 2 more")
	}
}

test_no_role_not_applicable if {
	_kinds([testing.record(
		"AWS::BedrockAgentCore::Memory",
		testing.arn("bedrock-agentcore", "memory/m"),
		{},
	)]) == ["not_applicable"]
}

test_nothing_not_applicable if _kinds([]) == ["not_applicable"]

_denied(records, operation, place) := testing.verdicts(
	_control,
	testing.facts(records, {}, [testing.gap(operation, place)]),
)

test_other_users_not_seen_unknown if {
	every operation in [
		"bedrock-agent:GetKnowledgeBase",
		"lambda:ListFunctions",
		"sagemaker:DescribeDomain",
		"sagemaker:DescribeUserProfile",
		"sagemaker:DescribeModel",
		"sagemaker:DescribeNotebookInstance",
	] {
		_denied([_a1], operation, "eu-west-1") == {["unknown", _a1.id, ""]}
	}
}

test_another_agents_role_not_seen_unknown if {
	_denied([_a1], "bedrock-agent:GetAgent", "arn:aws:bedrock:eu-west-1:111122223333:agent/A2") == {
		["unknown", _a1.id, ""],
		["unknown", testing.iam("root"), ""],
	}
}

test_share_that_was_seen_fails_whatever_was_not if {
	_denied([_a1, _agent("A2", "r")], "lambda:ListFunctions", "us-east-1") == {
		["fail", _a1.id, ""],
		["fail", testing.arn("bedrock", "agent/A2"), ""],
	}
}

# The listing shows the agent and not its role. Without GetAgent there is no subject.
test_role_of_the_only_agent_not_seen_unknown if {
	agent := testing.record("AWS::Bedrock::Agent", testing.arn("bedrock", "agent/A1"), {"agentId": "A1"})
	_denied([agent], "bedrock-agent:GetAgent", agent.id) == {["unknown", testing.iam("root"), ""]}
}

test_denied_unknown if {
	_denied([], "bedrock-agentcore-control:ListMemories", "us-east-1") == {["unknown", testing.iam("root"), ""]}
}
