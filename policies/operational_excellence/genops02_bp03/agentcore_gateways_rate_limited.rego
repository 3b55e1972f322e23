# METADATA
# title: Set request or token rate limits on every AgentCore gateway
# description: >-
#   Without a limit, one agent in a loop can use up the quota of a model or overload a tool for all other
#   callers. A model costs by the token, so a gateway that leads to models limits tokens. A limit of
#   connections alone does not count. Limits of some targets, tools, models or callers leave all other
#   requests without one.
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
#     part: its rate limits are for a part of the requests, %s; check that no other request needs one
#     part-tokens: >-
#       it leads to models (targets %s), and its limits of tokens are for a part of the requests, %s;
#       check that no other call of a model needs one
#   item: none
#   remediation: >-
#     Put rate limits on the gateway, by caller, target or model: of requests or tokens, and of tokens if
#     a target leads to models. Give each limit an entry with "*", for all that no other entry names.
package lens.controls.genops02_bp03.agentcore_gateways_rate_limited

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.gateway_limits

# During an update, and after one that failed, a gateway serves what it served before.
_gateways := [g |
	some g in input.resources["AWS::BedrockAgentCore::Gateway"]
	g.properties.status in {"READY", "UPDATING", "UPDATE_UNSUCCESSFUL"}
]

subjects := {facts.subject(g) | some g in _gateways}

violations := {finding.absent(facts.subject(g), "no-limit", [], [], _operations) |
	some g in _gateways
	_kinds(g) == set()
} | {finding.absent(facts.subject(g), "no-tokens", [names], _proof(g), _operations) |
	some g in _gateways
	_kinds(g) == {"requests"}
	names := _unmetered(g)
	count(names) > 0
}

_operations := ["bedrock-agentcore-control:ListGatewayRateLimits"]

reviews := {finding.of(facts.subject(g), "part-tokens", [names, parts], _proof(g)) |
	some g in _gateways
	"tokens" in _kinds(g)
	names := _unmetered(g)
	count(names) > 0
	parts := gateway_limits.parts(g, {"tokens"})
} | {finding.of(facts.subject(g), "part", [gateway_limits.parts(g, _all)], _proof(g)) |
	some g in _gateways
	count(_kinds(g)) > 0
	_unmetered(g) == set()
	not gateway_limits.limited(g, _all)
}

# A limit of tokens for all requests is enough, whatever the targets are.
proven := {facts.subject(g) | some g in _gateways; gateway_limits.is_whole(g, "tokens")}

shown := {[facts.subject(g), proof] | some g in _gateways; some proof in _proof(g)}

# The detail of a target says whether it leads to models.
relies_on := {[facts.subject(g), target.id] |
	some g in _gateways
	some target in gateway_limits.targets_of(g)
}

_all := {"requests", "tokens"}

# The kinds of limits that hold, for a part of the requests or for all.
_kinds(g) := {held[1] | some held in gateway_limits.holding(g)}

# The names of the targets that lead to models, and have no limit of tokens.
_unmetered(g) := {target.name |
	some target in gateway_limits.targets_of(g)
	target.properties.targetConfiguration.inference
	not gateway_limits.is_covered(target, "tokens")
}

_proof(g) := [{"id": id, "pointer": "/properties/entries"} |
	some id in {held[0] | some held in gateway_limits.holding(g)}
]
