# METADATA
# title: Which tokens the JWT authorizers of AgentCore accept
# description: |
#   Those of gateways, harnesses and runtimes, and of each version of a runtime that an endpoint serves.
#   Audiences, clients, scopes and values of claims are redacted, and beside each stands whether it is a
#   wildcard. What runs for a harness is the harness's.
package lens.lib.jwt_authorizers

import data.lens.lib.agent_roles
import data.lens.lib.facts

# [resource, version, authorizer, id of the record that shows it]. The version is empty unless it is
# another one than the runtime's newest.
all := [[r, version, jwt, v.id] |
	some [r, version, v] in array.concat(_newest, _served)
	jwt := v.properties.authorizerConfiguration.customJWTAuthorizer
]

_newest := [[r, "", r] |
	some type in ["AWS::BedrockAgentCore::Gateway", "AWS::BedrockAgentCore::Harness", _runtime]
	some r in input.resources[type]
	agent_roles.runner(r.id) == r.id
]

_runtime := "AWS::BedrockAgentCore::Runtime"

_served := [[r, version, v] |
	some v in input.resources["AWS::BedrockAgentCore::RuntimeVersion"]
	r := facts.get(_runtime, regex.replace(v.id, `:[0-9]+$`, ""))
	agent_roles.runner(r.id) == r.id
	version := v.properties.agentRuntimeVersion
	version != r.properties.agentRuntimeVersion
]

# The resources that may have an authorizer which was not read.
unread := {facts.subject(r) | some [r, _, _] in _newest; not _is_read(r)} | {facts.subject(r) |
	some [r, e] in _endpoints
	version := e.properties.liveVersion
	version != r.properties.agentRuntimeVersion
	not _shown(r, version)
}

# AWS always sends the role or, of a gateway, the ARN.
_is_read(r) if r.properties.roleArn

_is_read(r) if r.properties.executionRoleArn

_is_read(r) if r.properties.gatewayArn

# The listing of gateways says who authorises.
_is_read(r) if r.properties.authorizerType in {"AWS_IAM", "NONE"}

_shown(r, version) if {
	facts.get("AWS::BedrockAgentCore::RuntimeVersion", sprintf("%s:%s", [r.id, version]))
}

_endpoints := [[r, e] |
	some e in input.resources["AWS::BedrockAgentCore::RuntimeEndpoint"]
	r := facts.get(_runtime, regex.replace(e.id, `/runtime-endpoint/[^/]*$`, ""))
	agent_roles.runner(r.id) == r.id
]

# A version is read for the endpoints that serve it. A runtime may be that of a harness which was
# not read.
relies_on := {[facts.subject(r), e.id] | some [r, e] in _endpoints} | {[facts.subject(r), h.id] |
	some h in input.resources["AWS::BedrockAgentCore::Harness"]
	not h.properties.environment
	some r in input.resources[_runtime]
	r.region == h.region
}

# Whether an authorizer limits for whom, to whom or for what a token was issued, or who sends it.
is_limited(jwt) if {
	some [place, value] in values(jwt)
	issuers := _of_issuer(jwt)
	not place in issuers
	value.redacted.signs.characters > 0
}

is_limited(jwt) if {
	some member in ["hostingEnvironments", "workloadIdentities"]
	count(jwt.allowedWorkloadConfiguration[member]) > 0
}

# The places of claims on the issuer, which each of its tokens names.
_of_issuer(jwt) := {sprintf("customClaims/%d", [i]) |
	some i, claim in jwt.customClaims
	claim.inboundTokenClaimName == "iss"
}

# {[place, value], ...}: the audiences, clients, scopes and values of claims, redacted.
values(jwt) := {[sprintf("%s/%d", [list, i]), value] |
	some list in ["allowedAudience", "allowedClients", "allowedScopes"]
	some i, value in jwt[list]
} | {[sprintf("customClaims/%d", [i]), value] |
	some i, claim in jwt.customClaims
	match := claim.authorizingClaimMatchValue.claimMatchValue
	some value in array.concat(object.get(match, "matchValueStringList", []), _single(match))
}

_single(match) := [value | value := match.matchValueString]
