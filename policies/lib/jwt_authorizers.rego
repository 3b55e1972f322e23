# METADATA
# title: Which tokens the JWT authorizers of AgentCore accept
# description: |
#   Those of gateways, harnesses and runtimes, and of each version of a runtime that an endpoint serves.
#   Audiences, clients, scopes and values of claims are redacted, and beside each stands whether it is a
#   wildcard. What runs for a harness is the harness's.
package lens.lib.jwt_authorizers

import data.lens.lib.facts
import data.lens.lib.served_runtimes

# [resource, version, authorizer, id of the record that shows it]. The version is empty unless it is
# another one than the runtime's newest.
all := [[r, version, jwt, v.id] |
	some [r, version, v] in array.concat(_newest, _served)
	jwt := v.properties.authorizerConfiguration.customJWTAuthorizer
]

_newest := array.concat([[r, "", r] | some type in _others; some r in input.resources[type]], [[r, "", r] |
	some r in served_runtimes.all
])

_others := ["AWS::BedrockAgentCore::Gateway", "AWS::BedrockAgentCore::Harness"]

_served := [[r, version, v] |
	some [r, v] in served_runtimes.versions
	version := v.properties.agentRuntimeVersion
	version != r.properties.agentRuntimeVersion
]

# The resources that may have an authorizer which was not read.
unread := {facts.subject(r) | some [r, _, _] in _newest; not _is_read(r)} | {facts.subject(r) |
	some [r, e] in served_runtimes.endpoints
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
