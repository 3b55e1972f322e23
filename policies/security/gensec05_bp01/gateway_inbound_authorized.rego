# METADATA
# title: Authorise every call to an AgentCore gateway
# description: Anyone on the internet can use the tools behind an open gateway, with the rights of its role.
# custom:
#   id: GENSEC05-BP01/gateway-inbound-authorized
#   severity: critical
#   precision: very-high
#   mode: automated
#   resources: [AWS::BedrockAgentCore::Gateway]
#   lists: [bedrock-agentcore-control:ListGateways]
#   evidence: [bedrock-agentcore-control:GetGateway]
#   params:
#     public_gateways: []
#   messages:
#     open: "anyone may call it: its authorizer type is NONE"
#     undecided: >-
#       callers are authenticated but not authorized: no policy engine enforces a policy, and no REQUEST
#       interceptor is set
#   item: none
#   remediation: >-
#     Use an AWS IAM or JWT authorizer. If it only authenticates callers, attach a policy engine in mode
#     ENFORCE or a REQUEST interceptor.
package lens.controls.gensec05_bp01.gateway_inbound_authorized

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.gateways

_params := input.params["GENSEC05-BP01/gateway-inbound-authorized"]

_gateways := input.resources["AWS::BedrockAgentCore::Gateway"]

subjects := {facts.subject(g) | some g in _gateways}

# The listing shows NONE, so this is a failure even if GetGateway was denied.
violations contains finding.of(subject, "open", [], [proof]) if {
	some g in _gateways
	g.properties.authorizerType == "NONE"
	not _public(g)
	subject := facts.subject(g)
	proof := _proof(g)
}

# This rests on something that is missing, so the result is unknown if GetGateway was denied.
violations contains finding.absent(subject, "undecided", [], [proof], [get]) if {
	get := "bedrock-agentcore-control:GetGateway"
	some g in _gateways
	not g.properties.authorizerType == "NONE"
	not gateways.authorize(g)
	subject := facts.subject(g)
	proof := _proof(g)
}

_proof(g) := {"id": g.id, "pointer": "/properties/authorizerType"}

_public(g) if g.id in _params.public_gateways

_public(g) if g.name in _params.public_gateways
