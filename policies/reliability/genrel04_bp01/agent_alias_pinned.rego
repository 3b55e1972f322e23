# METADATA
# title: Serve each Bedrock agent through an alias that routes to a numbered version
# description: >-
#   A version holds the agent's prompts as they were tested. An alias is the switch to release a
#   version, and to go back to the one before. A draft changes with each edit.
# custom:
#   id: GENREL04-BP01/agent-alias-pinned
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::Bedrock::AgentAlias, AWS::Bedrock::Agent]
#   lists: [bedrock-agent:ListAgents]
#   evidence: [bedrock-agent:GetAgent, bedrock-agent:ListAgentAliases]
#   params:
#     grace_days: 14
#   messages:
#     no-alias: it has no alias except the built-in one for tests
#     draft: it routes to the draft
#     status: its status is %s
#     rejects: it rejects invocations, and no other alias of the agent accepts them
#   item: alias
#   remediation: >-
#     Create a version and an alias that routes to it, call the alias, and move it to release a version or
#     to go back to one.
package lens.controls.genrel04_bp01.agent_alias_pinned

import data.lens.lib.ages
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.group
import data.lens.lib.versions

_days := input.params["GENREL04-BP01/agent-alias-pinned"].grace_days

_agents := [agent |
	some agent in input.resources["AWS::Bedrock::Agent"]
	agent.properties.agentStatus == "PREPARED"
	not _young(agent)
]

_young(agent) if ages.within(agent.properties.createdAt, _days)

# [Region, id of the agent] -> its own aliases.
_aliases := group.by_first({[[alias.region, split(alias.id, "/")[1]], alias] |
	some alias in input.resources["AWS::Bedrock::AgentAlias"]
	alias.properties.agentAliasId != "TSTALIASID"
})

# Those that come, change or go are left alone.
_judged := [[agent, alias] |
	some agent in _agents
	some alias in _aliases[_key(agent)]
	status := alias.properties.agentAliasStatus
	not status in {"CREATING", "UPDATING", "DELETING"}
]

_key(agent) := [agent.region, split(agent.id, "/")[1]]

_without := [agent | some agent in _agents; key := _key(agent); not _aliases[key]]

subjects := {_subject(alias) | some [_, alias] in _judged} | {facts.subject(agent) | some agent in _without}

_subject(alias) := facts.item(alias, alias.properties.agentAliasId)

# An agent that is new is left alone, and GetAgent says how old it is.
violations := {finding.absent(facts.subject(agent), "no-alias", [], [], operations) |
	operations := ["bedrock-agent:ListAgentAliases", "bedrock-agent:GetAgent"]
	some agent in _without
} | {finding.absent(subject, message, arguments, [proof], ["bedrock-agent:GetAgent"]) |
	some [agent, alias] in _judged
	some [message, arguments, member] in _faults(agent, alias)
	subject := _subject(alias)
	proof := {"id": alias.id, "pointer": sprintf("/properties/%s", [member])}
}

_faults(agent, alias) := ({["draft", [], "routingConfiguration"] |
	some route in alias.properties.routingConfiguration
	version := route.agentVersion
	not versions.numbered(version)
} | {["status", [status], "agentAliasStatus"] |
	status := alias.properties.agentAliasStatus
	status in {"FAILED", "DISSOCIATED"}
}) | {["rejects", [], "aliasInvocationState"] |
	_rejects(alias)
	not _accepted(agent)
}

_accepted(agent) if {
	some other in _aliases[_key(agent)]
	other.properties.agentAliasStatus in {"PREPARED", "UPDATING"}
	not _rejects(other)
}

_rejects(alias) if alias.properties.aliasInvocationState == "REJECT_INVOCATIONS"

# An agent that was not read may be younger, and its other aliases may accept.
relies_on := {[_subject(alias), agent.id] | some [agent, alias] in _judged}
