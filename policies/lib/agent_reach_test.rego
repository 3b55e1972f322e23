package lens_test.agent_reach_test

import data.lens.lib.agent_reach
import data.lens_test.testing

_role := testing.iam("role/r")

_agent(properties) := testing.record(
	"AWS::Bedrock::Agent",
	testing.arn("bedrock", "agent/A1"),
	object.union({"agentResourceRoleArn": _role}, properties),
)

_flow(nodes) := testing.record("AWS::Bedrock::Flow", testing.arn("bedrock", "flow/F1"), {
	"executionRoleArn": _role,
	"definition": {"nodes": nodes},
})

_gateway(properties) := testing.record(
	"AWS::BedrockAgentCore::Gateway",
	testing.arn("bedrock-agentcore", "gateway/g"),
	object.union({"roleArn": _role}, properties),
)

_core(type, member) := testing.record(
	sprintf("AWS::BedrockAgentCore::%s", [type]),
	testing.arn("bedrock-agentcore", lower(type)),
	{member: _role},
)

_reaches(records, pattern) if {
	facts := testing.facts(records, {}, [])
	agent_reach.reaches(_role, pattern) with input as facts
}

_judged(records, pattern) := found if {
	facts := testing.facts(records, {}, [])
	found := agent_reach.judged(_role, pattern) with input as facts
}

_function(name) := testing.arn("lambda", sprintf("function:%s", [name]))

_model(name) := sprintf("arn:aws:bedrock:us-east-1::foundation-model/%s", [name])

_kb(id) := testing.arn("bedrock", sprintf("knowledge-base/%s", [id]))

_guardrail(id) := testing.arn("bedrock", sprintf("guardrail/%s", [id]))

test_an_agents_model_and_guardrail_by_id if {
	agent := _agent({
		"foundationModel": "anthropic.m",
		"guardrailConfiguration": {"guardrailIdentifier": "g1", "guardrailVersion": "1"},
	})
	_reaches([agent], _model("anthropic.m"))
	_reaches([agent], _guardrail("g1"))
	every pattern in [
		_model("anthropic.n"),
		_guardrail("g2"),
		_kb("g1"),
		"arn:aws:bedrock:eu-west-1::foundation-model/anthropic.m",
	] {
		not _reaches([agent], pattern)
	}
}

test_an_agents_model_and_guardrail_by_arn if {
	theirs := "arn:aws:bedrock:us-east-1:999999999999:guardrail/g1"
	bought := testing.arn("bedrock", "provisioned-model/p")
	agent := _agent({
		"foundationModel": bought,
		"guardrailConfiguration": {"guardrailIdentifier": theirs, "guardrailVersion": "1"},
	})
	_reaches([agent], theirs)
	_reaches([agent], bought)
	not _reaches([agent], _guardrail("g1"))
}

test_a_pattern_reaches_what_it_matches if {
	agent := _agent({"foundationModel": "anthropic.m-v1:0"})
	every pattern in [
		"arn:aws:bedrock:*::foundation-model/anthropic.m-*",
		"arn:aws:bedrock:us-east-1::foundation-model/anthropic.?-v1:0",
	] {
		_reaches([agent], pattern)
	}
	not _reaches([agent], "arn:aws:bedrock:*::foundation-model/anthropic.n-*")
}

test_an_agents_prompts_may_use_models_and_functions_of_their_own if {
	agent := _agent({"foundationModel": "anthropic.m", "promptOverrideConfiguration": {
		"overrideLambda": _function("parser"),
		"promptConfigurations": [{"promptType": "ORCHESTRATION", "foundationModel": "anthropic.n"}],
	}})
	every pattern in [_model("anthropic.m"), _model("anthropic.n"), _function("parser")] {
		_reaches([agent], pattern)
	}
}

test_an_agents_own_orchestration if {
	agent := _agent({"customOrchestration": {"executor": {"lambda": _function("plan")}}})
	_reaches([agent], _function("plan"))
}

