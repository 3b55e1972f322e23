package lens_test.prompt_uses_test

import data.lens.lib.prompt_uses
import data.lens_test.testing

_flow := testing.arn("bedrock", "flow/ROUTE")

_prompt := testing.arn("bedrock", "prompt/SUMMARY001")

_node(arn) := {
	"name": "say",
	"type": "Prompt",
	"configuration": {"prompt": {"sourceConfiguration": {"resource": {"promptArn": arn}}}},
}

_record(type, id, nodes) := testing.record(type, id, {"definition": {"nodes": nodes}})

_uses(records) := found if {
	facts := testing.facts(records, {}, [])
	found := prompt_uses.uses with input as facts
}

test_node_of_the_draft if {
	flow := _record("AWS::Bedrock::Flow", _flow, [_node(_prompt)])
	_uses([flow]) == {{
		"subject": {"type": "AWS::Bedrock::Flow", "id": _flow, "region": "us-east-1", "item": "say"},
		"id": _flow,
		"version": "DRAFT",
		"arn": _prompt,
		"pinned": false,
		"own": true,
	}}
}

test_node_of_a_version if {
	flow := _record("AWS::Bedrock::Flow", _flow, [])
	id := sprintf("%s:12", [_flow])
	version := _record("AWS::Bedrock::FlowVersion", id, [_node(sprintf("%s:3", [_prompt]))])
	found := {[use.id, use.subject.id, use.version, use.pinned] | some use in _uses([flow, version])}
	found == {[id, _flow, "12", true]}
}

test_prompts_elsewhere_are_not_shown_here if {
	foreign := replace(_prompt, "111122223333", "444455556666")
	every arn in [foreign, replace(_prompt, "us-east-1", "eu-north-1")] {
		{use.own | some use in _uses([_record("AWS::Bedrock::Flow", _flow, [_node(arn)])])} == {false}
	}
}

test_other_nodes_name_no_prompt if {
	source := {"sourceConfiguration": {"inline": {}}}
	inline := {"name": "ask", "type": "Prompt", "configuration": {"prompt": source}}
	_uses([_record("AWS::Bedrock::Flow", _flow, [inline, {"name": "in", "type": "Input"}])]) == set()
}

test_parts_of_an_arn if {
	prompt_uses.plain(sprintf("%s:3", [_prompt])) == _prompt
	prompt_uses.region(_prompt) == "us-east-1"
}
