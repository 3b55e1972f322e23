# METADATA
# title: Limit AgentCore resource policies to named callers
# description: >-
#   A resource policy of a runtime or a gateway lets others call the agent or its tools, with the rights of
#   its role. A policy that allows every action lets them change or delete it too.
# custom:
#   id: GENSEC05-BP01/agentcore-resource-policy-scoped
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::BedrockAgentCore::Runtime, AWS::BedrockAgentCore::Gateway]
#   lists: [bedrock-agentcore-control:ListAgentRuntimes, bedrock-agentcore-control:ListGateways]
#   evidence:
#     - bedrock-agentcore-control:GetGateway
#     - bedrock-agentcore-control:GetResourcePolicy
#     - "@own-organization"
#   params:
#     trusted_accounts: []
#   messages:
#     open-to-anybody: "@policy-open-to-anybody"
#     open-to-others: "@policy-open-to-others"
#     open-to-services: "@policy-open-to-services"
#     open-to-customers: "@policy-open-to-customers"
#     open-to-unnamed: "@policy-open-to-unnamed"
#     open-to-addresses: "@policy-open-to-addresses"
#     every-action: "the resource policy allows every action: %s"
#     all-but-some: the resource policy allows every action but those of its NotAction
#     more: "the resource policy allows more than calls: %s. Decide whether the callers need it"
#     unread: "@policy-unread"
#   item: none
#   remediation: >-
#     Name the calling roles or require your organization, and allow InvokeAgentRuntime or InvokeGateway only.
package lens.controls.gensec05_bp01.agentcore_resource_policy_scoped

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.resource_policies

_params := input.params["GENSEC05-BP01/agentcore-resource-policy-scoped"]

_types := ["AWS::BedrockAgentCore::Runtime", "AWS::BedrockAgentCore::Gateway"]

_shared := [r | some type in _types; some r in input.resources[type]]

_place := "GetResourcePolicy/policy"

_statements(r) := resource_policies.statements(r, "GetResourcePolicy", "policy")

subjects := {facts.subject(r) | some r in _shared}

violations := {finding.absent(facts.subject(r), message, arguments, [proof], operations) |
	some r in _shared
	found := resource_policies.faults(r.id, _place, _statements(r), "bedrock-agentcore", _accounts)
	some [message, arguments, operations, proof] in found
} | {finding.of(facts.subject(r), message, arguments, [_at(r, i)]) |
	some r in _shared
	some i, statement in _statements(r)
	some [message, arguments] in _whole(statement)
}

_accounts := _params.trusted_accounts

_whole(statement) := {["every-action", [names]] |
	statement.Effect == "Allow"
	names := {p | some p in statement.Action; regex.match(`^([^:]*:|[A-Za-z0-9-]*)[*?]+$`, p)}
	count(names) > 0
} | {["all-but-some", []] | statement.NotAction; statement.Effect == "Allow"}

# Whom the owner chose to let in, and for what else than calls, only a person can say.
reviews := {finding.of(facts.subject(r), message, arguments, proof) |
	some r in _shared
	found := resource_policies.choices(r.id, _place, _statements(r), "bedrock-agentcore", _accounts)
	some [message, arguments, proof] in found
} | {finding.of(facts.subject(r), "more", [names], [_at(r, i)]) |
	some r in _shared
	some i, statement in _statements(r)
	names := resource_policies.beyond(_statements(r), statement, _known, _calls)
	count(names) > 0
}

_at(r, i) := {"id": r.id, "pointer": sprintf("/properties/%s/Statement/%d", [_place, i])}

_calls := {sprintf("bedrock-agentcore:%s", [name]) |
	some name in [
		"GetAgentCard", "InvokeAgentRuntime", "InvokeAgentRuntimeCommand", "InvokeAgentRuntimeForUser",
		"InvokeAgentRuntimeWithWebSocketStream", "InvokeAgentRuntimeWithWebSocketStreamForUser",
		"InvokeGateway", "StopRuntimeSession",
	]
}

# What wildcards may match beside calls. Source: the models of botocore 1.44.
_known := _calls | {sprintf("bedrock-agentcore:%s%s", [verb, name]) |
	some verb in ["Create", "Delete", "Get", "List", "Put", "Update"]
	some name in ["AgentRuntime", "AgentRuntimeEndpoint", "Gateway", "GatewayTarget", "ResourcePolicy"]
}

unseen := {finding.of(facts.subject(r), "unread", [], [{"id": r.id, "pointer": "/properties"}]) |
	some r in _shared
	not resource_policies.is_known(r, "GetResourcePolicy", "policy")
}
