# METADATA
# title: Rate limits of AgentCore gateways
# description: |
#   A limit that AWS is updating still holds. A limit of connections alone limits neither requests
#   nor tokens. The most specific entry of a limit decides, and "*" stands for all values. A request
#   that no entry is for is not limited, nor is one without the value of a dimension: only calls of
#   models have a model, only calls of MCP tools a tool, and only callers with a token have claims.
package lens.lib.gateway_limits

import data.lens.lib.group

# {[id of the limit, "requests" or "tokens"], ...}: what holds in a gateway, for whatever part.
holding(gateway) := {held | some held in object.get(_holding, gateway.id, [])}

# Whether limits of one of these kinds hold for all requests: for whatever comes, or all targets.
limited(gateway, kinds) if count({kind | some kind in kinds; is_whole(gateway, kind)}) > 0

limited(gateway, kinds) if {
	targets := targets_of(gateway)
	count(targets) > 0
	every target in targets { count({kind | some kind in kinds; is_covered(target, kind)}) > 0 }
}

# Whether a limit of a kind holds for all that goes through a gateway, whatever targets it has.
is_whole(gateway, kind) if [gateway.id, kind] in _whole

# Whether a limit of a kind holds for all calls of a target.
is_covered(target, kind) if [target.id, kind] in _covered

# What the entries of these kinds are for: "targetName=orders".
parts(gateway, kinds) := {part[1] |
	some part in object.get(_parts, gateway.id, [])
	part[0] in kinds
}

# The targets of a gateway.
targets_of(gateway) := object.get(_targets, gateway.id, [])

_targets := group.by_first({[_gateway_of(target.id), target] |
	some target in input.resources["AWS::BedrockAgentCore::GatewayTarget"]
})

_gateway_of(id) := regex.replace(id, `/(target|rate-limit)/.*$`, "")

_limits := [l |
	some l in input.resources["AWS::BedrockAgentCore::GatewayRateLimit"]
	l.properties.status in {"ACTIVE", "UPDATING"}
]

_kinds := ["requests", "tokens"]

_holding := group.by_first({[_gateway_of(l.id), [l.id, kind]] |
	some l in _limits
	some entry in l.properties.entries
	some kind in _kinds
	_has(entry, kind)
})

_parts := group.by_first({[_gateway_of(l.id), [kind, part]] |
	some l in _limits
	some entry in l.properties.entries
	some kind in _kinds
	_has(entry, kind)
	part := concat(", ", sort({_shown(key, value) | some key, value in entry.dimensions}))
})

# Gateway -> the entries of each limit.
_entries := group.by_first({[_gateway_of(l.id), l.properties.entries] | some l in _limits})

_gateways := input.resources["AWS::BedrockAgentCore::Gateway"]

_whole := {[gateway.id, kind] |
	some gateway in _gateways
	some entries in object.get(_entries, gateway.id, [])
	some kind in _kinds
	_all_have(entries, kind)
	some entry in entries
	_wide(entry, gateway, {})
}

# An entry without the kind, which may be more specific, leaves something out.
_covered := {[target.id, kind] |
	some gateway in _gateways
	some target in targets_of(gateway)
	some entries in object.get(_entries, gateway.id, [])
	some kind in _kinds
	near := [e | some e in entries; _near(e, target)]
	_all_have(near, kind)
	some entry in near
	_wide(entry, gateway, target)
}

_has(entry, kind) if count(object.get(entry, kind, [])) > 0

_all_have(entries, kind) if every entry in entries { _has(entry, kind) }

# Whether an entry may be for a target.
_near(entry, target) if object.get(entry, ["dimensions", "targetName"], "*") in {"*", target.name}

# Whether an entry is for all requests to a target, or to the gateway if the target is {}.
_wide(entry, gateway, target) if {
	count(entry.dimensions) > 0
	every key, value in entry.dimensions { _open(key, value, gateway, target) }
}

_open("targetName", value, _, target) if value in {"*", object.get(target, "name", "*")}

_open("qualifiedModelId", "*", _, target) if target.properties.targetConfiguration.inference

_open("toolName", "*", _, target) if target.properties.targetConfiguration.mcp

_open("$.context.iam.principal", "*", gateway, _) if {
	gateway.properties.authorizerType in {"AWS_IAM", "AUTHENTICATE_ONLY"}
}

_open(key, "*", gateway, _) if {
	startswith(key, "$.context.jwt.")
	gateway.properties.authorizerType in {"CUSTOM_JWT", "AUTHENTICATE_ONLY"}
}

# The values of other dimensions are redacted, because they may name people.
_shown(key, value) := sprintf("%s=%s", [key, value]) if is_string(value)

_shown(key, value) := key if not is_string(value)
