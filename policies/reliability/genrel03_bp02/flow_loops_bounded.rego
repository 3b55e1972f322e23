# METADATA
# title: Bound the iterations of loops in flows
# description: >-
#   A loop asks its condition before each iteration. If the condition stays true, the loop calls its
#   models again and again, up to the limit that the controller of the loop has.
# custom:
#   id: GENREL03-BP02/flow-loops-bounded
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::Bedrock::Flow]
#   lists: [bedrock-agent:ListFlows]
#   evidence: [bedrock-agent:GetFlow]
#   params:
#     max_iterations: 50
#   messages:
#     unbounded: "these loops have no limit of at most %s iterations: %s"
#     no-condition: "these loops have no condition to continue: %s"
#     invalid: "its validation found %s"
#   item: none
#   remediation: >-
#     Set the limit of iterations to the largest number that makes sense, and test that the loop ends.
package lens.controls.genrel03_bp02.flow_loops_bounded

import data.lens.lib.facts
import data.lens.lib.finding

_limit := input.params["GENREL03-BP02/flow-loops-bounded"].max_iterations

# Flow -> its loops, also those inside of others.
_loops := {id: loops |
	some flow in input.resources["AWS::Bedrock::Flow"]
	id := flow.id
	loops := {node | walk(flow.properties.definition, [_, node]); node.type == "Loop"}
}

# Flow -> what its validation says of loops.
_faults := {id: faults |
	some flow in input.resources["AWS::Bedrock::Flow"]
	id := flow.id
	faults := {fault.type | some fault in flow.properties.validations} & {
		"CyclicConnection",
		"InvalidLoopBoundary",
		"MissingLoopControllerNode",
	}
}

subjects := {facts.subject(flow) | some flow in input.resources["AWS::Bedrock::Flow"]; _judged(flow)}

_judged(flow) if count(object.get(_loops, flow.id, set()) | _faults[flow.id]) > 0

# Nobody knows whether a flow that was not read has loops.
_judged(flow) if count(facts.touching("bedrock-agent:GetFlow", facts.subject(flow), [])) > 0

violations := (_unbounded | _unconditional) | _invalid

_unbounded contains finding.of(subject, "unbounded", [limit, names], [proof]) if {
	some flow in input.resources["AWS::Bedrock::Flow"]
	subject := facts.subject(flow)
	limit := _limit
	names := {object.get(loop, "name", "") | some loop in _loops[flow.id]; not _bounded(loop)}
	count(names) > 0
	proof := {"id": flow.id, "pointer": "/properties/definition"}
}

_unconditional contains finding.of(subject, "no-condition", [names], [proof]) if {
	some flow in input.resources["AWS::Bedrock::Flow"]
	subject := facts.subject(flow)
	names := {object.get(loop, "name", "") | some loop in _loops[flow.id]; not _conditional(loop)}
	count(names) > 0
	proof := {"id": flow.id, "pointer": "/properties/definition"}
}

_invalid contains finding.of(subject, "invalid", [faults], [proof]) if {
	some flow in input.resources["AWS::Bedrock::Flow"]
	subject := facts.subject(flow)
	faults := _faults[flow.id]
	count(faults) > 0
	proof := {"id": flow.id, "pointer": "/properties/validations"}
}

_bounded(loop) if {
	some controller in _controllers(loop)
	controller.maxIterations <= _limit
}

_conditional(loop) if {
	some controller in _controllers(loop)
	controller.continueCondition.expression
}

_controllers(loop) := {node.configuration.loopController |
	some node in loop.configuration.loop.definition.nodes
	node.type == "LoopController"
}
