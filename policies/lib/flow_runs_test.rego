package lens_test.flow_runs_test

import data.lens.lib.flow_nodes
import data.lens.lib.flow_runs

_node(name, type) := {"name": name, "type": type, "configuration": {}}

_ways(texts) := [{"type": "Data", "name": text, "source": ends[0], "target": ends[1]} |
	some text in texts
	ends := split(text, ">")
]

_flow(nodes, ways) := {"nodes": nodes, "connections": _ways(ways)}

_loop(name, limits, nodes, ways) := {
	"name": name,
	"type": "Loop",
	"configuration": {"loop": {"definition": _flow(array.concat(nodes, controllers), ways)}},
} if {
	controllers := [{
		"name": sprintf("control-%s-%d", [name, i]),
		"type": "LoopController",
		"configuration": {"loopController": limit},
	} |
		some i, limit in limits
	]
}

_limit(number) := {"maxIterations": number, "continueCondition": {"name": "more"}}

# Name of a node -> [times, open, unlimited].
_found(definition) := {name: [run.times, run.open, run.unlimited] |
	some run in flow_runs.of(definition)
	name := flow_nodes.name(run.node)
}

_say := _node("say", "Prompt")

test_node_runs_once if _found(_flow([_say], [])) == {"say": [1, 0, set()]}

test_flow_without_connections if _found({"nodes": [_say, _node("each", "Iterator")]}).say == [1, 0, set()]

test_loops_multiply if {
	inner := _loop("inner", [_limit(4)], [_say], [])
	outer := _loop("outer", [_limit(3)], [inner, _node("tell", "Prompt")], [])
	found := _found(_flow([outer, _node("end", "Prompt")], []))
	found.say == [12, 0, set()]
	found.tell == [3, 0, set()]
	found.end == [1, 0, set()]
}

test_loops_without_a_limit_are_named if {
	bare := _loop("bare", [{"continueCondition": {"name": "more"}}], [_say], [])
	_found(_flow([_loop("outer", [_limit(3)], [bare], [])], [])).say == [3, 0, {"bare"}]
	_found(_flow([_loop("empty", [], [_say], [])], [])).say == [1, 0, {"empty"}]
}

test_highest_limit_counts if {
	every limits in [[_limit(2), _limit(9)], [_limit(9), _limit(2)]] {
		_found(_flow([_loop("again", limits, [_say], [])], [])).say == [9, 0, set()]
	}
}

_lists := _flow(
	[
		_node("in", "Input"), _node("each", "Iterator"), _say, _node("all", "Collector"),
		_node("end", "Prompt"),
	],
	["in>each", "each>say", "say>all", "all>end"],
)

test_items_of_a_list if {
	found := _found(_lists)
	found.say[1] == 1
	found.all[1] == 1
	found.end[1] == 0
	found.each[1] == 0
}

test_list_without_a_collector_stays_open if {
	nodes := [_node("each", "Iterator"), _node("calc", "InlineCode"), _say]
	_found(_flow(nodes, ["each>calc", "calc>say"])).say[1] == 1
}

test_lists_in_lists if {
	nodes := [
		_node("one", "Iterator"), _node("two", "Iterator"), _say, _node("close", "Collector"),
		_node("tell", "Prompt"), _node("shut", "Collector"), _node("end", "Prompt"),
	]
	found := _found(_flow(nodes, ["one>two", "two>say", "say>close", "close>tell", "tell>shut", "shut>end"]))
	found.say[1] == 2
	found.tell[1] == 1
	found.end[1] == 0
}

test_deepest_way_counts if {
	nodes := [_node("in", "Input"), _node("each", "Iterator"), _say]
	every ways in [["in>say", "in>each", "each>say"], ["each>say", "in>each", "in>say"]] {
		_found(_flow(nodes, ways)).say[1] == 1
	}
}

test_list_around_a_loop_and_in_it if {
	inner := [_node("item", "Iterator"), _say]
	loop := _loop("again", [_limit(5)], inner, ["item>say"])
	found := _found(_flow([_node("each", "Iterator"), loop], ["each>again"]))
	found.say == [5, 2, set()]
	found.again == [1, 1, set()]
}

test_collector_without_an_iterator if {
	nodes := [_node("all", "Collector"), _node("each", "Iterator"), _say]
	_found(_flow(nodes, ["all>each", "each>say"])).say[1] == 1
}

test_circle_ends if {
	nodes := [_node("each", "Iterator"), _say]
	_found(_flow(nodes, ["each>say", "say>each"])).say[1] == 1
}