_group(holder, function) := testing.record(
	"AWS::Bedrock::AgentActionGroup",
	testing.arn("bedrock", sprintf("agent/%s:action-group/AG1", [holder])),
	{"actionGroupExecutor": function},
)

_association(holder) := testing.record(
	"AWS::Bedrock::AgentKnowledgeBase",
	testing.arn("bedrock", sprintf("agent/%s:knowledge-base/KB1", [holder])),
	{"knowledgeBaseId": "KB1"},
)

test_action_groups_and_knowledge_bases_of_the_draft if {
	records := [_agent({}), _group("A1:DRAFT", {"lambda": _function("book")}), _association("A1:DRAFT")]
	_reaches(records, _function("book"))
	_reaches(records, _kb("KB1"))
}

test_what_another_agent_or_version_names_is_not_reached if {
	records := [
		_agent({}), _group("A2:DRAFT", {"lambda": _function("book")}), _association("A1:7"),
		testing.record(
			"AWS::Bedrock::Agent",
			testing.arn("bedrock", "agent/A2"),
			{"agentResourceRoleArn": testing.iam("role/other")},
		),
	]
	not _reaches(records, _function("book"))
	not _reaches(records, _kb("KB1"))
}

test_action_groups_and_knowledge_bases_of_a_deployed_version if {
	draft := testing.record(
		"AWS::Bedrock::Agent",
		testing.arn("bedrock", "agent/A1"),
		{"agentResourceRoleArn": testing.iam("role/draft")},
	)
	version := testing.record("AWS::Bedrock::AgentVersion", testing.arn("bedrock", "agent/A1:7"), {
		"version": "7",
		"agentResourceRoleArn": _role,
		"foundationModel": "anthropic.m",
	})
	alias := testing.record("AWS::Bedrock::AgentAlias", testing.arn("bedrock", "agent-alias/A1/L1"), {
		"agentAliasId": "L1",
		"routingConfiguration": [{"agentVersion": "7"}],
	})
	records := [draft, version, alias, _group("A1:7", {"lambda": _function("book")}), _association("A1:7")]
	_reaches(records, _model("anthropic.m"))
	_reaches(records, _function("book"))
	_reaches(records, _kb("KB1"))
	not _reaches([draft, version, _association("A1:7")], _kb("KB1"))
}

test_an_action_group_that_returns_control_names_no_function if {
	not _reaches([_agent({}), _group("A1:DRAFT", {"customControl": "RETURN_CONTROL"})], "RETURN_CONTROL")
}

test_a_function_with_or_without_version_or_alias if {
	qualified := [_agent({}), _group("A1:DRAFT", {"lambda": _function("book:PROD")})]
	every pattern in [
		_function("book:PROD"),
		_function("book"),
		_function("book:*"),
		_function("book:1"),
		_function("b*"),
	] {
		_reaches(qualified, pattern)
	}
	every pattern in [_function("book:TEST"), _function("bookings"), _function("boo")] {
		not _reaches(qualified, pattern)
	}
	plain := [_agent({}), _group("A1:DRAFT", {"lambda": _function("book")})]
	every pattern in [_function("book"), _function("book:*")] { _reaches(plain, pattern) }
}

_profile(type, kind, id) := testing.record(type, testing.arn("bedrock", sprintf("%s/%s", [kind, id])), {
	"inferenceProfileId": id,
	"models": [
		{"modelArn": "arn:aws:bedrock:us-east-1::foundation-model/anthropic.m"},
		{"modelArn": "arn:aws:bedrock:us-west-2::foundation-model/anthropic.m"},
	],
})

