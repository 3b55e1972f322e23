# METADATA
# title: Rate limits of AgentCore gateways
# description: |
#   A limit that AWS is updating still holds. A limit of connections alone limits neither requests nor
#   tokens.
package lens.lib.gateway_limits

# {[ARN of the gateway, "requests" or "tokens", id of the limit], ...}
holding := {[gateway, kind, id] |
	some l in input.resources["AWS::BedrockAgentCore::GatewayRateLimit"]
	l.properties.status in {"ACTIVE", "UPDATING"}
	some entry in l.properties.entries
	some kind in ["requests", "tokens"]
	count(object.get(entry, kind, [])) > 0
	id := l.id
	gateway := split(id, "/rate-limit/")[0]
}
