# METADATA
# title: How AgentCore gateways authorise callers
# description: An authorizer of an unknown type counts as one that authorises nobody.
package lens.lib.gateways

# Whether a gateway decides what each caller may do.
authorize(g) if g.properties.authorizerType in {"AWS_IAM", "CUSTOM_JWT"}

authorize(g) if {
	g.properties.authorizerType == "AUTHENTICATE_ONLY"
	_decides(g.properties)
}

_decides(gateway) if gateway.policyEngineConfiguration.mode == "ENFORCE"

_decides(gateway) if {
	some interceptor in gateway.interceptorConfigurations
	"REQUEST" in interceptor.interceptionPoints
}
