# METADATA
# title: Deployed versions (D10)
# description: |
#   The versions that an alias routes to, also one that rejects invocations (it can be opened again), but not one that failed or goes away. The
#   built-in test alias always routes to DRAFT and does not count. DRAFT is deployed when such an alias routes to it, or when there is none.
package lens.lib.deployed

# {[agent's ARN, version], ...}
agents := _agent_routes | {[a.id, "DRAFT"] | some a in input.resources["AWS::Bedrock::Agent"]; not a.id in _routed_agents}

flows := _flow_routes | {[f.id, "DRAFT"] | some f in input.resources["AWS::Bedrock::Flow"]; not f.id in _routed_flows}

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

# An alias's ARN names what it belongs to: ...:agent-alias/AGENT/ALIAS, ...:flow/FLOW/alias/ALIAS.
_owner(alias, kind) := sprintf("arn:%s:bedrock:%s:%s:%s/%s", [input.partition, alias.region, input.account, kind, split(alias.id, "/")[1]])
