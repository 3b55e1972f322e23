# METADATA
# title: How AgentCore gateways authorise callers
# description: An authorizer of an unknown type counts as one that authorises nobody.
package lens.lib.gateways

import data.lens.lib.elements

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

# Whether callers sign their calls, and the resource policy names each one that it lets in.
names_callers(g) if {
	g.properties.authorizerType == "AWS_IAM"
	statements := object.get(g.properties, ["GetResourcePolicy", "policy", "Statement"], [])
	allows := [s |
		some s in statements
		s.Effect == "Allow"
		elements.on_action(s, "bedrock-agentcore:invokegateway")
	]
	count(allows) > 0
	every s in allows {
		_names(s)
	}
}

_names(statement) if {
	principal := statement.Principal
	count(principal.AWS) > 0
	not elements.everybody(principal)
	every name in principal.AWS { _is_one(statement, name) }
}

# An account stands for all who are in it, unless a condition says more.
_is_one(statement, _) if count(statement.Condition) > 0

_is_one(_, name) if not regex.match(`^([0-9]{12}|arn:[^:]*:iam::[0-9]{12}:root)$`, name)
