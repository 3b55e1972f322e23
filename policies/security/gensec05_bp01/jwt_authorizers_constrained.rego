# METADATA
# title: Accept only tokens meant for the gateway, runtime or harness
# description: >-
#   An issuer signs tokens for many applications. Without an audience, a client, a scope or a claim, a token
#   for any of them opens this one.
# custom:
#   id: GENSEC05-BP01/jwt-authorizers-constrained
#   severity: high
#   precision: very-high
#   mode: automated
#   resources:
#     - AWS::BedrockAgentCore::Gateway
#     - AWS::BedrockAgentCore::Runtime
#     - AWS::BedrockAgentCore::Harness
#   lists:
#     - bedrock-agentcore-control:ListGateways
#     - bedrock-agentcore-control:ListAgentRuntimes
#     - bedrock-agentcore-control:ListHarnesses
#   evidence:
#     - bedrock-agentcore-control:GetGateway
#     - bedrock-agentcore-control:GetAgentRuntime
#     - bedrock-agentcore-control:ListAgentRuntimeEndpoints
#     - bedrock-agentcore-control:GetHarness
#   params: {}
#   messages:
#     any-token: the JWT authorizer accepts every token of its issuer
#     wildcard: the JWT authorizer accepts * as an audience, client, scope or claim
#     no-tls: the discovery URL of the JWT authorizer does not use HTTPS
#     version-any-token: the JWT authorizer of version %s accepts every token of its issuer
#     version-wildcard: the JWT authorizer of version %s accepts * as an audience, client, scope or claim
#     version-no-tls: the discovery URL of the JWT authorizer of version %s does not use HTTPS
#     not-searched: the scan did not look at what the JWT authorizer accepts, so scan again
#     unread: the authorizer could not be read
#   item: none
#   remediation: List the audiences and clients, and add claim rules for roles or tenants.
package lens.controls.gensec05_bp01.jwt_authorizers_constrained

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.jwt_authorizers
import data.lens.lib.served_runtimes

subjects := {facts.subject(r) | some [r, _, _, _] in jwt_authorizers.all} | jwt_authorizers.unread

violations := {finding.of(facts.subject(r), name, arguments, [proof]) |
	some [r, version, jwt, id] in jwt_authorizers.all
	some [message, path] in _faults(jwt)
	[name, arguments] := _worded(version, message)
	proof := {"id": id, "pointer": concat("", ["/properties/", _place, path])}
}

_place := "authorizerConfiguration/customJWTAuthorizer"

_worded("", message) := [message, []]

_worded(version, message) := [_of_version[message], [version]] if version != ""

_of_version := {
	"any-token": "version-any-token",
	"wildcard": "version-wildcard",
	"no-tls": "version-no-tls",
}

_faults(jwt) := (_open(jwt) | _plain(jwt)) | {["wildcard", path] |
	some [place, value] in jwt_authorizers.values(jwt)
	value.redacted.signs.wildcard == true
	path := concat("/", ["", place])
}

_open(jwt) := {["any-token", ""] |
	_is_searched(jwt)
	not jwt_authorizers.is_limited(jwt)
}

_plain(jwt) := {["no-tls", "/discoveryUrl"] |
	url := jwt.discoveryUrl.redacted.signs
	url.characters >= 0
	not url.https
}

unseen := {finding.of(facts.subject(r), "not-searched", [], [{"id": id, "pointer": "/properties"}]) |
	some [r, _, jwt, id] in jwt_authorizers.all
	not _is_searched(jwt)
} | {finding.of(subject, "unread", [], []) | some subject in jwt_authorizers.unread}

_is_searched(jwt) if {
	jwt.discoveryUrl.redacted.signs.characters >= 0
	every pair in jwt_authorizers.values(jwt) { pair[1].redacted.signs.characters >= 0 }
}

relies_on := served_runtimes.relies_on
