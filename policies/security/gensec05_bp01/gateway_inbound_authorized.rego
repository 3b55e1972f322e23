# METADATA
# title: Authorise every call to an AgentCore gateway
# description: An open gateway lets anyone on the internet use the agent's tools, with the rights of the gateway's role.
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
#   remediation: Set the gateway's authorizer to AWS IAM or a JWT authorizer; where it must only authenticate, attach a policy engine in mode ENFORCE or a REQUEST interceptor.
#   iac: {terraform: aws_bedrockagentcore_gateway.authorizer_type, cloudformation: AWS::BedrockAgentCore::Gateway AuthorizerType}
#   peers: [securityhub:BedrockAgentCore.2, aws-samples-aiml:AG-24]
package lens.controls.gensec05_bp01.gateway_inbound_authorized

import data.lens.lib.facts

_params := input.params["GENSEC05-BP01/gateway-inbound-authorized"]

_gateways := input.resources["AWS::BedrockAgentCore::Gateway"]

subjects contains facts.subject(g) if some g in _gateways

# The listing shows NONE, so this stands even where GetGateway was denied.
violations contains {
	"subject": facts.subject(g),
	"message": "anyone may call the gateway: its authorizer type is NONE",
	"proof": [{"id": g.id, "pointer": "/properties/authorizerType"}],
} if {
	some g in _gateways
	g.properties.authorizerType == "NONE"
	not _public(g)
}

# Rests on what is not there, so a refused GetGateway holds it open.
violations contains {
	"subject": facts.subject(g),
	"message": "callers are authenticated and nothing decides what they may do: there is neither an enforcing policy engine nor a REQUEST interceptor",
	"proof": [{"id": g.id, "pointer": "/properties/authorizerType"}],
	"absent_from": ["bedrock-agentcore-control:GetGateway"],
} if {
	some g in _gateways
	not g.properties.authorizerType == "NONE"
	not _authorized(g)
}

_public(g) if g.id in _params.public_gateways

_public(g) if g.name in _params.public_gateways

_authorized(g) if g.properties.authorizerType in {"AWS_IAM", "CUSTOM_JWT"}

_authorized(g) if {
	g.properties.authorizerType == "AUTHENTICATE_ONLY"
	g.properties.policyEngineConfiguration.mode == "ENFORCE"
}

_authorized(g) if {
	g.properties.authorizerType == "AUTHENTICATE_ONLY"
	some interceptor in g.properties.interceptorConfigurations
	"REQUEST" in interceptor.interceptionPoints
}
