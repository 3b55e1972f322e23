package lens_test.genops02_bp03.edge_rate_rule_present_test

import data.lens_test.testing

_control := "GENOPS02-BP03/edge-rate-rule-present"

_id(path) := sprintf("arn:aws:apigateway:us-east-1::/%s", [path])

_uri := "arn:aws:apigateway:us-east-1:bedrock-runtime:path/model/x/converse"

_rest(closed) := testing.record("AWS::ApiGateway::RestApi", _id("restapis/r1"), {
	"endpointConfiguration": {"types": ["REGIONAL"]},
	"disableExecuteApiEndpoint": closed,
})

_resource := testing.record("AWS::ApiGateway::Resource", _id("restapis/r1/resources/x"), {
	"path": "/ask",
	"resourceMethods": {"POST": {"methodIntegration": {"uri": _uri}}},
})

_stage(acl) := testing.record("AWS::ApiGateway::Stage", _id("restapis/r1/stages/prod"), {
	"stageName": "prod",
	"webAclArn": acl,
})

_arn(account, kind) := sprintf("arn:aws:wafv2:us-east-1:%s:regional/%s/x/1", [account, kind])

_acl := _arn("111122223333", "webacl")

_own := _arn("111122223333", "rulegroup")

_other := _arn("999900001111", "rulegroup")

_rules(rules) := testing.record("AWS::WAFv2::WebACL", _acl, {"Rules": rules})

_rate := {"Name": "rate", "Statement": {"RateBasedStatement": {"Limit": 100}}, "Action": {"Block": {}}}

_rate_with(more) := object.union(_rate, {"Statement": {"RateBasedStatement": more}})

_refers(arn) := {"Statement": {"RuleGroupReferenceStatement": {"ARN": arn}}}

_distribution(acl) := testing.record_in(
	"global",
	"AWS::CloudFront::Distribution",
	"arn:aws:cloudfront::111122223333:distribution/D",
	{
		"Enabled": true,
		"WebACLId": acl,
		"Origins": {"Items": [{"DomainName": "r1.execute-api.us-east-1.amazonaws.com"}]},
	},
)

_gateway := testing.record(
	"AWS::BedrockAgentCore::Gateway",
	testing.arn("bedrock-agentcore", "gateway/G"),
	{"name": "g"},
)

