package lens_test.genrel03_bp02.flow_loops_bounded_test

import data.lens_test.testing

_control := "GENREL03-BP02/flow-loops-bounded"

_id := testing.arn("bedrock", "flow/ROUTE")

_flow(nodes) := testing.record("AWS::Bedrock::Flow", _id, {"definition": {"nodes": nodes}})

_loop(name, nodes) := {
	"name": name,
	"type": "Loop",
	"configuration": {"loop": {"definition": {"nodes": nodes}}},
}

_controller(settings) := {
	"name": "end",
	"type": "LoopController",
	"configuration": {"loopController": settings},
}

# A condition is redacted.
_condition := {"name": "more", "expression": {"redacted": {"length": 5}}}

_good := _controller({"maxIterations": 50, "continueCondition": _condition})

_many := _controller({"maxIterations": 51, "continueCondition": _condition})

_facts(nodes) := testing.facts([_flow(nodes)], {}, [])

_kinds(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

_messages(nodes) := testing.messages(_control, _facts(nodes))

test_bounded_loop_passes if _kinds([_flow([_loop("again", [_good])])], []) == ["pass"]

test_unbounded_loop_fails if {
	testing.results(_control, _facts([_loop("again", [_many])])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::Bedrock::Flow", "id": _id, "region": "us-east-1", "item": ""},
		"message": `these loops have no limit of at most 50 iterations: "again"`,
		"proof": [{"id": _id, "pointer": "/properties/definition"}],
		"causes": [],
	}]
	_messages([_loop("again", [_controller({"continueCondition": _condition})])]) == [
		`these loops have no limit of at most 50 iterations: "again"`,
	]
}

test_loop_without_a_condition_fails if {
	_messages([_loop("again", [_controller({"maxIterations": 5, "continueCondition": {"name": "more"}})])]) == [
		`these loops have no condition to continue: "again"`,
	]
}

test_loop_without_a_controller_fails if {
	_messages([_loop("again", [])]) == [concat("; ", [
		`these loops have no condition to continue: "again"`,
		`these loops have no limit of at most 50 iterations: "again"`,
	])]
}

test_each_loop_counts_at_every_depth if {
	_messages([_loop("outer", [_good, _loop("inner", [_many])]), _loop("other", [_good])]) == [
		`these loops have no limit of at most 50 iterations: "inner"`,
	]
	_messages([_loop("outer", [_loop("inner", [_good])])]) == [concat("; ", [
		`these loops have no condition to continue: "outer"`,
		`these loops have no limit of at most 50 iterations: "outer"`,
	])]
}

_validated(type) := object.union(
	_flow([_loop("again", [_good])]),
	{"properties": {"validations": [{"type": type, "severity": "Error"}]}},
)

test_validation_of_loops_fails if {
	every type in ["CyclicConnection", "MissingLoopControllerNode", "InvalidLoopBoundary"] {
		testing.messages(_control, testing.facts([_validated(type)], {}, [])) == [
			sprintf(`its validation found "%s"`, [type]),
		]
	}
	_kinds([_validated("UnreachableNode")], []) == ["pass"]
}

test_limit_is_a_parameter if {
	params := {_control: {"max_iterations": 51}}
	testing.kinds(_control, testing.facts([_flow([_loop("again", [_many])])], params, [])) == ["pass"]
}

test_no_loop_not_applicable if {
	_kinds([_flow([{"name": "in", "type": "Input"}])], []) == ["not_applicable"]
	_kinds([], []) == ["not_applicable"]
}

test_flow_that_was_not_read_unknown if {
	unread := testing.record("AWS::Bedrock::Flow", _id, {"status": "Prepared"})
	_kinds([unread], [testing.gap("bedrock-agent:GetFlow", _id)]) == ["unknown"]
}

test_denied_listing_unknown if {
	_kinds([], [testing.gap("bedrock-agent:ListFlows", "us-east-1")]) == ["unknown"]
}
