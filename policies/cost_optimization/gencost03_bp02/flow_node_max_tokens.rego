# METADATA
# title: Set a response length limit on inline prompt and knowledge base nodes of flows
# description: >-
#   Output tokens cost the most, and a model without a limit may write as many as it can. A limit bounds what
#   each answer costs, and how long it takes.
# custom:
#   id: GENCOST03-BP02/flow-node-max-tokens
#   severity: medium
#   precision: high
#   mode: automated
#   resources: [AWS::Bedrock::Flow]
#   lists: [bedrock-agent:ListFlows]
#   evidence: [bedrock-agent:GetFlow, bedrock-agent:ListFlowAliases, bedrock-agent:GetFlowVersion]
#   params:
#     max_tokens: 4096
#   messages:
#     none: its answers have no limit of tokens
#     high: the limit of an answer is %s tokens, and at most %s are allowed
#     search: the limit of the orchestration before the search is %s tokens, and at most %s are allowed
#   item: part
#   remediation: Set the limit of tokens in the node, or let it name a managed prompt that has one.
package lens.controls.gencost03_bp02.flow_node_max_tokens

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.flow_nodes
import data.lens.lib.node_tokens
import data.lens.lib.token_limits

_max := input.params["GENCOST03-BP02/flow-node-max-tokens"].max_tokens

# The nodes with a prompt of their own, and those that let a model answer from what they find.
_nodes := {{"subject": subject, "config": config, "proof": proof} |
	some v in flow_nodes.versions
	some path, node in flow_nodes.of(v.record.properties.definition)
	config := _config(node)
	subject := facts.item(v.flow, concat("/", [v.version, flow_nodes.name(node)]))
	proof := flow_nodes.proof(v.record, path)
}

_config(node) := node.configuration.prompt.sourceConfiguration.inline

_config(node) := node.configuration.knowledgeBase if node_tokens.searches(node)

# Each node that fails has a result of its own, and a flow without such a node has one. Nobody knows
# which nodes a flow has that was not read.
subjects := _failing | {subject |
	some flow in input.resources["AWS::Bedrock::Flow"]
	subject := facts.subject(flow)
	subject.id in ({node.subject.id | some node in _nodes} | {unread.id | some unread in flow_nodes.unread})
	count({failing | some failing in _failing; failing.id == subject.id}) == 0
}

_failing := {violation.subject | some violation in violations}

violations := {finding.of(node.subject, message, arguments, [node.proof]) |
	some node in _nodes
	some [message, arguments] in _faults(node.config)
}

_faults(config) := ({["none", []] | not token_limits.of(config)} | {["high", [limit, _max]] |
	limit := token_limits.of(config)
	limit > _max
}) | {["search", [limit, _max]] |
	limit := token_limits.of(config.orchestrationConfiguration)
	limit > _max
}
