# METADATA
# title: Bound the idle time and lifetime of instances in AgentCore capacity providers
# description: >-
#   The instances of a capacity provider cost money for as long as they run, whether an agent works or not.
#   High limits keep them for up to 14 days, and nobody misses what no runtime uses.
# custom:
#   id: GENCOST05-BP01/capacity-provider-lifecycle
#   severity: medium
#   precision: high
#   mode: automated
#   resources: [AWS::BedrockAgentCore::CapacityProvider]
#   lists: [bedrock-agentcore-control:ListCapacityProviders]
#   evidence:
#     - bedrock-agentcore-control:GetCapacityProvider
#     - bedrock-agentcore-control:ListAgentRuntimes
#     - bedrock-agentcore-control:GetAgentRuntime
#     - bedrock-agentcore-control:ListAgentRuntimeEndpoints
#   params:
#     max_idle_seconds: 900
#     max_lifetime_seconds: 28800
#     unused_days: 14
#   messages:
#     idle: an idle instance is stopped after %s, and at most %s are allowed
#     lifetime: an instance lasts for up to %s, and at most %s are allowed
#     unused: no runtime names it, and it is %s old
#   item: none
#   remediation: >-
#     The two values cannot be changed. Create a provider with lower ones, let the runtimes name it, and
#     delete the old one. Delete what nothing uses.
package lens.controls.gencost05_bp01.capacity_provider_lifecycle

import data.lens.lib.ages
import data.lens.lib.facts
import data.lens.lib.finding

_params := input.params["GENCOST05-BP01/capacity-provider-lifecycle"]

_providers := [p |
	some p in input.resources["AWS::BedrockAgentCore::CapacityProvider"]
	p.properties.status == "READY"
]

subjects := {facts.subject(p) | some p in _providers}

violations := {finding.of(facts.subject(p), message, [found, allowed], [proof]) |
	some p in _providers
	some [message, member, absent, limit] in _bounds
	seconds := object.get(_compute(p), ["lifecycleConfiguration", member], absent)
	seconds > limit
	found := {"seconds": seconds}
	allowed := {"seconds": limit}
	proof := {"id": p.id, "pointer": "/properties/computeConfiguration/ec2Configuration"}
} | {finding.absent(facts.subject(p), "unused", [age], [], _naming) |
	some p in _providers
	not _used(p)
	ages.older(p.properties.createdAt, _params.unused_days)
	age := {"days": ages.days(p.properties.createdAt), "beside": _params.unused_days}
}

# [message, member, AWS's default where it is absent, limit]
_bounds := [
	["idle", "idleInstanceTimeout", 900, _params.max_idle_seconds],
	["lifetime", "maxLifetime", 28800, _params.max_lifetime_seconds],
]

_compute(provider) := provider.properties.computeConfiguration.ec2Configuration

# What would have shown a runtime that names it.
_naming := [
	"bedrock-agentcore-control:ListAgentRuntimes",
	"bedrock-agentcore-control:GetAgentRuntime",
	"bedrock-agentcore-control:ListAgentRuntimeEndpoints",
]

_used(provider) if provider.id in _named

# Those that the newest version of a runtime names, or one that an endpoint serves. A runtime that
# could not be created runs nothing.
_named := {arn |
	some list in [
		input.resources["AWS::BedrockAgentCore::Runtime"],
		input.resources["AWS::BedrockAgentCore::RuntimeVersion"],
	]
	some runtime in list
	not _gone(runtime)
	arn := runtime.properties.capacityProviderConfiguration.capacityProviderArn
}

_gone(runtime) if runtime.properties.status in {"CREATE_FAILED", "DELETING"}

# A runtime of the Region that was not read may name it.
relies_on := {[facts.subject(p), runtime.id] |
	some p in _providers
	not _used(p)
	some runtime in input.resources["AWS::BedrockAgentCore::Runtime"]
	runtime.region == p.region
}

# One that a runtime names is used, whatever was not read of others.
proven := {facts.subject(p) | some p in _providers; _used(p); _compute(p)}
