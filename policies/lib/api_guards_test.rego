package lens_test.lib.api_guards_test

import data.lens.lib.api_guards
import data.lens_test.testing

_id(path) := sprintf("arn:aws:apigateway:us-east-1::/%s", [path])

_acl := "arn:aws:wafv2:us-east-1:111122223333:regional/webacl/x/1"

_edge := "arn:aws:wafv2:us-east-1:111122223333:global/webacl/y/1"

_uri := "arn:aws:apigateway:us-east-1:bedrock-runtime:path/model/x/converse"

_rest(closed) := [
	testing.record("AWS::ApiGateway::RestApi", _id("restapis/r1"), {"disableExecuteApiEndpoint": closed}),
	testing.record("AWS::ApiGateway::Resource", _id("restapis/r1/resources/x"), {
		"path": "/ask",
		"resourceMethods": {"POST": {"methodIntegration": {"uri": _uri}}},
	}),
]

_stage(acl) := testing.record(
	"AWS::ApiGateway::Stage", _id("restapis/r1/stages/prod"),
	{"stageName": "prod", "webAclArn": acl},
)

_http := [
	testing.record("AWS::ApiGatewayV2::Api", _id("apis/h1"), {"ProtocolType": "HTTP"}),
	testing.record("AWS::ApiGatewayV2::Integration", _id("apis/h1/integrations/i"), {"IntegrationUri": _uri}),
	testing.record("AWS::ApiGatewayV2::Route", _id("apis/h1/routes/r"), {
		"RouteKey": "POST /ask",
		"Target": "integrations/i",
	}),
	testing.record("AWS::ApiGatewayV2::Stage", _id("apis/h1/stages/live"), {"StageName": "live"}),
]

_rate := {"Name": "rate", "Statement": {"RateBasedStatement": {"Limit": 100}}, "Action": {"Block": {}}}

_size := {
	"Name": "size",
	"Statement": {"SizeConstraintStatement": {
		"FieldToMatch": {"Body": {"OversizeHandling": "MATCH"}},
		"ComparisonOperator": "GT",
		"Size": 8192,
	}},
	"Action": {"Block": {}},
}

_rules(arn, rules) := testing.record("AWS::WAFv2::WebACL", arn, {"Rules": rules})

_distribution(host) := testing.record_in(
	"global",
	"AWS::CloudFront::Distribution",
	"arn:aws:cloudfront::111122223333:distribution/D",
	{"Enabled": true, "WebACLId": _edge, "Origins": {"Items": [{"DomainName": host}]}},
)

_host := "r1.execute-api.us-east-1.amazonaws.com"

_lacks(records) := {[e.type, limit] |
	facts := testing.facts(records, {}, [])
	some e in api_guards.stages with input as facts
	some limit in _lacking(e, 20000, 8192, facts)
}

_lacking(e, rate, size, facts) := found if found := api_guards.lacks(e, rate, size) with input as facts

_doubts(records) := {[doubt[0], doubt[1]] |
	facts := testing.facts(records, {}, [])
	some e in api_guards.stages with input as facts
	some doubt in _doubted(e, facts)
}

_doubted(e, facts) := found if {
	found := api_guards.doubts(e, _lacking(e, 20000, 8192, facts), 20000, 8192) with input as facts
}

_faults(records, limit, rate, size) := {fault |
	facts := testing.facts(records, {}, [])
	some e in api_guards.stages with input as facts
	fault := _fault(e, limit, [rate, size], facts)
}

_fault(e, limit, [rate, size], facts) := found if {
	found := api_guards.fault(e, limit, rate, size) with input as facts
}

_with(rules) := array.concat(_rest(false), [_stage(_acl), _rules(_acl, rules)])

test_what_a_stage_lacks if {
	_lacks(_with([_rate, _size])) == set()
	_lacks(_with([_rate])) == {["AWS::ApiGateway::Stage", "size"]}
	_lacks(_with([_size])) == {["AWS::ApiGateway::Stage", "rate"]}
	_lacks(_http) == {["AWS::ApiGatewayV2::Stage", "rate"], ["AWS::ApiGatewayV2::Stage", "size"]}
}

_fronted(closed, rules) := array.concat(
	_rest(closed),
	[_stage(""), _distribution(_host), _rules(_edge, rules)],
)

