package lens_test.genrel03_bp01.flow_results_checked_test

import data.lens_test.testing

_control := "GENREL03-BP01/flow-results-checked"

_id := testing.arn("bedrock", "flow/F1")

_flow(definition) := testing.record("AWS::Bedrock::Flow", _id, {"definition": definition})

_node(name, type) := {"name": name, "type": type, "configuration": {}}

# A flow with an input, an output and nodes, which the connections join: [source, target, type].
_joined(nodes, connections) := _flow({
	"nodes": array.concat([_node("in", "Input"), _node("out", "Output")], nodes),
	"connections": [{"name": "c", "source": c[0], "target": c[1], "type": c[2]} | some c in connections],
})

_loop(controller) := {
	"name": "loop",
	"type": "Loop",
	"configuration": {"loop": {"definition": {"nodes": [
		_node("inside", "LambdaFunction"),
		_node("twice", "Agent"),
		{"name": "end", "type": "LoopController", "configuration": {"loopController": controller}},
	]}}},
}

_facts(flow, gaps) := testing.facts([flow], {}, gaps)

_kinds(flow) := testing.kinds(_control, _facts(flow, []))

# A second node, so that the flow is judged.
_other := _node("other", "Agent")

_straight := [["in", "look", "Data"], ["look", "out", "Data"]]

_checked_by(node, type) := _joined(
	[_node("look", "KnowledgeBase"), _other, node],
	[["look", node.name, "Data"], [node.name, "out", type]],
)

test_unchecked_result_fails if {
	flow := _joined([_node("look", "KnowledgeBase"), _node("say", "Prompt")], _straight)
	testing.results(_control, _facts(flow, [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::Bedrock::Flow", "id": _id, "region": "us-east-1", "item": ""},
		"message": `no condition, prompt or code comes between these nodes and an output: "look"`,
		"proof": [{"id": _id, "pointer": "/properties/definition"}],
		"causes": [],
	}]
}

test_each_kind_that_returns_fails if {
	every kind in ["KnowledgeBase", "Retrieval", "Agent", "LambdaFunction"] {
		_kinds(_joined([_node("look", kind), _other], _straight)) == ["fail"]
	}
}

test_other_kinds_pass if {
	every kind in ["Prompt", "InlineCode", "Storage", "Lex"] {
		_kinds(_joined([_node("look", kind), _other, _node("more", "Agent")], _straight)) == ["pass"]
	}
}

test_result_that_is_read_passes if {
	_kinds(_checked_by(_node("then", "Prompt"), "Data")) == ["pass"]
	_kinds(_checked_by(_node("then", "InlineCode"), "Data")) == ["pass"]
	_kinds(_checked_by(_node("then", "Condition"), "Conditional")) == ["pass"]
}

test_nodes_that_hand_on_are_no_check if {
	every kind in ["Iterator", "Collector", "Storage"] {
		_kinds(_checked_by(_node("then", kind), "Data")) == ["fail"]
	}
}

# Only one of two ways to the output is checked.
test_every_way_counts if {
	nodes := [_node("look", "Retrieval"), _node("say", "Prompt")]
	both := array.concat(_straight, [["look", "say", "Data"], ["say", "out", "Data"]])
	_kinds(_joined(nodes, both)) == ["fail"]
}

# Another output has the data of a condition: the first one does not.
test_every_output_counts if {
	nodes := [_node("look", "Retrieval"), _node("if", "Condition"), _other, _node("end", "Output")]
	ways := array.concat(_straight, [["look", "if", "Data"], ["if", "end", "Conditional"]])
	_kinds(_joined(nodes, ways)) == ["fail"]
}

test_output_that_a_condition_allows_passes if {
	nodes := [_node("look", "Retrieval"), _node("if", "Condition"), _other]
	ways := array.concat(_straight, [["look", "if", "Data"], ["if", "out", "Conditional"]])
	_kinds(_joined(nodes, ways)) == ["pass"]
}

# The node runs on a condition. What it returns is not checked.
test_node_is_not_on_its_own_path if {
	nodes := [_node("look", "Agent"), _node("if", "Condition"), _other]
	ways := [["in", "if", "Data"], ["if", "look", "Conditional"], ["look", "out", "Data"]]
	_kinds(_joined(nodes, ways)) == ["fail"]
}

test_several_nodes_are_named if {
	nodes := [_node("look", "Retrieval"), _node("call", "LambdaFunction")]
	ways := [["look", "call", "Data"], ["call", "out", "Data"]]
	message := `no condition, prompt or code comes between these nodes and an output: "call", "look"`
	testing.messages(_control, _facts(_joined(nodes, ways), [])) == [message]
}

test_loop_with_a_condition_passes if {
	loop := _loop({"continueCondition": {"name": "more", "expression": "n < 3"}})
	_kinds(_joined([loop], [["in", "loop", "Data"], ["loop", "out", "Data"]])) == ["pass"]
	_kinds(_checked_by(loop, "Data")) == ["pass"]
}

test_loop_without_a_condition_fails if {
	every controller in [{}, {"maxIterations": 3}] {
		flow := _joined([_loop(controller)], [["in", "loop", "Data"], ["loop", "out", "Data"]])
		message := `these nodes are in a loop whose controller has no condition to continue: "inside", "twice"`
		testing.messages(_control, _facts(flow, [])) == [message]
		_kinds(_checked_by(_loop(controller), "Data")) == ["fail"]
	}
}

test_flow_with_less_than_two_such_nodes_not_applicable if {
	_kinds(_joined([_node("look", "KnowledgeBase")], _straight)) == ["not_applicable"]
	_kinds(_flow({})) == ["not_applicable"]
	testing.kinds(_control, testing.facts([], {}, [])) == ["not_applicable"]
}

test_nodes_without_connections_pass if {
	_kinds(_flow({"nodes": [_node("look", "Retrieval"), _other]})) == ["pass"]
}

test_flow_that_was_not_read_unknown if {
	bare := testing.record("AWS::Bedrock::Flow", _id, {})
	testing.kinds(_control, _facts(bare, [testing.gap("bedrock-agent:GetFlow", _id)])) == ["unknown"]
}

test_denied_listing_unknown if {
	denied := testing.gap("bedrock-agent:ListFlows", "us-east-1")
	testing.kinds(_control, testing.facts([], {}, [denied])) == ["unknown"]
}
