# METADATA
# title: Deployed versions (D10)
# description: |
#   The versions of agents and flows that an alias routes to. An alias that rejects invocations
#   counts, because it can accept them again. An alias that failed or is being deleted does not
#   count. The built-in test alias, which always routes to DRAFT, does not count either. If no alias
#   of an agent or a flow counts, DRAFT is deployed.
package lens.lib.deployed

import data.lens.lib.facts

# {[ARN of the agent, version], ...}
agents := _agent_routes | {[id, "DRAFT"] |
	some a in input.resources["AWS::Bedrock::Agent"]
	id := a.id
	not id in _routed_agents
}

flows := _flow_routes | {[id, "DRAFT"] |
	some f in input.resources["AWS::Bedrock::Flow"]
	id := f.id
	not id in _routed_flows
}

# The record of a deployed version. For DRAFT it is the agent or the flow itself.
agent_version(route) := _record("AWS::Bedrock::Agent", "AWS::Bedrock::AgentVersion", route)

flow_version(route) := _record("AWS::Bedrock::Flow", "AWS::Bedrock::FlowVersion", route)

_record(draft, numbered, route) := facts.get(type, trim_suffix(concat(":", route), ":DRAFT")) if {
	type := object.get({"DRAFT": draft}, route[1], numbered)
}

_routed_agents := {r[0] | some r in _agent_routes}

_routed_flows := {r[0] | some r in _flow_routes}

_agent_routes := {[id, version] | some [id, version, _] in agent_routes}

# {[ARN of the agent, version, the provisioned throughput that the alias names or ""], ...}
agent_routes := {[owner(a, "agent"), version, throughput] |
	some a in input.resources["AWS::Bedrock::AgentAlias"]
	_counts(a.properties.agentAliasId)
	not _lost(a)
	some route in a.properties.routingConfiguration
	version := route.agentVersion
	throughput := object.get(route, "provisionedThroughput", "")
}

_lost(alias) if alias.properties.agentAliasStatus in {"FAILED", "DELETING"}

# Flow aliases have no status.
_flow_routes := {[owner(a, "flow"), route.flowVersion] |
	some a in input.resources["AWS::Bedrock::FlowAlias"]
	_counts(a.properties.id)
	some route in a.properties.routingConfiguration
}

_counts(id) if id != "TSTALIASID"

# The ARN of an alias names its owner: ...:agent-alias/AGENT/ALIAS, ...:flow/FLOW/alias/ALIAS.
owner(alias, kind) := sprintf("arn:%s:bedrock:%s:%s:%s/%s", [
	input.partition,
	alias.region,
	input.account,
	kind,
	split(alias.id, "/")[1],
])