test_distribution_that_nobody_can_go_past if {
	_lacks(_fronted(true, [_rate, _size])) == set()
	_lacks(_fronted(true, [_rate])) == {["AWS::ApiGateway::Stage", "size"]}
	count(_lacks(_fronted(false, [_rate, _size]))) == 2
}

test_distribution_that_somebody_may_go_past if {
	_doubts(_fronted(false, [_rate, _size])) == {["any", "behind"]}
	_doubts(_fronted(false, [_rate])) == set()
}

test_doubts_about_what_is_there if {
	narrow := {"ScopeDownStatement": {"GeoMatchStatement": {}}}
	part := object.union(_rate, {"Statement": {"RateBasedStatement": narrow}})
	_doubts(_with([part, _size])) == {["rate", "narrowed"]}
	body := {"FieldToMatch": {"Body": {"OversizeHandling": "CONTINUE"}}, "Size": 8192}
	open := object.union(_size, {"Statement": {"SizeConstraintStatement": body}})
	_doubts(_with([_rate, open])) == set()
	foreign := replace(_acl, "111122223333", "999900001111")
	other := {"Statement": {"RuleGroupReferenceStatement": {"ARN": foreign}}}
	_doubts(_with([other])) == {["rate", "rate-groups"], ["size", "size-groups"]}
	_doubts(_with([_rate, other])) == {["size", "size-groups"]}
	_doubts(_with([_rate, _size, other])) == set()
}

test_doubt_about_large_bodies if {
	body := {"FieldToMatch": {"Body": {"OversizeHandling": "CONTINUE"}}, "Size": 20000}
	open := object.union(_size, {"Statement": {"SizeConstraintStatement": body}})
	facts := testing.facts(_with([_rate, open]), {}, [])
	some e in api_guards.stages with input as facts
	found := api_guards.doubts(e, {"size"}, 20000, 20000) with input as facts
	found == {["size", "part", [{"size"}, _acl]]}
}

test_doubts_about_all if {
	classic := "arn:aws:waf-regional:us-east-1:111122223333:webacl/1"
	_doubts(array.concat(_rest(false), [_stage(classic)])) == {["any", "classic"]}
	api := testing.record("AWS::ApiGateway::RestApi", _id("restapis/r1"), {})
	named := testing.record("AWS::ApiGateway::Resource", _id("restapis/r1/resources/x"), {
		"path": "/ask",
		"resourceMethods": {"POST": {"methodIntegration": {"uri": concat("", [
			"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/",
			"arn:aws:lambda:us-east-1:111122223333:function:${stageVariables.ask}/invocations",
		])}}},
	})
	target := testing.record(
		"AWS::BedrockAgentCore::GatewayTarget",
		testing.arn("bedrock-agentcore", "gateway/G/target/T"),
		{"targetConfiguration": {"mcp": {"lambda": {"lambdaArn": testing.arn("lambda", "function:ask")}}}},
	)
	_doubts([api, named, _stage(""), target]) == {["any", "hidden"]}
}

test_faults if {
	_faults(_with([]), "rate", 1, 1) == {["no-rate", [_acl]]}
	_faults(_with([]), "size", 1, 1) == {["no-size", [_acl]]}
	_faults(_with([_rate]), "rate", 1, 1) == {["high", [{"rate"}, _acl, 1]]}
	_faults(_with([_size]), "size", 1, 1) == {["large", [{"size"}, _acl, 1]]}
	_faults(array.concat(_rest(false), [_stage("")]), "size", 1, 1) == {["no-acl", []]}
	_faults(_http, "rate", 1, 1) == {["http-api", []]}
	_faults(array.concat(_rest(false), [_stage(_acl)]), "rate", 1, 1) == set()
}

test_web_acl_that_was_not_read if {
	facts := testing.facts(array.concat(_rest(false), [_stage(_acl)]), {}, [])
	some e in api_guards.stages with input as facts
	api_guards.unread(e) with input as facts
}

test_names_of_http_apis if {
	facts := testing.facts(_http, {}, [])
	some e in api_guards.stages with input as facts
	found := api_guards.names(e) with input as facts
	found == {_id("apis/h1"), "h1"}
}