_kinds(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

_judged(stage, others) := _kinds(array.concat([_rest(false), _resource, stage], others), [])

test_stage_without_a_web_acl_fails if {
	records := [_rest(false), _resource, _stage("")]
	testing.results(_control, testing.facts(records, {}, [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::ApiGateway::Stage", "id": _stage("").id, "region": "us-east-1", "item": ""},
		"message": "there is no web ACL, and nothing else limits the rate of requests",
		"proof": [{"id": _stage("").id, "pointer": "/properties"}],
		"causes": [],
	}]
}

test_web_acl_with_a_rate_rule_passes if _judged(_stage(_acl), [_rules([_rate])]) == ["pass"]

test_web_acl_without_a_rate_rule_fails if {
	facts := testing.facts([_rest(false), _resource, _stage(_acl), _rules([])], {}, [])
	testing.kinds(_control, facts) == ["fail"]
	said := sprintf(`its web ACL "%s" has no rate-based rule that blocks`, [_acl])
	testing.messages(_control, facts) == [said]
}

test_scope_down_review if {
	narrow := _rate_with({"ScopeDownStatement": {"GeoMatchStatement": {}}})
	facts := testing.facts([_rest(false), _resource, _stage(_acl), _rules([narrow])], {}, [])
	testing.kinds(_control, facts) == ["review"]
	said := sprintf(
		`rate-based rule "rate" of its web ACL "%s" counts a part of the requests; check the others`,
		[_acl],
	)
	testing.messages(_control, facts) == [said]
	_judged(_stage(_acl), [_rules([narrow, _rate])]) == ["pass"]
	_judged(_stage(""), [_distribution(_acl), _rules([narrow])]) == ["review", "review"]
}

test_limit_far_above_use_fails if {
	records := [_rest(false), _resource, _stage(_acl), _rules([_rate_with({"Limit": 2000000000})])]
	facts := testing.facts(records, {}, [])
	testing.kinds(_control, facts) == ["fail"]
	said := sprintf(
		`rate-based rule "rate" of its web ACL "%s" lets more than 20000 requests through in 5 minutes`,
		[_acl],
	)
	testing.messages(_control, facts) == [said]
	testing.kinds(_control, testing.facts(records, {_control: {"max_rate": 2000000000}}, [])) == ["pass"]
	_judged(_stage(_acl), [_rules([_rate_with({"Limit": 5000, "EvaluationWindowSec": 60})])]) == ["fail"]
}

test_foreign_group_review if _judged(_stage(_acl), [_rules([_refers(_other)])]) == ["review"]

test_own_group_that_was_not_read_unknown if {
	records := [_rest(false), _resource, _stage(_acl), _rules([_refers(_own)])]
	_kinds(records, [testing.gap("wafv2:GetRuleGroup", _acl)]) == ["unknown"]
}

_classic := "arn:aws:waf-regional:us-east-1:111122223333:webacl/1"

test_classic_review if _judged(_stage(_classic), []) == ["review"]

test_web_acl_that_was_not_read_unknown if {
	gap := testing.gap("wafv2:GetWebACL", _stage("").id)
	_kinds([_rest(false), _resource, _stage(_acl)], [gap]) == ["unknown"]
}

test_stage_behind_a_distribution_review if {
	_judged(_stage(""), [_distribution(_acl), _rules([_rate])]) == ["pass", "review"]
}

test_closed_stage_behind_a_distribution_passes if {
	_kinds([_rest(true), _resource, _stage(""), _distribution(_acl), _rules([_rate])], []) == ["pass", "pass"]
}

test_closed_stage_with_a_name_behind_a_distribution_review if {
	origins := {"Origins": {"Items": [{"DomainName": "a.example.com"}]}}
	named := object.union(_distribution(_acl), {"properties": origins})
	records := [_rest(true), _resource, _stage(""), named, _rules([_rate])]
	facts := testing.facts(records, {}, [])
	testing.kinds(_control, facts) == ["review"]
	said := sprintf(
		`the web ACL of distribution "%s" has a rate-based rule; check that no request can go past it`,
		[named.id],
	)
	testing.messages(_control, facts) == [said]
	_kinds([_rest(false), _resource, _stage(""), named, _rules([_rate])], []) == ["fail"]
	_kinds([_rest(true), _resource, _stage(""), named, _rules([])], []) == ["fail"]
}

test_stage_and_distribution_without_a_web_acl_fail if {
	_judged(_stage(""), [_distribution("")]) == ["fail", "fail"]
}

test_distribution_whose_web_acl_was_not_read if {
	gap := testing.gap("wafv2:GetWebACL", _distribution("").id)
	_kinds([_rest(false), _resource, _stage(""), _distribution(_acl)], [gap]) == ["unknown", "unknown"]
}

test_distributions_that_were_not_listed if {
	gap := testing.gap("cloudfront:ListDistributions", "global")
	_kinds([_rest(false), _resource, _stage("")], [gap]) == ["unknown", "unknown"]
	_kinds([_rest(false), _resource, _stage(_acl), _rules([_rate])], [gap]) == ["pass", "unknown"]
}

test_gateway_without_a_limit_fails if _kinds([_gateway], []) == ["fail"]

_limit(target) := testing.record(
	"AWS::BedrockAgentCore::GatewayRateLimit",
	testing.arn("bedrock-agentcore", "gateway/G/rate-limit/L"),
	{"status": "ACTIVE", "entries": [{"dimensions": {"targetName": target}, "requests": [{"rate": 1}]}]},
)

test_gateway_with_a_limit_of_requests_passes if _kinds([_gateway, _limit("*")], []) == ["pass"]

test_gateway_with_a_limit_of_one_target_review if {
	facts := testing.facts([_gateway, _limit("search")], {}, [])
	testing.kinds(_control, facts) == ["review"]
	testing.messages(_control, facts) == [concat("", [
		`its rate limits of requests are for a part of them, "targetName=search"; `,
		"check that the others need none",
	])]
}

test_gateway_that_was_not_read_unknown if {
	limits := testing.gap("bedrock-agentcore-control:ListGatewayRateLimits", _gateway.id)
	_kinds([_gateway], [limits]) == ["unknown"]

	# It may call a function, and an API may lead to that.
	gateway := testing.gap("bedrock-agentcore-control:GetGateway", _gateway.id)
	_kinds([_gateway], [gateway]) == ["unknown", "unknown"]
}

test_nothing_not_applicable if _kinds([_distribution("")], []) == ["not_applicable"]

test_function_that_a_stage_variable_names_review if {
	uri := concat("", [
		"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/",
		"arn:aws:lambda:us-east-1:111122223333:function:${stageVariables.ask}/invocations",
	])
	resource := testing.record("AWS::ApiGateway::Resource", _id("restapis/r1/resources/x"), {
		"path": "/ask",
		"resourceMethods": {"POST": {"methodIntegration": {"uri": uri}}},
	})
	target := testing.record(
		"AWS::BedrockAgentCore::GatewayTarget",
		testing.arn("bedrock-agentcore", "gateway/G/target/T"),
		{"targetConfiguration": {"mcp": {"lambda": {"lambdaArn": testing.arn("lambda", "function:ask")}}}},
	)
	facts := testing.facts([_rest(false), resource, _stage(""), target], {}, [])
	testing.kinds(_control, facts) == ["review"]
	testing.messages(_control, facts) == [concat("", [
		"a variable of the stage names the function behind it, and nothing limits the rate of requests; ",
		"check whether it is a function of generative AI",
	])]
	_kinds([_rest(false), resource, _stage(_acl), _rules([_rate]), target], []) == ["pass"]
}
