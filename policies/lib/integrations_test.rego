package lens_test.lib.integrations_test

import data.lens.lib.integrations
import data.lens_test.testing

_id(path) := sprintf("arn:aws:apigateway:us-east-1::/%s", [path])

_model := "arn:aws:apigateway:us-east-1:bedrock-runtime:path/model/amazon.nova-lite-v1:0/converse"

_rest := testing.record("AWS::ApiGateway::RestApi", _id("restapis/r1"), {})

_resource(methods) := testing.record(
	"AWS::ApiGateway::Resource",
	_id("restapis/r1/resources/x"),
	{"path": "/ask", "resourceMethods": methods},
)

_calling(more) := {"methodIntegration": object.union({"uri": _model}, more)}

_api(protocol) := testing.record("AWS::ApiGatewayV2::Api", _id("apis/h1"), protocol)

_route := testing.record(
	"AWS::ApiGatewayV2::Route",
	_id("apis/h1/routes/x"),
	{"RouteKey": "POST /ask", "Target": "integrations/i1"},
)

_integration(more) := testing.record(
	"AWS::ApiGatewayV2::Integration",
	_id("apis/h1/integrations/i1"),
	object.union({"IntegrationUri": _model}, more),
)

_found(records, workload) := all if {
	facts := object.union(testing.facts(records, {}, []), {"workload": workload})
	all := integrations.all with input as facts
}

# [item, milliseconds] of each.
_waits(records, workload) := {[i.subject.item, i.milliseconds] | some i in _found(records, workload)}

_subject(api, item) := {"type": api.type, "id": api.id, "region": "us-east-1", "item": item}

test_methods if {
	resource := _resource({"POST": _calling({"timeoutInMillis": 60000}), "GET": _calling({})})
	_waits([_rest, resource], {}) == {["POST /ask", 60000], ["GET /ask", 29000]}
	{
		"subject": _subject(_rest, "POST /ask"),
		"milliseconds": 60000,
		"proof": {"id": resource.id, "pointer": "/properties/resourceMethods/POST/methodIntegration"},
	} in _found([_rest, resource], {})
}

test_methods_that_lead_elsewhere if {
	resource := _resource({"POST": {"methodIntegration": {"uri": "arn:aws:apigateway:us-east-1:sqs:path/q"}}})
	_waits([_rest, resource], {}) == set()
	_waits([_rest, resource], {"apis": ["r1"]}) == {["POST /ask", 29000]}
	_waits([_rest, _resource({"OPTIONS": {}})], {"apis": ["r1"]}) == set()
}

test_routes if {
	api := _api({"ProtocolType": "HTTP"})
	integration := _integration({"TimeoutInMillis": 10000})
	_found([api, _route, integration], {}) == {{
		"subject": _subject(api, "i1"),
		"milliseconds": 10000,
		"proof": {"id": integration.id, "pointer": "/properties"},
	}}
}

test_defaults_of_routes if {
	every protocol, wait in {"HTTP": 30000, "WEBSOCKET": 29000} {
		records := [_api({"ProtocolType": protocol}), _route, _integration({})]
		_waits(records, {}) == {["i1", wait]}
	}
	_waits([_api({}), _route, _integration({})], {}) == {["i1", 30000]}
}

test_route_without_an_integration if {
	_waits([_api({}), testing.without(_route, "Target")], {"apis": ["h1"]}) == set()
	_waits([_api({}), _route], {"apis": ["h1"]}) == set()
}
