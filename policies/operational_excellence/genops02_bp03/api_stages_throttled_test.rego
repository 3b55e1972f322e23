package lens_test.genops02_bp03.api_stages_throttled_test

import data.lens_test.testing

_control := "GENOPS02-BP03/api-stages-throttled"

_id(path) := sprintf("arn:aws:apigateway:us-east-1::/%s", [path])

_uri := "arn:aws:apigateway:us-east-1:bedrock-runtime:path/model/x/converse"

_account := testing.record(
	"AWS::ApiGateway::Account",
	_id("account"),
	{"throttleSettings": {"rateLimit": 10000, "burstLimit": 5000}},
)

_rest := testing.record("AWS::ApiGateway::RestApi", _id("restapis/r1"), {})

# A resource with two methods, of which one leads to a model.
_resource(needs_key) := testing.record("AWS::ApiGateway::Resource", _id("restapis/r1/resources/x"), {
	"path": "/ask",
	"resourceMethods": {
		"POST": {"apiKeyRequired": needs_key, "methodIntegration": {"uri": _uri}},
		"GET": {"methodIntegration": {"type": "MOCK"}},
	},
})

_stage(settings) := testing.record("AWS::ApiGateway::Stage", _id("restapis/r1/stages/prod"), {
	"stageName": "prod",
	"methodSettings": {key: {"throttlingRateLimit": rate} | some key, rate in settings},
})

_plan := testing.record("AWS::ApiGateway::UsagePlan", _id("usageplans/p"), {
	"apiStages": [{"apiId": "r1", "stage": "prod"}],
	"throttle": {"rateLimit": 10},
})

_http := [
	testing.record("AWS::ApiGatewayV2::Api", _id("apis/h1"), {}),
	testing.record("AWS::ApiGatewayV2::Route", _id("apis/h1/routes/x"), {
		"RouteKey": "POST /ask",
		"Target": "integrations/i1",
	}),
	testing.record("AWS::ApiGatewayV2::Integration", _id("apis/h1/integrations/i1"), {"IntegrationUri": _uri}),
]

_http_stage(rate) := testing.record("AWS::ApiGatewayV2::Stage", _id("apis/h1/stages/$default"), {
	"StageName": "$default",
	"DefaultRouteSettings": {"ThrottlingRateLimit": rate},
})

_kinds(records, gaps) := testing.kinds(_control, testing.facts(array.concat([_account], records), {}, gaps))

_judged(stage) := _kinds([_rest, _resource(false), stage], [])

test_stage_without_a_limit_fails if {
	records := [_account, _rest, _resource(false), _stage({})]
	testing.results(_control, testing.facts(records, {}, [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::ApiGateway::Stage", "id": _stage({}).id, "region": "us-east-1", "item": ""},
		"message": `no rate limit below the account's limit applies to "POST /ask"`,
		"proof": [{"id": _stage({}).id, "pointer": "/properties"}],
		"causes": [],
	}]
}

test_limit_of_the_stage_passes if _judged(_stage({"*/*": 100})) == ["pass"]

test_limit_of_the_method_passes if _judged(_stage({"ask/POST": 100})) == ["pass"]

test_limit_of_another_method_fails if _judged(_stage({"ask/GET": 100})) == ["fail"]

test_limit_as_high_as_the_accounts_fails if _judged(_stage({"*/*": 10000})) == ["fail"]

test_usage_plan_passes if _kinds([_rest, _resource(true), _stage({}), _plan], []) == ["pass"]

test_usage_plan_without_keys_fails if _kinds([_rest, _resource(false), _stage({}), _plan], []) == ["fail"]

test_key_without_a_usage_plan_fails if _kinds([_rest, _resource(true), _stage({})], []) == ["fail"]

_plan_of(method) := testing.record("AWS::ApiGateway::UsagePlan", _id("usageplans/p"), {"apiStages": [{
	"apiId": "r1", "stage": "prod",
	"throttle": {method: {"rateLimit": 10}},
}]})

test_usage_plan_with_a_limit_of_the_method if {
	_kinds([_rest, _resource(true), _stage({}), _plan_of("/ask/POST")], []) == ["pass"]
	_kinds([_rest, _resource(true), _stage({}), _plan_of("/ask/GET")], []) == ["fail"]
}

test_function_that_a_stage_variable_names_review if {
	target := testing.record(
		"AWS::BedrockAgentCore::GatewayTarget",
		testing.arn("bedrock-agentcore", "gateway/G/target/T"),
		{"targetConfiguration": {"mcp": {"lambda": {"lambdaArn": testing.arn("lambda", "function:ask")}}}},
	)
	named := testing.arn("lambda", "function:${stageVariables.ask}")
	uri := sprintf("arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/%s/invocations", [named])
	resource := testing.record("AWS::ApiGateway::Resource", _id("restapis/r1/resources/x"), {
		"path": "/ask",
		"resourceMethods": {"POST": {"methodIntegration": {"uri": uri}}},
	})
	facts := testing.facts([_account, _rest, resource, _stage({}), target], {}, [])
	testing.kinds(_control, facts) == ["review"]
	testing.messages(_control, facts) == [concat("", [
		`a variable of the stage names the function that "POST /ask" calls, and no rate limit below the `,
		"account's limit applies; check whether it is a function of generative AI",
	])]
	_kinds([_rest, resource, _stage({"*/*": 100}), target], []) == ["pass"]
	_kinds([_rest, resource, _stage({})], []) == ["not_applicable"]
}

test_usage_plans_not_read_unknown if {
	gap := testing.gap("apigateway:GetUsagePlans", "us-east-1")
	_kinds([_rest, _resource(true), _stage({})], [gap]) == ["unknown"]
	_kinds([_rest, _resource(false), _stage({})], [gap]) == ["fail"]
}

test_account_not_read_unknown if {
	gap := testing.gap("apigateway:GetAccount", "us-east-1")
	facts := testing.facts([_rest, _resource(false), _stage({"*/*": 20000})], {}, [gap])
	testing.kinds(_control, facts) == ["unknown"]
}

test_http_api if {
	_kinds(array.concat(_http, [_http_stage(100)]), []) == ["pass"]
	_kinds(array.concat(_http, [_http_stage(0)]), []) == ["fail"]
}

test_other_apis_not_applicable if {
	other := testing.record("AWS::ApiGateway::Resource", _id("restapis/r1/resources/x"), {"path": "/"})
	_kinds([_rest, other, _stage({})], []) == ["not_applicable"]
}

# A function that was not seen may be behind the other method.
_hidden := testing.gap(
	"bedrock-agentcore-control:GetGatewayTarget",
	testing.arn("bedrock-agentcore", "gateway/G"),
)

test_limit_of_a_method_beside_what_was_not_read_unknown if {
	_kinds([_rest, _resource(false), _stage({"ask/POST": 100})], [_hidden]) == ["unknown", "unknown"]
}

test_limit_of_the_stage_beside_what_was_not_read_passes if {
	_kinds([_rest, _resource(false), _stage({"*/*": 100})], [_hidden]) == ["pass", "unknown"]
}

test_denied_listing_unknown if {
	_kinds([], [testing.gap("apigateway:GetRestApis", "us-east-1")]) == ["unknown"]
}
