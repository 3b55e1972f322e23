# METADATA
# title: Keep the output tokens of one flow run finite and within a budget
# description: >-
#   Loops and lists multiply what the nodes of a flow generate. Without limits, one run may cost as much as
#   thousands of others, and nobody notices before the bill.
# custom:
#   id: GENCOST05-BP01/flow-token-ceiling
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::Bedrock::Flow]
#   lists: [bedrock-agent:ListFlows, bedrock-agent:ListFlowAliases]
#   evidence: [bedrock-agent:GetFlow, bedrock-agent:GetFlowVersion, bedrock-agent:GetPrompt]
#   params:
#     max_run_tokens: 200000
#     assumed_items: 20
#     agent_node_tokens: 10000
#   messages:
#     nodes: "these nodes have no limit of tokens: %s"
#     loops: "these loops have no limit of iterations: %s"
#     above: a run may generate %s tokens, %s of them in %s, and at most %s are allowed
#     not-shown: "no call shows these prompts: %s"
#   item: version
#   remediation: >-
#     Set a limit of tokens in each node, and let loops end after the largest useful number of iterations.
package lens.controls.gencost05_bp01.flow_token_ceiling

import data.lens.lib.deployed
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.flow_nodes
import data.lens.lib.flow_runs
import data.lens.lib.node_tokens

_params := input.params["GENCOST05-BP01/flow-token-ceiling"]

# Each version of a flow with the nodes that call a model or an agent.
_judged := {{"subject": subject, "record": v.record, "runs": runs} |
	some v in flow_nodes.versions
	all := flow_runs.of(v.record.properties.definition)
	runs := [run | some run in all; node_tokens.generates(run.node)]
	count(runs) > 0
	subject := facts.item(v.flow, v.version)
}

subjects := {one.subject | some one in _judged} | _unread

# Nobody knows which nodes a version has that was not read.
_unread := {subject |
	some flow in input.resources["AWS::Bedrock::Flow"]
	facts.subject(flow) in flow_nodes.unread
	some version in ({"DRAFT"} | {v | some [id, v] in deployed.flows; id == flow.id})
	subject := facts.item(flow, version)
	not subject in _read
}

_read := {facts.item(v.flow, v.version) | some v in flow_nodes.versions}

violations := {finding.of(one.subject, message, arguments, proof) |
	some one in _judged
	some [message, arguments, paths] in _faults(one.runs)
	proof := [flow_nodes.proof(one.record, path) | some path in paths]
}

_faults(runs) := ({["nodes", [names], paths] |
	found := [run | some run in runs; node_tokens.unlimited(run.node)]
	names := {flow_nodes.name(run.node) | some run in found}
	paths := [run.path | some run in found]
	count(names) > 0
} | {["loops", [names], paths] |
	found := [run | some run in runs; count(run.unlimited) > 0]
	names := {name | some run in found; some name in run.unlimited}
	paths := [run.path | some run in found]
	count(names) > 0
}) | {["above", [total, share, name, _params.max_run_tokens], [path]] |
	shares := [[tokens, flow_nodes.name(run.node), run.path] | some run in runs; tokens := _share(run)]
	total := sum([one[0] | some one in shares])
	total > _params.max_run_tokens
	share := max([one[0] | some one in shares])
	[_, name, path] := sort([one | some one in shares; one[0] == share])[0]
}

# What a node may generate in one run of the flow. Without a limit of iterations, one counts.
_share(run) := min([tokens, 1000000000000]) if {
	once := node_tokens.of(run.node, _params.agent_node_tokens)
	items := [_params.assumed_items | some i in numbers.range(0, run.open); i > 0]
	tokens := (once * run.times) * product(array.concat([1], items))
}

unseen contains finding.of(subject, "not-shown", [prompts], []) if {
	some one in _judged
	subject := one.subject
	prompts := {prompt | some run in one.runs; prompt := node_tokens.hidden(run.node)}
	count(prompts) > 0
}

# The nodes and prompts of a version that was read stand, whatever was not read of the others.
proven := {one.subject | some one in _judged} - {found.subject | some found in unseen}
