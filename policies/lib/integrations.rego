# METADATA
# title: How long integrations of APIs of generative AI wait
# description: |
#   The integrations of the methods and routes that lead to generative AI, each with its timeout. One
#   without a timeout has the default: 29 seconds in REST and WebSocket APIs, and 30 in HTTP APIs.
package lens.lib.integrations

import data.lens.lib.facts
import data.lens.lib.genai_apis

# {subject, milliseconds, proof}. The item of the subject is the id of the integration. In REST
# APIs, whose integrations have no id, it is the method and the path.
all := _of_methods | _of_routes

_of_methods := {{"subject": facts.item(api, name), "milliseconds": wait, "proof": proof} |
	some m in genai_apis.methods
	api := facts.get("AWS::ApiGateway::RestApi", m.api)
	resource := facts.get("AWS::ApiGateway::Resource", m.id)
	integration := resource.properties.resourceMethods[m.verb].methodIntegration
	name := sprintf("%s %s", [m.verb, m.path])
	wait := object.get(integration, "timeoutInMillis", 29000)
	proof := {"id": m.id, "pointer": sprintf("/properties/resourceMethods/%s/methodIntegration", [m.verb])}
}

_of_routes := {{"subject": facts.item(api, name), "milliseconds": wait, "proof": proof} |
	some r in genai_apis.routes
	api := facts.get("AWS::ApiGatewayV2::Api", r.api)
	target := facts.get("AWS::ApiGatewayV2::Route", r.id).properties.Target
	integration := facts.get("AWS::ApiGatewayV2::Integration", sprintf("%s/%s", [r.api, target]))
	name := regex.replace(target, `^.*/`, "")
	wait := object.get(integration.properties, "TimeoutInMillis", _default(api.properties))
	proof := {"id": integration.id, "pointer": "/properties"}
}

_default(api) := object.get({"WEBSOCKET": 29000}, object.get(api, "ProtocolType", "HTTP"), 30000)
