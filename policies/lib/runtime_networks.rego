# METADATA
# title: In which network AgentCore runtimes and harnesses run
# description: |
#   Of a runtime the newest version counts, and each that an endpoint serves. One with a capacity provider
#   runs in the subnets of that provider. A harness and the runtime that AgentCore makes for it are one:
#   the harness. What is being deleted, or was never created, is left out.
package lens.lib.runtime_networks

import data.lens.lib.agent_roles
import data.lens.lib.facts
import data.lens.lib.served_runtimes
import data.lens.lib.subnets

subjects := {facts.subject(r) | some [r, _] in _versions} | {facts.subject(h) | some h in _harnesses}

# {[subject, network, {id, pointer}], ...}. A network has a mode, PUBLIC or VPC, and may have
# subnets.
stated := ({[facts.subject(r), network, proof] |
	some [r, v] in _versions
	not _provider(v)
	network := v.properties.networkConfiguration
	proof := {"id": v.id, "pointer": "/properties/networkConfiguration"}
} | {[facts.subject(h), network, proof] |
	some h in _harnesses
	network := h.properties.environment.agentCoreRuntimeEnvironment.networkConfiguration
	proof := {"id": h.id, "pointer": "/properties/environment/agentCoreRuntimeEnvironment/networkConfiguration"}
}) | {[facts.subject(r), {"networkMode": "VPC", "networkModeConfig": {"subnets": named}}, proof] |
	some [r, v] in _versions
	provider := _provider(v)
	named := subnets.of_provider[provider]
	proof := {"id": provider, "pointer": "/properties/computeConfiguration"}
}

# {[subject, ARN of a capacity provider that was not read], ...}
hidden := {[facts.subject(r), provider] |
	some [r, v] in _versions
	provider := _provider(v)
	not subnets.of_provider[provider]
}

# Subjects of which AWS does not show the network of a version.
silent := {facts.subject(r) |
	some [r, v] in _versions
	r.type == "AWS::BedrockAgentCore::Runtime"
	not _provider(v)
	not v.properties.networkConfiguration
} | ({facts.subject(h) | some h in _harnesses} - _shown)

_shown := {s | some [s, _, _] in stated} | {s | some [s, _] in hidden}

# {[subject, name of an endpoint that does not show which version it serves], ...}
unclear := {[facts.subject(r), e.name] |
	some e in input.resources["AWS::BedrockAgentCore::RuntimeEndpoint"]
	not e.properties.liveVersion
	not _is_new(e)
	r := _owner(split(e.id, "/runtime-endpoint/")[0])
}

_is_new(endpoint) if endpoint.properties.status in {"CREATING", "CREATE_FAILED"}

# {[subject, place], ...}: what else shows the network of a subject.
relying := {[facts.subject(r), place] |
	some [r, v] in _versions
	some place in [v.id, agent_roles.runtime_of(v)]
} | (hidden | served_runtimes.relies_on)

# The operations that may show that a runtime of an account is that of a harness. Then the harness
# is the one to change.
owners(subject) := [sprintf("bedrock-agentcore-control:%s", [name]) |
	subject.type == "AWS::BedrockAgentCore::Runtime"
	input.kind == "account"
	some name in ["GetHarness", "ListHarnesses"]
]

_versions := [[owner, v] |
	some type in ["AWS::BedrockAgentCore::Runtime", "AWS::BedrockAgentCore::RuntimeVersion"]
	some v in input.resources[type]
	owner := _owner(agent_roles.runtime_of(v))
]

# The runtime, or the harness that it is made for.
_owner(id) := owner if {
	owner := facts.get("AWS::BedrockAgentCore::Runtime", agent_roles.runner(id))
	not _ended(owner)
}

_owner(id) := owner if {
	owner := facts.get("AWS::BedrockAgentCore::Harness", agent_roles.runner(id))
	not _ended(owner)
}

_harnesses := [h | some h in input.resources["AWS::BedrockAgentCore::Harness"]; not _ended(h)]

_ended(r) if r.properties.status in {"CREATE_FAILED", "DELETING"}

_provider(v) := v.properties.capacityProviderConfiguration.capacityProviderArn
