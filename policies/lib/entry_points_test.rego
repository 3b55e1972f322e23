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
	{"Rules": [{"Statement": {"RateBasedStatement": {"Limit": 100}}, "Action": {"Block": {}}}]},
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
	{"status": "ACTIVE", "entries": [entry]},
)

_api := [_rest("REGIONAL", false), _resource, _stage]

_all(records) := found if {
	facts := testing.facts(records, {}, [])
	all := entry_points.all with input as facts
	found := {e.id | some e in all}
}

_limited(records) := limited if {
	facts := testing.facts(records, {}, [])
	limited := entry_points.limited with input as facts
}

test_stages if {
	_all(_api) == {_stage.id}
	_all([_rest("EDGE", false), _resource, _stage]) == {_stage.id}
	_all([_rest("PRIVATE", false), _resource, _stage]) == set()
	_all([_rest("REGIONAL", false), _stage]) == set()
}

test_gateways if _all([_gateway]) == {_gateway.id}

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
	facts := testing.facts(open, {}, [])
	entry_points.behind == {[_stage.id, distribution.id]} with input as facts
	some e in entry_points.open with input as facts
	e.subject == data.lens.lib.facts.subject(_stage)
}

test_distribution_without_a_limit if {
	records := array.concat(_api, [_distribution(_host, "", true)])
	_limited(records) == set()
	facts := testing.facts(records, {}, [])
	entry_points.behind == set() with input as facts
	count(entry_points.before) == 1 with input as facts
}

test_api_without_types_is_public if {
	bare := testing.record("AWS::ApiGateway::RestApi", _id("restapis/r1"), {})
	count(_all([bare, _resource, _stage])) == 1
}
