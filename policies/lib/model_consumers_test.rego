package lens_test.model_consumers_test

import data.lens.lib.model_consumers
import data.lens_test.testing

_id(what) := testing.arn("bedrock", what)

_agent := testing.record("AWS::Bedrock::Agent", _id("agent/A1"), {"foundationModel": "provider.draft"})

_version(number) := testing.record(
	"AWS::Bedrock::AgentVersion",
	_id(sprintf("agent/A1:%s", [number])),
	{"foundationModel": sprintf("provider.v%s", [number])},
)

_alias(name, route) := testing.record("AWS::Bedrock::AgentAlias", _id(sprintf("agent-alias/A1/%s", [name])), {
	"agentAliasId": name,
	"agentAliasStatus": "PREPARED",
	"routingConfiguration": [route],
})

_found(records) := found if {
	found := model_consumers.names with input as testing.facts(records, {}, [])
}

# {[subject's id, item, name, id, served], ...}
_short(records) := {[n.subject.id, n.subject.item, n.name, n.id, n.served] | some n in _found(records)}

test_draft_of_an_agent if {
	_found([_agent]) == {{
		"subject": {"type": "AWS::Bedrock::Agent", "id": _agent.id, "region": "us-east-1", "item": ""},
		"id": _agent.id,
		"name": "provider.draft",
		"served": false,
	}}
}

test_overrides_of_an_agent if {
	overrides := {"promptConfigurations": [{"foundationModel": "provider.override"}, {"foundationModel": ""}]}
	agent := testing.record("AWS::Bedrock::Agent", _agent.id, {"promptOverrideConfiguration": overrides})
	_short([agent]) == {[_agent.id, "", "provider.override", _agent.id, false]}
}

test_disabled_override_of_an_agent if {
	overrides := {"promptConfigurations": [
		{"foundationModel": "provider.skipped", "promptState": "DISABLED"},
		{"foundationModel": "provider.override", "promptState": "ENABLED"},
	]}
	agent := testing.record("AWS::Bedrock::Agent", _agent.id, {"promptOverrideConfiguration": overrides})
	_short([agent]) == {[_agent.id, "", "provider.override", _agent.id, false]}
}

test_versions_that_aliases_route_to if {
	records := [_agent, _version("1"), _version("2"), _alias("LIVE", {"agentVersion": "2"})]
	_short(records) == {
		[_agent.id, "", "provider.draft", _agent.id, false],
		[_agent.id, "", "provider.v2", _version("2").id, false],
	}
}

test_throughput_serves_in_place_of_the_model if {
	through := {"agentVersion": "1", "provisionedThroughput": _id("provisioned-model/t1")}
	_short([_agent, _version("1"), _alias("LIVE", through)]) == {
		[_agent.id, "", "provider.draft", _agent.id, true],
		[_agent.id, "", "provider.v1", _version("1").id, true],
	}
	records := [_agent, _version("1"), _alias("LIVE", through), _alias("NEXT", {"agentVersion": "DRAFT"})]
	_short(records) == {
		[_agent.id, "", "provider.draft", _agent.id, false],
		[_agent.id, "", "provider.v1", _version("1").id, true],
	}
}

_prompt(model) := {"prompt": {"sourceConfiguration": {"inline": {"modelId": model}}}}

_flow(nodes) := testing.record("AWS::Bedrock::Flow", _id("flow/F1"), {"definition": {"nodes": nodes}})

test_nodes_of_a_flow_and_of_its_loops if {
	inner := [{"name": "say", "configuration": _prompt("provider.inner")}]
	flow := _flow([
		{"name": "start", "type": "Input", "configuration": {"input": {}}},
		{"name": "look", "configuration": {"knowledgeBase": {"modelId": "provider.base"}}},
		{"name": "ask", "configuration": _prompt("provider.inline")},
		{"name": "again", "configuration": {"loop": {"definition": {"nodes": inner}}}},
	])
	_short([flow]) == {
		[flow.id, "look", "provider.base", flow.id, false],
		[flow.id, "ask", "provider.inline", flow.id, false],
		[flow.id, "say", "provider.inner", flow.id, false],
	}
}

test_version_of_a_flow_is_of_the_flow if {
	flow := _flow([])
	alias := testing.record("AWS::Bedrock::FlowAlias", _id("flow/F1/alias/L1"), {
		"id": "L1",
		"routingConfiguration": [{"flowVersion": "3"}],
	})
	version := testing.record("AWS::Bedrock::FlowVersion", _id("flow/F1:3"), {"definition": {"nodes": [{
		"name": "ask",
		"configuration": _prompt("provider.old"),
	}]}})
	_short([flow, alias, version]) == {[flow.id, "ask", "provider.old", version.id, false]}
}

_variants(model) := {"variants": [{"name": "first", "modelId": model}, {"name": "second"}]}

test_variants_of_a_prompt_and_of_its_versions if {
	prompt := testing.record("AWS::Bedrock::Prompt", _id("prompt/P1"), _variants("provider.new"))
	version := testing.record("AWS::Bedrock::PromptVersion", _id("prompt/P1:2"), _variants("provider.old"))
	_short([prompt, version]) == {
		[prompt.id, "first", "provider.new", prompt.id, false],
		[prompt.id, "first", "provider.old", version.id, false],
	}
}

_harness(name, model) := testing.record(
	"AWS::BedrockAgentCore::Harness",
	testing.arn("bedrock-agentcore", sprintf("harness/%s", [name])),
	{"model": model},
)

test_harness if {
	harness := _harness("own", {"bedrockModelConfig": {"modelId": "provider.model"}})
	other := _harness("other", {"openAiModelConfig": {"modelId": "other"}})
	_short([harness, other]) == {[harness.id, "", "provider.model", harness.id, false]}
}
