package lens_test.lib.entry_points_test

import data.lens.lib.entry_points
import data.lens_test.testing

_id(path) := sprintf("arn:aws:apigateway:us-east-1::/%s", [path])

_rest(type, closed) := testing.record("AWS::ApiGateway::RestApi", _id("restapis/r1"), {
	"endpointConfiguration": {"types": [type]},
	"disableExecuteApiEndpoint": closed,
})

_uri := "arn:aws:apigateway:us-east-1:bedrock-runtime:path/model/x/converse"

_resource := testing.record("AWS::ApiGateway::Resource", _id("restapis/r1/resources/x"), {
	"path": "/ask",
	"resourceMethods": {"POST": {"methodIntegration": {"uri": _uri}}},
})

_stage := testing.record("AWS::ApiGateway::Stage", _id("restapis/r1/stages/prod"), {"stageName": "prod"})

_acl := testing.record(
	"AWS::WAFv2::WebACL",
	"arn:aws:wafv2:us-east-1:111122223333:global/webacl/a/1",
	{"Rules": [{"Name": "rate", "Statement": {"RateBasedStatement": {"Limit": 100}}, "Action": {"Block": {}}}]},
)

_distribution(host, acl, enabled) := testing.record_in(
	"global",
	"AWS::CloudFront::Distribution",
	"arn:aws:cloudfront::111122223333:distribution/D",
	{"Enabled": enabled, "WebACLId": acl, "Origins": {"Items": [{"DomainName": host}]}},
)

_host := "r1.execute-api.us-east-1.amazonaws.com"

_gateway := testing.record(
	"AWS::BedrockAgentCore::Gateway",
	testing.arn("bedrock-agentcore", "gateway/G"),
	{"name": "g"},
)

_limit(entry) := testing.record(
	"AWS::BedrockAgentCore::GatewayRateLimit",
	testing.arn("bedrock-agentcore", "gateway/G/rate-limit/L"),
	{"status": "ACTIVE", "entries": [object.union({"dimensions": {"targetName": "*"}}, entry)]},
)

_api := [_rest("REGIONAL", false), _resource, _stage]

_all(records) := found if {
	facts := testing.facts(records, {}, [])
	all := entry_points.all with input as facts
	found := {e.id | some e in all}
}

_limited(records) := found if {
	facts := testing.facts(records, {}, [])
	all := entry_points.all with input as facts
	found := {e.id | some e in all; _is_limited(e, facts)}
}

_is_limited(e, facts) if entry_points.limited(e, 100) with input as facts

_before(records, kind) := {id |
	facts := testing.facts(records, {}, [])
	some e in entry_points.all with input as facts
	e.id == _stage.id
	id := _ids(e, kind, facts)[_]
}

_ids(e, "known", facts) := {d.id | some d in found} if found := entry_points.before(e) with input as facts

_ids(e, "perhaps", facts) := {d.id | some d in found} if {
	found := entry_points.perhaps_before(e) with input as facts
}

_ids(e, "places", facts) := found if found := entry_points.places(e) with input as facts

test_stages if {
	_all(_api) == {_stage.id}
	_all([_rest("EDGE", false), _resource, _stage]) == {_stage.id}
	_all([_rest("PRIVATE", false), _resource, _stage]) == set()
	_all([_rest("REGIONAL", false), _stage]) == set()
}

test_gateways if {
	_all([_gateway]) == {_gateway.id}
	every status in ["CREATING", "DELETING", "FAILED"] {
		_all([object.union(_gateway, {"properties": {"status": status}})]) == set()
	}
	_all([object.union(_gateway, {"properties": {"status": "UPDATE_UNSUCCESSFUL"}})]) == {_gateway.id}
}

test_distributions if {
	_all(array.concat(_api, [_distribution(_host, "", true)])) == {_stage.id, _distribution("", "", true).id}
	_all(array.concat(_api, [_distribution(_host, "", false)])) == {_stage.id}
	_all(array.concat(_api, [_distribution("r2.execute-api.us-east-1.amazonaws.com", "", true)])) == {_stage.id}
	_all(array.concat(_api, [_distribution("files.example.com", "", true)])) == {_stage.id}
}

test_web_acl_of_its_own if {
	guarded := object.union(_stage, {"properties": {"webAclArn": _acl.id}})
	_limited([_rest("REGIONAL", false), _resource, guarded, _acl]) == {_stage.id}
	_limited(array.concat(_api, [_acl])) == set()
}

test_limits_of_a_gateway if {
	_limited([_gateway, _limit({"requests": [{"rate": 1}]})]) == {_gateway.id}
	_limited([_gateway, _limit({"tokens": [{"rate": 1}]})]) == set()
}

