# METADATA
# title: Deploy every agent, gateway and harness in each declared Region
# description: >-
#   If a Region fails, another one takes over. What answers there must be deployed there before that.
# custom:
#   id: GENREL05-BP03/agents-in-all-regions
#   severity: high
#   precision: medium
#   mode: automated
#   resources:
#     - AWS::Bedrock::Agent
#     - AWS::BedrockAgentCore::Runtime
#     - AWS::BedrockAgentCore::Gateway
#     - AWS::BedrockAgentCore::Harness
#     - AWS::Account # for the number of memories in a Region
#   lists: ["@answering-agents"]
#   evidence:
#     - bedrock-agentcore-control:ListMemories
#     - bedrock-agentcore-control:GetHarness
#     - resourcegroupstaggingapi:GetResources
#   workload: [regions, counterpart_tag]
#   params: {generated_endings: []}
#   messages:
#     undeclared: "@regions-undeclared"
#     not-scanned: "@not-scanned"
#     missing: it has no counterpart in %s
#     state: the status of its counterpart in %s is %s
#     coming: its counterpart in %s is being created
#     no-alias: its counterpart in %s has no alias except the built-in one for tests
#     fewer-memories: it has %s memories, and %s has %s
#   item: kind
#   remediation: Deploy the stack of the agent from the same template in each declared Region.
package lens.controls.genrel05_bp03.agents_in_all_regions

import data.lens.lib.answering
import data.lens.lib.counterparts
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.memories

_endings := input.params["GENREL05-BP03/agents-in-all-regions"].generated_endings

_agents := counterparts.compared(answering.agents)

_all := array.concat(answering.agents, memories.all)

_undecided := counterparts.undecided(_all)

subjects := {s | some [s, _] in _compared} | _undecided

_compared := {[facts.subject(a), a] | some a in _agents} | {[memories.subject(m), m] |
	some m in counterparts.compared(memories.all)
}

undeclared := {finding.of(s, "undeclared", [{r.region | some r in _all}], []) | some s in _undecided}

# [agent, Region, its counterparts there]
_pairs := counterparts.pairs(_agents, answering.all, _endings)

_good := {[a.id, region] | some [a, region, found] in _pairs; some c in found; answering.answers(c)}

_coming := {[a.id, region] | some [a, region, found] in _pairs; some c in found; answering.coming(c)}

violations := ({finding.absent(facts.subject(a), "missing", [region], [answering.proof(a)], operations) |
	some [a, region, []] in _pairs
	operations := array.concat(answering.doubts([a]), counterparts.doubts([answering.listing(a)], a, region))
} | {finding.absent(facts.subject(a), message, arguments, [answering.proof(c)], operations) |
	some [a, region, found] in _pairs
	operations := array.concat(answering.doubts([a]), ["bedrock-agent:ListAgentAliases"])
	count({[a.id, region]} & (_good | _coming)) == 0
	some c in found
	[message, arguments] := answering.fault(c)
}) | {finding.absent(memories.subject(m), "fewer-memories", [own, region, other], [proof], operations) |
	some [m, region, own, other] in memories.pairs
	other < own
	operations := counterparts.doubts(["bedrock-agentcore-control:ListMemories"], m, region)
	proof := {"id": m.id, "pointer": "/properties/status"}
}

unseen := {finding.of(subject, "not-scanned", [region], []) |
	some [subject, r] in _compared
	some region in counterparts.unscanned(r)
} | {finding.of(subject, "coming", [region], []) |
	some [subject, a] in _compared
	some [id, region] in (_coming - _good)
	id == a.id
}

# What was not read may be the counterpart, an alias of it, or the harness of a runtime.
relies_on := (counterparts.reach(_pairs) | {[facts.subject(a), at] |
	some a in _agents
	some at in answering.hiding(a)
}) | {[memories.subject(m), at] | some [m, at, _, _] in memories.pairs}

proven := {subject |
	some [subject, r] in _compared
	count(counterparts.unscanned(r)) == 0
	count(answering.hiding(r)) == 0
	every region in counterparts.others(r) { [r.id, region] in (_good | memories.enough) }
}
