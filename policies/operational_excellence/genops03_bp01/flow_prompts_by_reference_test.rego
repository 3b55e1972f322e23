package lens_test.genops03_bp01.flow_prompts_by_reference_test

import data.lens_test.testing

_control := "GENOPS03-BP01/flow-prompts-by-reference"

_id := testing.arn("bedrock", "flow/ROUTE")

_flow(nodes) := testing.record("AWS::Bedrock::Flow", _id, {"id": "ROUTE", "definition": {"nodes": nodes}})

_node(name, source) := {
	"name": name,
	"type": "Prompt",
	"configuration": {"prompt": {"sourceConfiguration": source}},
}

_inline := _node("ask", {"inline": {"modelId": "m", "templateType": "TEXT"}})

_managed := _node("say", {"resource": {"promptArn": testing.arn("bedrock", "prompt/SUMMARY:1")}})

_loop(nodes) := {"name": "again", "type": "Loop", "configuration": {"loop": {"definition": {"nodes": nodes}}}}

_facts(records, gaps) := testing.facts(records, {}, gaps)

_kinds(records, gaps) := testing.kinds(_control, _facts(records, gaps))

test_inline_text_fails if {
	testing.results(_control, _facts([_flow([_managed, _inline])], [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::Bedrock::Flow", "id": _id, "region": "us-east-1", "item": ""},
		"message": `these prompt nodes use no managed prompt: "ask"`,
		"proof": [{"id": _id, "pointer": "/properties/definition"}],
		"causes": [],
	}]
}

test_managed_prompt_passes if _kinds([_flow([_managed])], []) == ["pass"]

test_nodes_of_a_loop_count if {
	_kinds([_flow([_loop([_managed, _inline])])], []) == ["fail"]
	_kinds([_flow([_loop([_loop([_inline])])])], []) == ["fail"]
	_kinds([_flow([_loop([_managed])])], []) == ["pass"]
}

test_node_without_a_source_fails if _kinds([_flow([{"name": "new", "type": "Prompt"}])], []) == ["fail"]

test_flow_without_prompts_not_applicable if {
	_kinds([_flow([{"name": "in", "type": "Input"}])], []) == ["not_applicable"]
	_kinds([testing.without(_flow([]), "definition")], []) == ["not_applicable"]
}

test_no_flow_not_applicable if _kinds([], []) == ["not_applicable"]

_denied := testing.gap("bedrock-agent:GetFlow", _id)

test_denied_detail_unknown if _kinds([testing.without(_flow([]), "definition")], [_denied]) == ["unknown"]

test_denied_listing_unknown if {
	_kinds([], [testing.gap("bedrock-agent:ListFlows", "us-east-1")]) == ["unknown"]
}
