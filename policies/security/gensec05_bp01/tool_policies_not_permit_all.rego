# METADATA
# title: Write no tool policy that permits everything
# description: >-
#   A policy that permits every principal every action decides nothing: the engine enforces it, and each
#   caller may call each tool with any arguments.
# custom:
#   id: GENSEC05-BP01/tool-policies-not-permit-all
#   severity: high
#   precision: very-high
#   mode: automated
#   resources: [AWS::BedrockAgentCore::Policy]
#   lists:
#     - bedrock-agentcore-control:ListGateways
#     - bedrock-agentcore-control:GetGateway
#     - bedrock-agentcore-control:ListPolicies
#   evidence: [bedrock-agentcore-control:ListPolicies]
#   params: {}
#   messages:
#     everything: a permit statement names no principal and no action, and has no condition on the request
#     gateway: >-
#       a permit statement names only the gateway, so it permits every principal every action there
#     changing: >-
#       a permit statement names no principal and no action, and the status is %s. Check whether it is in
#       force
#     unclear: >-
#       the condition of a permit statement says nothing of the request, so what it permits is not known
#     not-shown: AWS does not show a Cedar statement, so what it permits is not known
#     not-read: its statement cannot be understood
#   item: none
#   remediation: Permit named tools to named principals, and add conditions on their arguments.
package lens.controls.gensec05_bp01.tool_policies_not_permit_all

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.tool_policies

_policies := [p | some list in tool_policies.of_engine; some p in list]

subjects := {facts.subject(p) | some p in _policies}

violations := {finding.of(facts.subject(p), message, [], [_at(p)]) |
	some p in _policies
	tool_policies.in_force(p)
	some message in _faults(p)
}

reviews := {finding.of(facts.subject(p), "changing", [p.properties.status], [_at(p)]) |
	some p in _policies
	not tool_policies.in_force(p)
	count(_faults(p)) > 0
}

_faults(p) := {message | some message in ["everything", "gateway"]; _signs(p)[message] > 0}

unseen := {finding.of(facts.subject(p), message, [], [_at(p)]) |
	some p in _policies
	message := _unknown(p)
}

_unknown(p) := "not-shown" if {
	not p.properties.definition.cedar.statement
} else := "not-read" if {
	not _understood(p)
} else := "unclear" if {
	_signs(p).unclear > 0
}

_understood(p) if _signs(p).statements > 0

_signs(p) := object.get(p.properties, ["definition", "cedar", "statement", "redacted", "signs"], {})

_at(p) := {"id": p.id, "pointer": "/properties/definition"}