test_a_model_through_an_inference_profile if {
	every profile in [
		_profile("AWS::Bedrock::InferenceProfile", "inference-profile", "us.anthropic.m"),
		_profile("AWS::Bedrock::ApplicationInferenceProfile", "application-inference-profile", "abc123"),
	] {
		every named in [profile.id, profile.properties.inferenceProfileId] {
			records := [_agent({"foundationModel": named}), profile]
			every pattern in [
				profile.id,
				_model("anthropic.m"),
				"arn:aws:bedrock:us-west-2::foundation-model/anthropic.m",
			] {
				_reaches(records, pattern)
			}
			not _reaches(records, _model("anthropic.n"))
		}
	}
}

test_a_profile_of_another_region_is_another if {
	profile := testing.record_in(
		"eu-west-1",
		"AWS::Bedrock::InferenceProfile",
		"arn:aws:bedrock:eu-west-1:111122223333:inference-profile/us.anthropic.m",
		{
			"inferenceProfileId": "us.anthropic.m",
			"models": [{"modelArn": "arn:aws:bedrock:us-west-2::foundation-model/anthropic.m"}],
		},
	)
	not _reaches(
		[_agent({"foundationModel": "us.anthropic.m"}), profile],
		"arn:aws:bedrock:us-west-2::foundation-model/anthropic.m",
	)
}

# Types and members of botocore's FlowNodeConfiguration.
_nodes := [
	{"name": "ask", "type": "Prompt", "configuration": {"prompt": {
		"sourceConfiguration": {"inline": {"modelId": "anthropic.m"}},
		"guardrailConfiguration": {"guardrailIdentifier": "g1", "guardrailVersion": "1"},
	}}},
	{
		"name": "code",
		"type": "LambdaFunction",
		"configuration": {"lambdaFunction": {"lambdaArn": _function("step")}},
	},
	{"name": "each", "type": "Loop", "configuration": {"loop": {"definition": {"nodes": [{
		"name": "look", "type": "KnowledgeBase",
		"configuration": {"knowledgeBase": {
			"knowledgeBaseId": "KB1",
			"modelId": "arn:aws:bedrock:us-east-1::foundation-model/anthropic.n",
			"guardrailConfiguration": {"guardrailIdentifier": "g2", "guardrailVersion": "1"},
			"rerankingConfiguration": {
				"bedrockRerankingConfiguration": {"modelConfiguration": {"modelArn": _model("cohere.rerank")}},
			},
		}},
	}]}}}},
]

_in_nodes := [
	_model("anthropic.m"),
	_model("anthropic.n"),
	_model("cohere.rerank"),
	_function("step"),
	_kb("KB1"),
	_guardrail("g1"),
	_guardrail("g2"),
]

test_a_flows_nodes_also_within_a_loop if {
	every pattern in _in_nodes { _reaches([_flow(_nodes)], pattern) }
	not _reaches([_flow(_nodes)], _kb("KB2"))
}

_version(number, nodes) := testing.record(
	"AWS::Bedrock::FlowVersion",
	testing.arn("bedrock", sprintf("flow/F1:%s", [number])),
	{
		"id": "F1",
		"version": number,
		"executionRoleArn": _role,
		"definition": {"nodes": nodes},
	},
)

_alias(number) := testing.record("AWS::Bedrock::FlowAlias", testing.arn("bedrock", "flow/F1/alias/L1"), {
	"id": "L1",
	"flowId": "F1",
	"routingConfiguration": [{"flowVersion": number}],
})

test_a_deployed_flow_versions_nodes if {
	every pattern in _in_nodes {
		_reaches([_flow([]), _version("2", _nodes), _alias("2")], pattern)
		not _reaches([_flow([]), _version("2", _nodes), _version("3", []), _alias("3")], pattern)
	}
}

_target(gateway) := testing.record(
	"AWS::BedrockAgentCore::GatewayTarget",
	testing.arn("bedrock-agentcore", sprintf("gateway/%s/target/t", [gateway])),
	{"targetConfiguration": {"mcp": {"lambda": {"lambdaArn": _function("tool"), "toolSchema": {}}}}},
)

