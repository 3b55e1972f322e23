package lens_test.guardrail_uses_test

import data.lens.lib.guardrail_uses
import data.lens_test.guardrail_fixtures as fixtures
import data.lens_test.testing

_agent_records(configuration) := array.concat(
	fixtures.versions,
	[fixtures.agent({}), fixtures.agent_version("7", configuration), fixtures.agent_alias("7")],
)

test_uses_of_agents_say_the_version if {
	found := guardrail_uses.agents with input as testing.facts(_agent_records(fixtures.names("g", "1")), {}, [])
	found == {{
		"by": sprintf("%s:7", [fixtures.agent_arn]),
		"guardrail": sprintf("%s:1", [fixtures.arn]),
		"models": set(),
	}}
}

test_models_that_an_agent_calls if {
	version := fixtures.agent_version("7", object.union(fixtures.names("g", "1"), {
		"foundationModel": "us.a.b",
		"promptOverrideConfiguration": {"promptConfigurations": [
			{"foundationModel": "c.d"},
			{"foundationModel": ""},
		]},
	}))
	found := guardrail_uses.agents with input as testing.facts(
		[fixtures.agent({}), version, fixtures.agent_alias("7")],
		{}, [],
	)
	{m | some use in found; some m in use.models} == {"us.a.b", "c.d"}
}

test_an_empty_name_is_no_use if {
	found := guardrail_uses.agents with input as testing.facts(_agent_records(fixtures.names("", "1")), {}, [])
	found == set()
}

test_uses_of_flows_say_the_node if {
	base := object.union({"knowledgeBaseId": "K", "modelId": "m"}, fixtures.names("g", "1"))
	nodes := [
		fixtures.prompt("2"),
		{"name": "look", "type": "KnowledgeBase", "configuration": {"knowledgeBase": base}},
	]
	found := guardrail_uses.flows with input as testing.facts([fixtures.flow(nodes)], {}, [])
	found == {
		{
			"by": fixtures.flow_arn, "kind": "prompt", "model": "",
			"guardrail": sprintf("%s:2", [fixtures.arn]), "models": set(),
		},
		{
			"by": fixtures.flow_arn, "kind": "knowledgeBase", "model": "m",
			"guardrail": sprintf("%s:1", [fixtures.arn]), "models": {"m"},
		},
	}
}

_prompt_arn := testing.arn("bedrock", "prompt/P:1")

_prompt(properties) := testing.record("AWS::Bedrock::PromptVersion", _prompt_arn, properties)

_models(source, records) := {m | some use in found; some m in use.models} if {
	prompt := object.union(fixtures.names("g", "1"), {"sourceConfiguration": source})
	flow := fixtures.flow([{"configuration": {"prompt": prompt}}])
	found := guardrail_uses.flows with input as testing.facts(array.concat([flow], records), {}, [])
}

test_models_of_a_prompt_node if {
	managed := {"resource": {"promptArn": _prompt_arn}}
	_models({"inline": {"modelId": "m"}}, []) == {"m"}
	_models(managed, [_prompt({"variants": [{"modelId": "n"}, {"genAiResource": {}}]})]) == {"n"}
	_models(managed, [_prompt({"version": "1"})]) == {_prompt_arn}
	_models(managed, []) == {_prompt_arn}
}

_association(state) := testing.record(
	"AWS::Bedrock::AgentKnowledgeBase",
	sprintf("%s:7:knowledge-base/K1", [fixtures.agent_arn]),
	{"knowledgeBaseId": "K1", "knowledgeBaseState": state},
)

_retrieval(records) := found if {
	found := guardrail_uses.retrieval with input as testing.facts(records, {}, [])
}

test_agents_retrieve_with_an_enabled_knowledge_base if {
	agent := _agent_records(fixtures.names("g", "1"))
	_retrieval(array.concat(agent, [_association("ENABLED")])) == {sprintf("%s:1", [fixtures.arn])}
	_retrieval(array.concat(agent, [_association("DISABLED")])) == set()
	_retrieval(agent) == set()
}

_knowledge_base(more) := {"configuration": {"knowledgeBase": object.union(fixtures.names("g", "1"), more)}}

test_knowledge_base_nodes_with_a_model_retrieve if {
	_retrieval([fixtures.flow([_knowledge_base({"modelId": "m"})])]) == {sprintf("%s:1", [fixtures.arn])}
	_retrieval([fixtures.flow([_knowledge_base({})])]) == set()
	_retrieval([fixtures.flow([fixtures.prompt("1")])]) == set()
}
