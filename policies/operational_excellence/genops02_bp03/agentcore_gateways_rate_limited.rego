# METADATA
# title: Set request or token rate limits on every AgentCore gateway
# description: >-
#   Without a limit, one agent in a loop can use up the quota of a model or overload a tool for all other
#   callers. A model costs by the token, so a gateway that leads to models limits tokens. A limit of
#   connections alone does not count.
# custom:
#   id: GENOPS02-BP03/agentcore-gateways-rate-limited
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::BedrockAgentCore::Gateway]
#   lists: [bedrock-agentcore-control:ListGateways]
#   evidence:
#     - bedrock-agentcore-control:ListGatewayRateLimits
#     - bedrock-agentcore-control:ListGatewayTargets
#     - bedrock-agentcore-control:GetGatewayTarget
#   params: {}
#   messages:
#     no-limit: no active rate limit sets requests or tokens
#     no-tokens: "it leads to models (targets %s), and no active rate limit sets tokens"
#   item: none
#   remediation: >-
#     Put rate limits on the gateway, by caller, target or model: of requests or tokens, and of tokens if
#     a target leads to models.
package lens.controls.genops02_bp03.agentcore_gateways_rate_limited

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.gateway_limits
import data.lens.lib.group

_gateways := [g |
	some g in input.resources["AWS::BedrockAgentCore::Gateway"]
	g.properties.status == "READY"
]

subjects := {facts.subject(g) | some g in _gateways}

violations := _unlimited | _unmetered

_operations := ["bedrock-agentcore-control:ListGatewayRateLimits"]

_unlimited := {finding.absent(subject, "no-limit", [], [], _operations) |
	some g in _gateways
	id := g.id
	not id in _limited
	subject := facts.subject(g)
}

_unmetered := {finding.absent(subject, "no-tokens", [names], [proof], _operations) |
	some g in _gateways
	id := g.id
	id in _limited
	not id in _metered
	targets := object.get(_inference, id, [])
	count(targets) > 0
	names := {target.name | some target in targets}
	subject := facts.subject(g)
	proof := {"id": targets[0].id, "pointer": "/properties/targetConfiguration/inference"}
}

# A limit of tokens is enough, whatever the targets are.
proven := {facts.subject(g) |
	some g in _gateways
	id := g.id
	id in _metered
}

shown := {[subject, {"id": limit, "pointer": "/properties/entries"}] |
	some [id, _, limit] in gateway_limits.holding
	subject := facts.subject(facts.get("AWS::BedrockAgentCore::Gateway", id))
}

# The detail of a target says whether it leads to models.
relies_on := {[subject, id] |
	some target in input.resources["AWS::BedrockAgentCore::GatewayTarget"]
	id := target.id
	gateway := facts.get("AWS::BedrockAgentCore::Gateway", split(id, "/target/")[0])
	subject := facts.subject(gateway)
}

_limited := {id | some [id, _, _] in gateway_limits.holding}

_metered := {id | some [id, kind, _] in gateway_limits.holding; kind == "tokens"}

# Gateway -> its targets that lead to models.
_inference := group.by_first({[gateway, target] |
	some target in input.resources["AWS::BedrockAgentCore::GatewayTarget"]
	target.properties.targetConfiguration.inference
	id := target.id
	gateway := split(id, "/target/")[0]
})
