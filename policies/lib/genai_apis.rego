# METADATA
# title: APIs of generative AI
# description: |
#   APIs of API Gateway with an integration that reaches a function or a state machine of generative
#   AI, Amazon Bedrock or an endpoint of a generative model, and APIs that the configuration declares. An
#   integration that calls a web server does not show what is behind it. That of a REST API that starts a
#   state machine names the machine in a template, which is not stored: it counts if its Region has a
#   state machine of generative AI. A variable of the stage may name the function: what has one is hidden,
#   if its Region has a function of generative AI.
package lens.lib.genai_apis

import data.lens.lib.declared
import data.lens.lib.genai_functions
import data.lens.lib.genai_state_machines
import data.lens.lib.generative_sagemaker

# {id, region}: REST, HTTP and WebSocket APIs.
apis := _reaching | {{"id": a.id, "region": a.region} |
	some list in [input.resources["AWS::ApiGateway::RestApi"], input.resources["AWS::ApiGatewayV2::Api"]]
	some a in list
	a.id in _declared
}

_reaching := {{"id": m.api, "region": m.region} | some m in (methods | routes)}

# The ids, for a look-up.
ids := {a.id | some a in apis}

# The id of the API that a stage, resource or route belongs to.
api_of(id) := regex.replace(id, `/(resources|stages|routes|integrations)/.*$`, "")

# {api, region, id, path, verb, needs_key}: the methods of REST APIs that lead to generative AI, or
# all of an API that is declared. `id` is that of the resource, `path` its path. `needs_key` says
# whether a request needs an API key.
methods := {_method(r, verb, m) |
	some r in input.resources["AWS::ApiGateway::Resource"]
	api := api_of(r.id)
	some verb, m in r.properties.resourceMethods
	_leads(api, m, r.region)
}

# The same of those that may lead there, because a variable of the stage names the function.
hidden_methods := {_method(r, verb, m) |
	some r in input.resources["AWS::ApiGateway::Resource"]
	some verb, m in r.properties.resourceMethods
	_hides(_text(m.methodIntegration.uri), r.region)
} - methods

_method(r, verb, m) := {
	"api": api_of(r.id),
	"region": r.region,
	"id": r.id,
	"path": r.properties.path,
	"verb": verb,
	"needs_key": object.get(m, "apiKeyRequired", false),
}

# {api, region, id, key}: the same for the routes of HTTP and WebSocket APIs.
routes := {_of_route(r) |
	some r in input.resources["AWS::ApiGatewayV2::Route"]
	api := api_of(r.id)
	_routed(api, r)
}

hidden_routes := {_of_route(r) |
	some r in input.resources["AWS::ApiGatewayV2::Route"]
	sprintf("%s/%s", [api_of(r.id), r.properties.Target]) in _hidden_integrations
} - routes

_of_route(r) := {"api": api_of(r.id), "region": r.region, "id": r.id, "key": r.properties.RouteKey}

# The ids of APIs with a method or route that may lead to generative AI.
hidden_ids := {m.api | some m in (hidden_methods | hidden_routes)}

_leads(api, _, _) if api in _declared

_leads(_, method, region) if _reaches(_text(method.methodIntegration.uri), region)

_routed(api, _) if api in _declared

_routed(api, route) if sprintf("%s/%s", [api, route.properties.Target]) in _integrations

# The ids of the integrations that reach generative AI. A route names its integration without the
# API: "integrations/ID".
_integrations := {i.id |
	some i in input.resources["AWS::ApiGatewayV2::Integration"]
	_integrated(i)
}

_hidden_integrations := {i.id |
	some i in input.resources["AWS::ApiGatewayV2::Integration"]
	_hides(_text(i.properties.IntegrationUri), i.region)
}

_integrated(i) if _reaches(_text(i.properties.IntegrationUri), i.region)

_integrated(i) if i.properties.RequestParameters.StateMachineArn in _machines

# A URI that is no ARN is redacted, and no text.
_text(uri) := uri if is_string(uri)

# Whether a variable stands before the end of the name of a function, as in
# "function:${stageVariables.ask}".
_hides(uri, region) if {
	regex.match(`:lambda:.*(function:[A-Za-z0-9_-]*|functions/|:lambda:[^/]*)[$][{]`, uri)
	not regex.match(`function:[A-Za-z0-9_-]+:[$][{]`, uri)
	region in _places
}

# Whether a URI of an integration reaches generative AI: it has the ARN of a function, or names the
# service.
_reaches(uri, _) if {
	some arn in regex.find_n(`arn:[^:]*:lambda:[^:]*:[0-9]+:function:[A-Za-z0-9_-]+`, uri, -1)
	arn in _functions
}

_reaches(uri, _) if regex.match(`^arn:[^:]*:apigateway:[^:]*:([a-z-]+[.])?bedrock[a-z-]*:`, uri)

_reaches(uri, _) if {
	regex.match(`^arn:[^:]*:apigateway:[^:]*:([a-z-]+[.])?sagemaker[a-z-]*:`, uri)
	found := concat("", regex.find_n(`endpoints/[^/]+`, uri, 1))
	generative_sagemaker.may_call(split(uri, ":")[3], trim_prefix(found, "endpoints/"))
}

_reaches(uri, region) if {
	regex.match(`^arn:[^:]*:apigateway:[^:]*:states:action/Start`, uri)
	region in _regions
}

# The convention test lets functions read only rules of their own package, for regorus's sake.
_functions := genai_functions.arns

_places := {f.region | some f in genai_functions.functions}

_machines := genai_state_machines.ids

_regions := {m.region | some m in genai_state_machines.machines}

_declared := {id |
	some list in [input.resources["AWS::ApiGateway::RestApi"], input.resources["AWS::ApiGatewayV2::Api"]]
	some id in declared.ids(input.workload.apis, list)
}