test_a_gateways_targets_and_interceptors if {
	_reaches([_gateway({}), _target("g")], _function("tool"))
	not _reaches([_gateway({}), _target("other")], _function("tool"))
	_reaches(
		[_gateway({"interceptorConfigurations": [{"interceptor": {"lambda": {"arn": _function("guard")}}}]})],
		_function("guard"),
	)
	_reaches(
		[_gateway({"customTransformConfiguration": {"lambda": {"arn": _function("shape")}}})],
		_function("shape"),
	)
}

test_nothing_is_reached_where_nothing_is_named if not _reaches([_agent({})], _function("book"))

# {kind of pattern: pattern}
_patterns := object.union(
	{kind: testing.arn("bedrock", sprintf("%s/x", [kind])) |
		some kind in (_models | {"knowledge-base", "guardrail"})
	},
	{"function": _function("x")},
)

_models := {
	"foundation-model", "inference-profile", "application-inference-profile", "provisioned-model",
	"imported-model",
	"custom-model-deployment",
}

# The kinds of resources for which all users of the role show what they need.
_told(records) := {kind | some kind, pattern in _patterns; _judged(records, pattern) == {kind}}

_everything := object.keys(_patterns)

test_agents_and_flows_tell_all_and_gateways_their_functions if {
	_told([_agent({})]) == _everything
	_told([_flow([])]) == _everything
	_told([_version("2", []), _alias("2")]) == _everything
	_told([_gateway({})]) == {"function"}
}

test_agentcores_other_resources_tell_nothing if {
	every record in [
		_core("Runtime", "roleArn"), _core("Harness", "executionRoleArn"), _core(
			"BrowserCustom",
			"executionRoleArn",
		),
		_core("CodeInterpreterCustom", "executionRoleArn"), _core("Memory", "memoryExecutionRoleArn"),
	] {
		_told([record]) == set()
		_told([record, _agent({})]) == set()
	}
}

test_of_a_shared_role_what_all_tell if {
	_told([_agent({}), _flow([]), _gateway({})]) == {"function"}
	_told([_agent({}), _flow([])]) == _everything
}

test_a_role_that_nothing_uses_tells_nothing if _judged([], _function("x")) == set()

_managed_prompt := [{
	"name": "ask",
	"type": "Prompt",
	"configuration": {"prompt": {"sourceConfiguration": {"resource": {
		"promptArn": testing.arn("bedrock", "prompt/P1:1"),
	}}}},
}]

test_a_flow_that_takes_its_prompt_from_elsewhere_tells_no_models if {
	_told([_flow(_managed_prompt)]) == {"function", "knowledge-base", "guardrail"}
	_told([_flow([]), _version("2", _managed_prompt), _alias("2")]) == {
		"function",
		"knowledge-base",
		"guardrail",
	}
	_told([_flow([]), _version("2", _managed_prompt), _version("3", []), _alias("3")]) == _everything
}

test_a_pattern_of_another_kind_is_not_judged if {
	every pattern in [
		testing.arn("bedrock", "agent/x"), testing.arn("lambda", "layer:x"), testing.arn("x", "function:y"),
		"arn:aws:s3:::bucket/x", "*", testing.arn("bedrock", "my-foundation-model/x"),
	] {
		_judged([_agent({})], pattern) == set()
	}
}

test_names_in_another_partition_and_hostile_ones if {
	facts := object.union(testing.facts([_agent({"foundationModel": "m"})], {}, []), {"partition": "aws-cn"})
	agent_reach.reaches(_role, "arn:aws-cn:bedrock:us-east-1::foundation-model/m") with input as facts
	agent := _agent({"foundationModel": "%s[.*", "guardrailConfiguration": {"guardrailIdentifier": `"; x`}})
	_reaches([agent], _model("%s[.*"))
	_reaches([agent], _guardrail(`"; x`))
}
