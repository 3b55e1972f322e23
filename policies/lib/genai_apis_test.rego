package lens_test.lib.genai_apis_test

import data.lens.lib.genai_apis
import data.lens_test.testing

_id(path) := sprintf("arn:aws:apigateway:us-east-1::/%s", [path])

_function := testing.arn("lambda", "function:ask")

_target := testing.record(
	"AWS::BedrockAgentCore::GatewayTarget",
	testing.arn("bedrock-agentcore", "gateway/G/target/T"),
	{"targetConfiguration": {"mcp": {"lambda": {"lambdaArn": _function}}}},
)

_machine := testing.record(
	"AWS::StepFunctions::StateMachine",
	testing.arn("states", "stateMachine:m"),
	{"definition": {"States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::bedrock:invokeModel"}}}},
)

_rest := testing.record("AWS::ApiGateway::RestApi", _id("restapis/r1"), {})

_resource(uri) := testing.record("AWS::ApiGateway::Resource", _id("restapis/r1/resources/x"), {
	"path": "/ask",
	"resourceMethods": {"POST": {"apiKeyRequired": true, "methodIntegration": {"uri": uri}}},
})

_http := testing.record("AWS::ApiGatewayV2::Api", _id("apis/h1"), {})

_route := testing.record("AWS::ApiGatewayV2::Route", _id("apis/h1/routes/x"), {
	"RouteKey": "POST /ask",
	"Target": "integrations/i1",
})

_integration(properties) := _integration_of("i1", properties)

_integration_of(id, properties) := testing.record(
	"AWS::ApiGatewayV2::Integration",
	_id(sprintf("apis/h1/integrations/%s", [id])),
	properties,
)

_starts(machine) := {
	"IntegrationSubtype": "StepFunctions-StartExecution",
	"RequestParameters": {"StateMachineArn": machine},
}

_facts(records, workload) := object.union(testing.facts(records, {}, []), {"workload": workload})

_method := {
	"api": _rest.id,
	"region": "us-east-1",
	"id": _id("restapis/r1/resources/x"),
	"path": "/ask",
	"verb": "POST",
	"needs_key": true,
}

_methods(uri, others) := found if {
	facts := _facts(array.concat([_rest, _resource(uri)], others), {})
	found := genai_apis.methods with input as facts
}

_routes(properties, others) := found if {
	facts := _facts(array.concat([_http, _route, _integration(properties)], others), {})
	routes := genai_apis.routes with input as facts
	found := {r.key | some r in routes}
}

_uri(arn) := sprintf("arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/%s/invocations", [arn])

test_method_that_calls_a_function if {
	_methods(_uri(_function), [_target]) == {_method}
	_methods(_uri(sprintf("%s:${stageVariables.alias}", [_function])), [_target]) == {_method}
}

test_method_that_calls_a_service if {
	_methods("arn:aws:apigateway:us-east-1:bedrock-runtime:path/model/x/converse", []) == {_method}
}

_endpoint(name, type) := testing.record("AWS::SageMaker::Endpoint", testing.arn("sagemaker", "endpoint/e"), {
	"EndpointName": name,
	"EndpointStatus": "InService",
	"DescribeEndpointConfig": {"ProductionVariants": [{"InstanceType": type}]},
})

test_method_that_calls_an_endpoint if {
	service := "arn:aws:apigateway:us-east-1:runtime.sagemaker"
	generative := [_endpoint("writer", "ml.g5.xlarge")]
	every path in ["endpoints/writer/invocations", "endpoints/{name}/invocations", "//endpoints/writer/x"] {
		uri := sprintf("%s:path/%s", [service, path])
		_methods(uri, generative) == {_method}
		_methods(uri, [_endpoint("writer", "ml.m5.large")]) == set()
	}
	_methods(concat("", [service, ":action/InvokeEndpoint"]), generative) == {_method}
	_methods(concat("", [service, ":path/endpoints/prices/invocations"]), generative) == set()
}

test_method_that_starts_a_machine if {
	uri := "arn:aws:apigateway:us-east-1:states:action/StartExecution"
	_methods(uri, [_machine]) == {_method}
	_methods(uri, []) == set()
}

test_other_methods if {
	every uri in [
		_uri(testing.arn("lambda", "function:ask-not")),
		"arn:aws:apigateway:us-east-1:sqs:path/1/queue",
		"arn:aws:apigateway:us-east-1:s3:path/bedrock/x",
	] {
		_methods(uri, [_target, _machine]) == set()
	}
}

test_methods_without_an_integration if {
	bare := testing.record("AWS::ApiGateway::Resource", _id("restapis/r1/resources/y"), {"path": "/"})
	empty := testing.record("AWS::ApiGateway::Resource", _id("restapis/r1/resources/z"), {
		"path": "/z",
		"resourceMethods": {"ANY": {}},
	})
	_methods(_uri(_function), [_target, bare, empty]) == {_method}
}

test_routes if {
	_routes({"IntegrationUri": _function}, [_target]) == {"POST /ask"}
	_routes({"IntegrationUri": _uri(_function)}, [_target]) == {"POST /ask"}
	_routes(_starts(_machine.id), [_machine]) == {"POST /ask"}
}

test_other_routes if {
	_routes({"IntegrationUri": {"redacted": {"length": 9, "hmac": "a"}}}, [_target]) == set()
	_routes(_starts("x"), [_machine]) == set()
	other := _integration_of("i2", {"IntegrationUri": _function})
	_routes({}, [_target, other]) == set()
}

test_apis if {
	facts := _facts([_rest, _resource(_uri(_function)), _http, _target], {})
	genai_apis.apis == {{"id": _rest.id, "region": "us-east-1"}} with input as facts
}

test_declared_apis_with_all_their_methods_and_routes if {
	records := [_rest, _resource("arn:aws:apigateway:us-east-1:sqs:path/1/queue"), _http, _route]
	facts := _facts(records, {"apis": ["r1", "h*"]})
	genai_apis.ids == {_rest.id, _http.id} with input as facts
	genai_apis.methods == {_method} with input as facts
	count(genai_apis.routes) == 1 with input as facts
}

test_api_of if genai_apis.api_of(_id("restapis/r1/stages/resources")) == _rest.id

_hidden_methods(uri, others) := found if {
	facts := _facts(array.concat([_rest, _resource(uri)], others), {})
	found := genai_apis.hidden_methods with input as facts
}

test_stage_variable_hides_the_function if {
	every uri in [
		_uri(testing.arn("lambda", "function:${stageVariables.ask}")),
		_uri(testing.arn("lambda", "function:ask-${stageVariables.ask}")),
		_uri("${stageVariables.ask}"),
	] {
		_hidden_methods(uri, [_target]) == {_method}
		_hidden_methods(uri, []) == set()
		_methods(uri, [_target]) == set()
	}
	_hidden_methods(_uri(sprintf("%s-not:${stageVariables.alias}", [_function])), [_target]) == set()
	_hidden_methods("arn:aws:apigateway:us-east-1:sqs:path/1/${stageVariables.queue}", [_target]) == set()
}

test_stage_variable_in_a_route if {
	uri := testing.arn("lambda", "function:${stageVariables.ask}")
	facts := _facts([_http, _route, _integration({"IntegrationUri": uri}), _target], {})
	routes := genai_apis.hidden_routes with input as facts
	{r.key | some r in routes} == {"POST /ask"}
	genai_apis.hidden_ids == {_http.id} with input as facts
	known := object.union(facts, {"workload": {"apis": ["h1"]}})
	genai_apis.hidden_ids == set() with input as known
}
