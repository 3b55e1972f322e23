package lens_test.lib.secret_texts_test

import data.lens.lib.secret_texts
import data.lens_test.testing

_text(signs) := {"redacted": {"length": 9, "hmac": "x", "signs": object.union({"characters": 9}, signs)}}

_variant(name, signs) := {"name": name, "templateConfiguration": {"text": {"text": _text(signs)}}}

_prompt := testing.arn("bedrock", "prompt/SUMMARY001")

_agent := testing.arn("bedrock", "agent/HELPER0001")

_flow := testing.arn("bedrock", "flow/ROUTE00001")

_harness := testing.arn("bedrock-agentcore", "harness/coach-abc1234567")

_clean := {"credentials": 0}

_inline := {"nodes": [{"name": "answer", "type": "Prompt", "configuration": {"prompt": {
	"sourceConfiguration": {"inline": _variant("", _clean)},
}}}]}

_records := [
	testing.record("AWS::Bedrock::Prompt", _prompt, {"variants": [_variant("main", _clean)]}),
	testing.record(
		"AWS::Bedrock::PromptVersionSummary", concat("", [_prompt, ":1"]),
		{"variants": [_variant("main", _clean)]},
	),
	testing.record("AWS::Bedrock::Agent", _agent, {"instruction": _text({})}),
	testing.record("AWS::Bedrock::AgentAlias", testing.arn("bedrock", "agent-alias/HELPER0001/LIVE"), {
		"agentAliasId": "LIVE",
		"agentAliasStatus": "PREPARED",
		"routingConfiguration": [{"agentVersion": "2"}],
	}),
	testing.record("AWS::Bedrock::AgentVersion", concat("", [_agent, ":2"]), {
		"instruction": _text(_clean),
		"promptOverrideConfiguration": {"promptConfigurations": [{"basePromptTemplate": _text(_clean)}]},
	}),
	testing.record("AWS::Bedrock::Flow", _flow, {"definition": _inline}),
	testing.record("AWS::BedrockAgentCore::Harness", _harness, {"systemPrompt": [{"text": _text(_clean)}]}),
]

test_texts_with_their_parts if {
	all := secret_texts.all with input as testing.facts(_records, {}, [])
	{[one.subject.id, one.part, one.used, one.proof.id] | some one in all} == {
		[_prompt, "DRAFT/main", true, _prompt],
		[_prompt, "1/main", false, concat("", [_prompt, ":1"])],
		[_agent, "DRAFT", true, _agent],
		[_agent, "2", true, concat("", [_agent, ":2"])],
		[_flow, "DRAFT/answer", true, _flow],
		[_harness, "", true, _harness],
	}
	{one.subject.item | some one in all} == {""}
	{one.part | some one in all; not secret_texts.searched(one)} == {"DRAFT"}
}

test_what_a_verdict_rests_on if {
	found := secret_texts.relies_on with input as testing.facts(_records, {}, [])
	{[s.id, id] | some [s, id] in found} == {
		[_prompt, concat("", [_prompt, ":1"])],
		[_agent, concat("", [_agent, ":2"])],
	}
	alias := testing.record(
		"AWS::Bedrock::FlowAlias", testing.arn("bedrock", "flow/ROUTE00001/alias/LIVE"),
		{"id": "LIVE", "flowId": "ROUTE00001", "routingConfiguration": [{"flowVersion": "3"}]},
	)
	more := secret_texts.relies_on with input as testing.facts(array.concat(_records, [alias]), {}, [])
	{[s.id, id] | some [s, id] in (more - found)} == {[_flow, concat("", [_flow, ":3"])]}
}

test_signs_of_a_secret if {
	facts := testing.facts([], {}, [])
	secret_texts.has_secret({"signs": {"credentials": 1}}) with input as facts
	not secret_texts.has_secret({"signs": {"credentials": 0}}) with input as facts
	secret_texts.has_secret({"signs": {"credentials": 0, "secret": true}}) with input as facts
	others := object.union(facts, {"other_signs": ["secret"]})
	not secret_texts.has_secret({"signs": {"credentials": 0, "secret": true}}) with input as others
}

_searching(signs) := {"name": "look", "type": "KnowledgeBase", "configuration": {"knowledgeBase": {
	"knowledgeBaseId": "KB00000001",
	"promptTemplate": {"textPromptTemplate": _text(signs)},
	"orchestrationConfiguration": {"promptTemplate": {"textPromptTemplate": _text(_clean)}},
}}}

test_templates_of_nodes_that_search if {
	loop := {"name": "again", "type": "Loop", "configuration": {"loop": {"definition": {"nodes": [_searching({
		"credentials": 1,
	})]}}}}
	flow := testing.record("AWS::Bedrock::Flow", _flow, {"definition": {"nodes": [loop]}})
	version := testing.record("AWS::Bedrock::FlowVersion", concat("", [_flow, ":3"]), {"definition": {
		"nodes": [_searching({})],
	}})
	facts := testing.facts([flow, version], {}, [])
	all := secret_texts.all with input as facts
	{[one.subject.id, one.part, one.proof.id] | some one in all} == {
		[_flow, "DRAFT/look", _flow],
		[_flow, "3/look", version.id],
	}
	{one.part | some one in all; one.signs.credentials > 0} == {"DRAFT/look"}
	{one.proof.pointer | some one in all} == {"/properties/definition"}
}
