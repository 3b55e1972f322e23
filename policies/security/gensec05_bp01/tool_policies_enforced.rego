# METADATA
# title: Enforce a policy engine on tool calls through a gateway
# description: >-
#   A gateway calls its tools with its own role. Only a policy engine decides which caller may call which
#   tool with which arguments, whatever the model asks for.
# custom:
#   id: GENSEC05-BP01/tool-policies-enforced
#   severity: medium
#   precision: high
#   mode: automated
#   resources: [AWS::BedrockAgentCore::Gateway]
#   lists: [bedrock-agentcore-control:ListGateways, bedrock-agentcore-control:ListGatewayTargets]
#   evidence:
#     - bedrock-agentcore-control:GetGateway
#     - bedrock-agentcore-control:ListPolicies
#     - bedrock-agentcore-control:GetResourcePolicy
#   params: {}
#   messages:
#     no-engine: no policy engine decides which tools its callers may call
#     log-only: its policy engine only logs, because its mode is LOG_ONLY
#     no-policy: its policy engine %s has no active policy that enforces
#     named-callers: >-
#       no policy is enforced on tool calls, and its resource policy names who may call it. Decide whether all
#       of them may call every tool
#     changing: >-
#       a change of each policy of its policy engine %s failed or is under way. Check whether one is in force
#     not-here: its policy engine %s is of another account or Region, so its policies are not known
#     mode-not-shown: it is not known whether its policy engine enforces
#   item: none
#   remediation: Attach a policy engine in mode ENFORCE, and activate its policies.
package lens.controls.gensec05_bp01.tool_policies_enforced

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.gateways
import data.lens.lib.tool_policies

# A gateway with a target that is not being deleted.
_gateways := [g |
	some g in input.resources["AWS::BedrockAgentCore::Gateway"]
	not _is_gone(g)
	g.id in _with_targets
]

_is_gone(g) if g.properties.status in {"DELETING", "FAILED"}

_with_targets := {split(t.id, "/target/")[0] |
	some t in input.resources["AWS::BedrockAgentCore::GatewayTarget"]
	not t.properties.status == "DELETING"
}

subjects := {facts.subject(g) | some g in _gateways}

# State of the policy engine that is a fault -> what would have shown that it is not so.
_faults := {
	"no-engine": "bedrock-agentcore-control:GetGateway",
	"log-only": "bedrock-agentcore-control:GetGateway",
	"no-policy": "bedrock-agentcore-control:ListPolicies",
}

violations := {finding.absent(facts.subject(g), state, _arguments(g, state), [_at(g)], operations) |
	some g in _gateways
	not gateways.names_callers(g)
	state := tool_policies.state(g)
	operation := _faults[state]
	operations := array.concat([operation], ["bedrock-agentcore-control:GetResourcePolicy" | _by_iam(g)])
}

_by_iam(g) if g.properties.authorizerType == "AWS_IAM"

reviews := {finding.of(facts.subject(g), "named-callers", [], [_at(g)]) |
	some g in _gateways
	gateways.names_callers(g)
	_faults[tool_policies.state(g)]
} | {f | some f in _others; f.message == "changing"}

unseen := {f | some f in _others; f.message != "changing"}

_others := {finding.of(facts.subject(g), state, _arguments(g, state), [_at(g)]) |
	some g in _gateways
	state := tool_policies.state(g)
	state in {"changing", "not-here", "mode-not-shown"}
}

_arguments(g, state) := [tool_policies.engine(g) | state in {"changing", "no-policy", "not-here"}]

_at(g) := {"id": g.id, "pointer": pointer} if {
	pointer := object.get({"no-engine": "/properties"}, tool_policies.state(g), _engine)
}

_engine := "/properties/policyEngineConfiguration"

# What was seen to enforce enforces, whatever else was not read.
proven := {facts.subject(g) | some g in _gateways; tool_policies.state(g) == "enforces"}
