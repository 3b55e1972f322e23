# METADATA
# title: Bound idle time and lifetime of AgentCore runtime sessions
# description: >-
#   A session keeps its microVM, and what the agent holds in memory, until it was idle for long enough or
#   reaches its maximum lifetime. With a high limit, a session that hangs costs money for up to 14 days.
# custom:
#   id: GENREL03-BP02/agentcore-sessions-bounded
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::BedrockAgentCore::Runtime]
#   lists: [bedrock-agentcore-control:ListAgentRuntimes]
#   evidence:
#     - bedrock-agentcore-control:GetAgentRuntime
#     - bedrock-agentcore-control:ListAgentRuntimeEndpoints
#   params:
#     max_idle_seconds: 3600
#     max_lifetime_seconds: 28800
#   messages:
#     idle: in version %s, an idle session ends after %s, and at most %s are allowed
#     lifetime: in version %s, a session lasts for up to %s, and at most %s are allowed
#     not-shown: "these endpoints do not show which version they serve: %s"
#   item: none
#   remediation: >-
#     Lower the two values of the lifecycle configuration, and let each endpoint serve the new version. Keep
#     what must last outside of the session.
package lens.controls.genrel03_bp02.agentcore_sessions_bounded

import data.lens.lib.facts
import data.lens.lib.finding

_params := input.params["GENREL03-BP02/agentcore-sessions-bounded"]

# After an update that failed, and during one, the endpoints serve what they served before.
_runtimes := [r |
	some r in input.resources["AWS::BedrockAgentCore::Runtime"]
	r.properties.status in {"READY", "UPDATING", "UPDATE_FAILED"}
]

subjects := {facts.subject(r) | some r in _runtimes}

violations contains finding.of(subject, message, [version, found, allowed], [proof]) if {
	some r in _runtimes
	some served in _served(r)
	some [message, member, absent, limit] in _bounds
	seconds := object.get(served.properties, ["lifecycleConfiguration", member], absent)
	seconds > limit
	subject := facts.subject(r)
	version := object.get(served.properties, "agentRuntimeVersion", "")
	found := {"seconds": seconds}
	allowed := {"seconds": limit}
	proof := {"id": served.id, "pointer": "/properties/lifecycleConfiguration"}
}

# [message, member, AWS's default where it is absent, limit]
_bounds := [
	["idle", "idleRuntimeSessionTimeout", 900, _params.max_idle_seconds],
	["lifetime", "maxLifetime", 28800, _params.max_lifetime_seconds],
]

# The versions that endpoints serve. Without an endpoint that serves, as in a template, the runtime
# itself counts.
_served(r) := {version |
	some endpoint in _endpoints[r.properties.agentRuntimeId]
	version := _version(r, endpoint)
} if {
	count(_endpoints[r.properties.agentRuntimeId]) > 0
} else := {r}

_version(r, endpoint) := facts.get(
	"AWS::BedrockAgentCore::RuntimeVersion",
	sprintf("%s:%s", [r.id, endpoint.properties.liveVersion]),
)

# Id of a runtime -> its endpoints. One that is being created serves nothing yet.
_endpoints := {id: list |
	some id in {_runtime(e) | some e in _all}
	list := [e | some e in _all; _runtime(e) == id; not _new(e)]
}

_all := input.resources["AWS::BedrockAgentCore::RuntimeEndpoint"]

_runtime(endpoint) := split(endpoint.id, "/")[1]

_new(endpoint) if {
	endpoint.properties.status in {"CREATING", "CREATE_FAILED"}
	not endpoint.properties.liveVersion
}

# A version that was not read has a gap, which says more.
unseen contains finding.of(subject, "not-shown", [names], []) if {
	some r in _runtimes
	names := {e.name | some e in _endpoints[r.properties.agentRuntimeId]; not _version(r, e)}
	count(names) > 0
	subject := facts.subject(r)
}
