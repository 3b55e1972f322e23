# METADATA
# title: How often the nodes of a flow run
# description: |
#   A node runs once in a run of the flow, times the iterations of each loop around it, times the
#   items of each list that an iterator has opened before it and no collector has closed.
package lens.lib.flow_runs

import data.lens.lib.flow_nodes
import data.lens.lib.group

# {path, node, times, open, unlimited}: `times` is the product of the limits of the loops around the
# node, `open` the number of lists, and `unlimited` the names of the loops that have no limit.
of(definition) := {{"path": path, "node": node, "times": times, "open": open, "unlimited": unlimited} |
	nodes := flow_nodes.of(definition)
	depths := {start: _depths(inner) |
		some start, inner in _definitions(definition)
		_iterators(inner) > 0
	}
	some path, node in nodes
	around := [loop | some outer, loop in nodes; _within(path, outer)]
	limits := [limit | some loop in around; limit := _limit(loop)]
	times := product(array.concat([1], limits))
	unlimited := {flow_nodes.name(loop) | some loop in around; not _limit(loop)}
	open := sum([depth |
		some start, found in depths
		array.slice(path, 0, count(start)) == start
		at := array.slice(path, 0, count(start) + 2)
		depth := max(array.concat([0], object.get(found, flow_nodes.name(nodes[at]), [])))
	])
}

# Whether a path leads into the loop at another path.
_within(path, outer) if {
	count(path) > count(outer)
	array.slice(path, 0, count(outer)) == outer
}

# The number of iterations after which a loop ends. With several controllers the highest counts.
_limit(loop) := max(limits) if {
	limits := {limit |
		some node in loop.configuration.loop.definition.nodes
		limit := node.configuration.loopController.maxIterations
		is_number(limit)
	}
	count(limits) > 0
}

# Path of a definition -> the definition: that of the flow, and those of its loops.
_definitions(definition) := {path: inner |
	walk(definition, [path, inner])
	is_array(inner.nodes)
}

_iterators(definition) := count([node | some node in definition.nodes; node.type == "Iterator"])

# Name of a node -> the numbers of lists that are open when it runs, one for each way to it.
_depths(definition) := group.by_first({[split(state, "/")[1], depth] |
	some state in graph.reachable(_ways(definition), _starts(definition))
	depth := to_number(split(state, "/")[0])
})

_starts(definition) := {_state(flow_nodes.name(node), 0) | some node in definition.nodes}

# The names of nodes have no slash.
_state(name, depth) := concat("/", [format_int(depth, 10), name])

# Each state leads to itself, too: OPA reaches no state that leads nowhere.
_ways(definition) := group.by_first({[from, to] |
	deepest := _iterators(definition)
	some node in definition.nodes
	some depth in numbers.range(0, deepest)
	from := _state(flow_nodes.name(node), depth)
	behind := min([deepest, max([0, depth + _change(node)])])
	some to in ({from} | {_state(next, behind) | some next in _next(definition, node)})
})

_next(definition, node) := {connection.target |
	some connection in definition.connections
	connection.source == node.name
}

# Behind an iterator one more list is open, and behind a collector one less.
_change(node) := object.get({"Iterator": 1, "Collector": 0 - 1}, node.type, 0)
