# METADATA
# title: Check what retrieval, agents and functions return before a flow ends
# description: >-
#   A search may find nothing, and a function or an agent may return an error or half of an answer. If
#   the flow hands this on unread, users get it as the answer.
# custom:
#   id: GENREL03-BP01/flow-results-checked
#   severity: medium
#   precision: medium
#   mode: automated
#   resources: [AWS::Bedrock::Flow]
#   lists: [bedrock-agent:ListFlows]
#   evidence: [bedrock-agent:GetFlow]
#   params: {}
#   messages:
#     unchecked: "no condition, prompt or code comes between these nodes and an output: %s"
#     loop: "these nodes are in a loop whose controller has no condition to continue: %s"
#   item: none
#   remediation: >-
#     Put a condition behind the node, which tests for an empty or unexpected result and leads to another
#     answer.
package lens.controls.genrel03_bp01.flow_results_checked

import data.lens.lib.facts
import data.lens.lib.finding

# Kinds of nodes whose results must be checked. A prompt itself reads what it gets.
_returning := {"KnowledgeBase", "Retrieval", "Agent", "LambdaFunction"}

_flows := [flow | some flow in input.resources["AWS::Bedrock::Flow"]; _judged(flow)]

subjects := {facts.subject(flow) | some flow in _flows}

_judged(flow) if {
	kinds := [node.type | walk(flow.properties.definition, [_, node]); node.type in (_returning | {"Prompt"})]
	count(kinds) > 1
}

# Nobody knows the nodes of a flow that was not read.
_judged(flow) if count(facts.touching("bedrock-agent:GetFlow", facts.subject(flow), [])) > 0

violations := {finding.of(facts.subject(flow), message, [names], [proof]) |
	some flow in _flows
	some message, names in {"unchecked": _unchecked(flow), "loop": _unbounded(flow)}
	count(names) > 0
	proof := {"id": flow.id, "pointer": "/properties/definition"}
}

# The nodes from which data reaches an output unchecked. A node is not on its own path.
_unchecked(flow) := {start.name |
	outputs := {node.name | some node in flow.properties.definition.nodes; node.type == "Output"}
	some start in flow.properties.definition.nodes
	start.type in _returning
	count(graph.reachable(_ways(flow), {start.name}) & outputs) > 0
}

# Node -> the nodes that its data gets to unchecked.
_ways(flow) := {name: targets |
	checked := _checked(flow)
	some node in flow.properties.definition.nodes
	name := node.name
	targets := {target |
		some connection in flow.properties.definition.connections
		connection.source == name
		connection.type == "Data"
		target := connection.target
		not target in checked
	}
}

# Prompts and code read the data. A condition decides whether the nodes behind it run, and the
# condition of a loop whether there is another iteration.
_checked(flow) := {node.name |
	some node in flow.properties.definition.nodes
	_checks(node)
} | {connection.target |
	some connection in flow.properties.definition.connections
	connection.type == "Conditional"
}

_checks(node) if node.type in {"Prompt", "InlineCode"}

_checks(loop) if {
	some controller in loop.configuration.loop.definition.nodes
	controller.configuration.loopController.continueCondition.expression
}

_unbounded(flow) := {node.name |
	walk(flow.properties.definition, [_, loop])
	loop.type == "Loop"
	not _checks(loop)
	some node in loop.configuration.loop.definition.nodes
	node.type in _returning
}
