# METADATA
# title: Deployed versions (D10)
# description: |
#   The versions of agents and flows that an alias routes to. An alias that rejects invocations
#   counts, since it can be opened again. One that failed or is being deleted does not, and neither
#   does the built-in test alias, which always routes to DRAFT. An agent or a flow that no alias
#   deploys deploys DRAFT.
package lens.lib.deployed

import data.lens.lib.facts

# {[agent's ARN, version], ...}
agents := _agent_routes | {[a.id, "DRAFT"] |
	some a in input.resources["AWS::Bedrock::Agent"]
	not a.id in _routed_agents
}

flows := _flow_routes | {[f.id, "DRAFT"] |
	some f in input.resources["AWS::Bedrock::Flow"]
	not f.id in _routed_flows
}

# The record of a deployed version. DRAFT's is the agent or the flow itself.
agent_version(route) := _record("AWS::Bedrock::Agent", "AWS::Bedrock::AgentVersion", route)

flow_version(route) := _record("AWS::Bedrock::Flow", "AWS::Bedrock::FlowVersion", route)

_record(draft, numbered, route) := facts.get(type, trim_suffix(concat(":", route), ":DRAFT")) if {
	type := object.get({"DRAFT": draft}, route[1], numbered)
}

_routed_agents := {r[0] | some r in _agent_routes}

_routed_flows := {r[0] | some r in _flow_routes}

_agent_routes := {[_owner(a, "agent"), route.agentVersion] |
	some a in input.resources["AWS::Bedrock::AgentAlias"]
	_counts(a.properties.agentAliasId)
	not _lost(a)
	some route in a.properties.routingConfiguration
}

_lost(alias) if alias.properties.agentAliasStatus in {"FAILED", "DELETING"}

# Flow aliases have no status.
_flow_routes := {[_owner(a, "flow"), route.flowVersion] |
	some a in input.resources["AWS::Bedrock::FlowAlias"]
	_counts(a.properties.id)
	some route in a.properties.routingConfiguration
}

_counts(id) if id != "TSTALIASID"

# An alias's ARN names its owner: ...:agent-alias/AGENT/ALIAS, ...:flow/FLOW/alias/ALIAS.
_owner(alias, kind) := sprintf("arn:%s:bedrock:%s:%s:%s/%s", [
	input.partition,
	alias.region,
	input.account,
	kind,
	split(alias.id, "/")[1],
])
