# METADATA
# title: Bound the retrieved and remembered text that is added to prompts
# description: >-
#   Each passage, message and memory that is added to a prompt is paid for with every call of the model, and
#   most of them do not make the answer better.
# custom:
#   id: GENCOST03-BP01/context-injection-bounded
#   severity: medium
#   precision: high
#   mode: automated
#   resources: [AWS::Bedrock::Flow, AWS::Bedrock::Agent, AWS::BedrockAgentCore::Harness]
#   lists: [bedrock-agent:ListFlows, bedrock-agent:ListAgents, bedrock-agentcore-control:ListHarnesses]
#   evidence:
#     - bedrock-agent:GetFlow
#     - bedrock-agent:ListFlowAliases
#     - bedrock-agent:GetFlowVersion
#     - "@deployed-versions"
#     - bedrock-agentcore-control:GetHarness
#   params:
#     max_results: 10
#     max_messages: 50
#     max_recent_sessions: 20
#   messages:
#     results: it adds %s passages, and at most %s are allowed
#     sessions: version %s adds up to %s sessions, and at most %s are allowed
#     no-truncation: nothing shortens a long conversation
#     window: it keeps %s messages of a conversation, and at most %s are allowed
#     messages: it adds %s messages from its memory, and at most %s are allowed
#     facts: it adds up to %s facts from one namespace of its memory, and at most %s are allowed
#     not-shown: "version %s adds sessions of before, and does not show how many at most"
#   item: part
#   remediation: >-
#     Retrieve fewer passages and rerank them, and keep a window or a summary of long conversations.
package lens.controls.gencost03_bp01.context_injection_bounded

import data.lens.lib.added_context
import data.lens.lib.agent_prompts
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.flow_nodes

_params := input.params["GENCOST03-BP01/context-injection-bounded"]

_limits := {
	"results": _params.max_results,
	"facts": _params.max_results,
	"window": _params.max_messages,
	"messages": _params.max_messages,
	"sessions": _params.max_recent_sessions,
}

# Each node of a flow that fails has a result of its own, and a flow without such a node has one.
# Nobody knows what a flow or an agent adds of which a version was not read.
subjects := ({violation.subject | some violation in violations} | _adding) | {subject |
	some subject in _unread
	count({violation | some violation in violations; violation.subject.id == subject.id}) == 0
}

_adding := {subject |
	some one in added_context.all
	subject := object.union(one.subject, {"item": ""})
	count({violation | some violation in violations; violation.subject.id == subject.id}) == 0
}

_unread := flow_nodes.unread | agent_prompts.unread

_harness := "bedrock-agentcore-control:GetHarness"

violations := {finding.of(one.subject, one.kind, arguments, [one.proof]) |
	some one in added_context.all
	one.number > _limits[one.kind]
	names := [one.version | one.version != ""]
	arguments := array.concat(names, [one.number, _limits[one.kind]])
} | {finding.absent(facts.subject(h), "no-truncation", [], [], [_harness]) |
	some h in added_context.harnesses
	object.get(h.properties, ["truncation", "strategy"], "none") == "none"
}

# AWS does not say how many sessions count where an agent names no number.
reviews := {finding.of(one.subject, "not-shown", [one.version], [one.proof]) |
	some one in added_context.memories
	one.number == 0
}

# What was read of one kind stands, whatever was not read of another.
proven := (_adding - _unread) - {review.subject | some review in reviews}
