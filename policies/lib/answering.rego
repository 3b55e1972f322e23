# METADATA
# title: Agents, runtimes, gateways and harnesses that answer
# description: |
#   An agent answers through an alias of its own, beside the built-in one for tests, which routes to the
#   draft. What is being changed, or could not be changed, answers as before, and so does an agent with a
#   draft that nobody has prepared since its last change.
package lens.lib.answering

import data.lens.lib.agent_roles
import data.lens.lib.deployed
import data.lens.lib.group

# All of them that this account has, whatever their state.
all := [r |
	some list in [
		input.resources["AWS::Bedrock::Agent"],
		input.resources["AWS::BedrockAgentCore::Runtime"],
		input.resources["AWS::BedrockAgentCore::Gateway"],
		input.resources["AWS::BedrockAgentCore::Harness"],
	]
	some r in list
]

# Those that answer. AgentCore makes the runtime of a harness, and the two are one.
agents := [r | some r in all; answers(r); agent_roles.runner(r.id) == r.id]

# The places in which a gap of GetHarness may hide that a runtime is the one of a harness. Both are
# in one Region.
hiding(r) := {place |
	r.type == "AWS::BedrockAgentCore::Runtime"
	some place in array.concat([r.region], object.get(_harnesses, r.region, []))
	count(object.get(input.gaps, [_harness, place], [])) > 0
}

# The operation that would have shown it, if there is such a gap for one of some resources.
doubts(resources) := [_harness | some r in resources; count(hiding(r)) > 0]

_harness := "bedrock-agentcore-control:GetHarness"

_harnesses := group.by_first({[h.region, h.id] | some h in input.resources["AWS::BedrockAgentCore::Harness"]})

# The operation that lists a resource.
listing(r) := {
	"AWS::Bedrock::Agent": "bedrock-agent:ListAgents",
	"AWS::BedrockAgentCore::Runtime": "bedrock-agentcore-control:ListAgentRuntimes",
	"AWS::BedrockAgentCore::Gateway": "bedrock-agentcore-control:ListGateways",
	"AWS::BedrockAgentCore::Harness": "bedrock-agentcore-control:ListHarnesses",
}[r.type]

# The member with the state of a resource, and the state.
member(r) := object.get({"AWS::Bedrock::Agent": "agentStatus"}, r.type, "status")

state(r) := r.properties[member(r)]

# Proof: the member with the state of a resource.
proof(r) := {"id": r.id, "pointer": sprintf("/properties/%s", [member(r)])}

answers(r) if {
	ready(r)
	r.type != "AWS::Bedrock::Agent"
}

answers(r) if {
	_usable(r)
	count(aliases(r)) > 0
}

_usable(r) if ready(r)

_usable(r) if state(r) == "NOT_PREPARED"

# Whether it could answer, if an alias routes to it.
ready(r) if state(r) in {"READY", "PREPARED", "PREPARING", "UPDATING", "VERSIONING"}

ready(r) if state(r) in {"UPDATE_FAILED", "UPDATE_UNSUCCESSFUL"}

# Whether it, or its first alias, is being created.
coming(r) if state(r) == "CREATING"

coming(r) if count(object.get(_new, r.id, [])) > 0

# [message, arguments]: why the counterpart does not answer.
fault(r) := ["no-alias", [r.region]] if ready(r)

fault(r) := ["state", [r.region, state(r)]] if not ready(r)

# The ids of an agent's own aliases through which it answers.
aliases(agent) := object.get(_serving, agent.id, [])

_serving := _aliases({"PREPARED", "UPDATING"})

_new := _aliases({"CREATING"})

# ARN of an agent -> ids of its aliases.
_aliases(states) := group.by_first({[agent, id] |
	some alias in input.resources["AWS::Bedrock::AgentAlias"]
	alias.properties.agentAliasId != "TSTALIASID"
	alias.properties.agentAliasStatus in states
	id := alias.id
	agent := deployed.owner(alias, "agent")
})