test_distribution_before_a_stage if {
	distribution := _distribution(_host, _acl.id, true)
	open := [_rest("REGIONAL", false), _resource, _stage, _acl, distribution]
	_limited(open) == {distribution.id}
	closed := [_rest("REGIONAL", true), _resource, _stage, _acl, distribution]
	_limited(closed) == {distribution.id, _stage.id}
	_before(open, "known") == {distribution.id}
	_before(open, "places") == {_stage.id, distribution.id, _acl.id}
}

test_distribution_without_a_limit if {
	distribution := _distribution(_host, "", true)
	_limited(array.concat(_api, [distribution])) == set()
	_before(array.concat(_api, [distribution]), "known") == {distribution.id}
	_before(array.concat(_api, [_distribution(_host, "", false)]), "known") == set()
}

test_distribution_before_a_name_of_the_api if {
	named := _distribution("api.example.com", _acl.id, true)
	closed := [_rest("REGIONAL", true), _resource, _stage]
	_before(array.concat(closed, [named]), "perhaps") == {named.id}
	_before(array.concat(closed, [named]), "known") == set()
	_before(array.concat(_api, [named]), "perhaps") == set()
	_before(array.concat(closed, [_distribution("b.s3.amazonaws.com", "", true)]), "perhaps") == set()
	_before(array.concat(closed, [_distribution(_host, "", true)]), "perhaps") == set()
}

test_parts_of_a_gateway if {
	facts := testing.facts([_gateway, _limit({"requests": [{"rate": 1}]})], {}, [])
	some e in entry_points.all with input as facts
	entry_points.parts(e) == {"targetName=*"} with input as facts
}

test_api_without_types_is_public if {
	bare := testing.record("AWS::ApiGateway::RestApi", _id("restapis/r1"), {})
	count(_all([bare, _resource, _stage])) == 1
}

_variable := testing.record("AWS::ApiGateway::Resource", _id("restapis/r1/resources/x"), {
	"path": "/ask",
	"resourceMethods": {"POST": {"methodIntegration": {"uri": concat("", [
		"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/",
		"arn:aws:lambda:us-east-1:111122223333:function:${stageVariables.ask}/invocations",
	])}}},
})

_target := testing.record(
	"AWS::BedrockAgentCore::GatewayTarget",
	testing.arn("bedrock-agentcore", "gateway/G/target/T"),
	{"targetConfiguration": {"mcp": {"lambda": {"lambdaArn": testing.arn("lambda", "function:ask")}}}},
)

_hidden(records) := found if {
	facts := testing.facts(records, {}, [])
	all := entry_points.all with input as facts
	found := {e.id | some e in all; _is_hidden(e, facts)}
}

_is_hidden(e, facts) if entry_points.hidden(e) with input as facts

test_function_that_a_stage_variable_names if {
	distribution := _distribution(_host, "", true)
	records := [_rest("REGIONAL", false), _variable, _stage, _target, distribution, _gateway]
	_all(records) == {_stage.id, distribution.id, _gateway.id}
	_hidden(records) == {_stage.id, distribution.id}
	_hidden(array.concat(_api, [distribution, _gateway])) == set()
	_all([_rest("REGIONAL", false), _variable, _stage]) == set()
}

_http(protocol, closed) := [
	testing.record("AWS::ApiGatewayV2::Api", _id("apis/h1"), {
		"ProtocolType": protocol,
		"DisableExecuteApiEndpoint": closed,
	}),
	testing.record("AWS::ApiGatewayV2::Integration", _id("apis/h1/integrations/i"), {
		"IntegrationType": "AWS_PROXY",
		"IntegrationUri": _uri,
	}),
	testing.record("AWS::ApiGatewayV2::Route", _id("apis/h1/routes/r"), {
		"RouteKey": "POST /ask",
		"Target": "integrations/i",
	}),
	testing.record("AWS::ApiGatewayV2::Stage", _id("apis/h1/stages/live"), {"StageName": "live"}),
]

_http_acls(records) := {[point.id, acl] |
	facts := testing.facts(records, {}, [])
	some point in entry_points.http_stages with input as facts
	acl := _acls_of(point, facts)[_]
}

_acls_of(point, facts) := found if found := entry_points.acls(point) with input as facts

test_stages_of_http_apis if {
	front := _distribution("h1.execute-api.us-east-1.amazonaws.com", _acl.id, true)
	stage := _id("apis/h1/stages/live")
	_http_acls(_http("HTTP", false)) == {[stage, ""]}
	_http_acls(_http("WEBSOCKET", false)) == set()
	_http_acls(array.concat(_http("HTTP", false), [front, _acl])) == {[stage, ""]}
	_http_acls(array.concat(_http("HTTP", true), [front, _acl])) == {[stage, ""], [stage, _acl.id]}
}
