package lens_test.gensec04_bp02.api_protected_by_waf_test

import data.lens_test.testing

_control := "GENSEC04-BP02/api-protected-by-waf"

_id(path) := sprintf("arn:aws:apigateway:us-east-1::/%s", [path])

_acl := "arn:aws:wafv2:us-east-1:111122223333:regional/webacl/x/1"

_own := "arn:aws:wafv2:us-east-1:111122223333:regional/rulegroup/g/1"

_other := "arn:aws:wafv2:us-east-1:999900001111:regional/rulegroup/g/1"

_uri := "arn:aws:apigateway:us-east-1:bedrock-runtime:path/model/x/converse"

_rest(types, closed) := [
	testing.record("AWS::ApiGateway::RestApi", _id("restapis/r1"), {
		"endpointConfiguration": {"types": types},
		"disableExecuteApiEndpoint": closed,
	}),
	testing.record("AWS::ApiGateway::Resource", _id("restapis/r1/resources/x"), {
		"path": "/ask",
		"resourceMethods": {"POST": {"methodIntegration": {"uri": _uri}}},
	}),
]

_stage(acl) := testing.record(
	"AWS::ApiGateway::Stage", _id("restapis/r1/stages/prod"),
	{"stageName": "prod", "webAclArn": acl},
)

_http(closed) := [
	testing.record("AWS::ApiGatewayV2::Api", _id("apis/h1"), {
		"ProtocolType": "HTTP",
		"DisableExecuteApiEndpoint": closed,
	}),
	testing.record("AWS::ApiGatewayV2::Integration", _id("apis/h1/integrations/i"), {"IntegrationUri": _uri}),
	testing.record("AWS::ApiGatewayV2::Route", _id("apis/h1/routes/r"), {
		"RouteKey": "POST /ask",
		"Target": "integrations/i",
	}),
	testing.record("AWS::ApiGatewayV2::Stage", _id("apis/h1/stages/live"), {"StageName": "live"}),
]

_rate(limit) := {
	"Name": "rate",
	"Statement": {"RateBasedStatement": {"Limit": limit}},
	"Action": {"Block": {}},
}

_size(bytes) := {
	"Name": "size",
	"Statement": {"SizeConstraintStatement": {
		"FieldToMatch": {"Body": {"OversizeHandling": "MATCH"}},
		"ComparisonOperator": "GT",
		"Size": bytes,
	}},
	"Action": {"Block": {}},
}

_refers(arn) := {"Statement": {"RuleGroupReferenceStatement": {"ARN": arn}}, "OverrideAction": {"None": {}}}

_rules(rules) := testing.record("AWS::WAFv2::WebACL", _acl, {"Rules": rules})

_distribution(host) := testing.record_in(
	"global",
	"AWS::CloudFront::Distribution",
	"arn:aws:cloudfront::111122223333:distribution/D",
	{"Enabled": true, "WebACLId": _acl, "Origins": {"Items": [{"DomainName": host}]}},
)

_kinds(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

_with(rules) := array.concat(_rest(["REGIONAL"], false), [_stage(_acl), _rules(rules)])

_messages(records) := testing.messages(_control, testing.facts(records, {}, []))

test_both_rules_passes if {
	testing.results(_control, testing.facts(_with([_rate(100), _size(8192)]), {}, [])) == [{
		"kind": "pass",
		"subject": {"type": "AWS::ApiGateway::Stage", "id": _stage("").id, "region": "us-east-1", "item": ""},
		"message": "",
		"proof": [{"id": _stage("").id, "pointer": "/properties"}],
		"causes": [],
	}]
}

test_no_web_acl_fails if {
	testing.results(_control, testing.facts(array.concat(_rest(["EDGE"], false), [_stage("")]), {}, [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::ApiGateway::Stage", "id": _stage("").id, "region": "us-east-1", "item": ""},
		"message": "there is no web ACL",
		"proof": [{"id": _stage("").id, "pointer": "/properties"}],
		"causes": [],
	}]
}

test_neither_rule_fails if {
	_kinds(_with([]), []) == ["fail"]
	_messages(_with([])) == [concat("", [
		`its web ACL "`, _acl, `" has no rate-based rule that blocks `,
		`(as GENOPS02-BP03/edge-rate-rule-present says); `,
		`its web ACL "`, _acl, `" has no rule that blocks large bodies`,
	])]
}

test_limits_too_high_fails if {
	_kinds(_with([_rate(20001), _size(1048577)]), []) == ["fail"]
	_messages(_with([_rate(20001), _size(1048577)])) == [concat("", [
		`rate-based rule "rate" of its web ACL "`, _acl, `" lets more than 20000 requests through in 5 minutes `,
		`(as GENOPS02-BP03/edge-rate-rule-present says); `,
		`rule "size" of its web ACL "`, _acl, `" lets bodies of more than 1048576 bytes through`,
	])]
	_kinds(_with([_rate(20000), _size(1048576)]), []) == ["pass"]
}

test_one_rule_fails if {
	_kinds(_with([_rate(100)]), []) == ["fail"]
	_kinds(_with([_size(8192)]), []) == ["fail"]
}

test_rule_group_of_the_account_passes if {
	group := testing.record("AWS::WAFv2::RuleGroup", _own, {"Rules": [_rate(100), _size(8192)]})
	_kinds(array.concat(_with([_refers(_own)]), [group]), []) == ["pass"]
}

test_rule_group_of_another_account_review if {
	_kinds(_with([_rate(100), _refers(_other)]), []) == ["review"]
	_messages(_with([_rate(100), _refers(_other)])) == [concat("", [
		`check whether a rule group of its web ACL "`, _acl, `" limits the size of bodies ("`, _other, `")`,
	])]
	_kinds(_with([_size(8192), _refers(_other)]), []) == ["review"]
}

test_rule_for_a_part_review if {
	part := object.union(_rate(100), {"Statement": {"RateBasedStatement": {"ScopeDownStatement": {"G": {}}}}})
	_kinds(_with([part, _size(8192)]), []) == ["review"]
	_kinds(_with([part]), []) == ["fail"]
	open := object.union(_size(20000), {"Statement": {"SizeConstraintStatement": {"FieldToMatch": {"Body": {
		"OversizeHandling": "CONTINUE",
	}}}}})
	_kinds(_with([_rate(100), open]), []) == ["review"]
}

test_private_api_not_applicable if {
	_kinds(array.concat(_rest(["PRIVATE"], false), [_stage("")]), []) == ["not_applicable"]
}

test_no_api_not_applicable if _kinds([], []) == ["not_applicable"]

test_classic_review if {
	classic := "arn:aws:waf-regional:us-east-1:111122223333:webacl/1"
	_kinds(array.concat(_rest(["REGIONAL"], false), [_stage(classic)]), []) == ["review"]
}

test_distribution_before_it if {
	good := [_stage(""), _distribution("r1.execute-api.us-east-1.amazonaws.com"), _rules([_rate(9), _size(9)])]
	_kinds(array.concat(_rest(["REGIONAL"], true), good), []) == ["pass"]
	_kinds(array.concat(_rest(["REGIONAL"], false), good), []) == ["review"]
}

test_http_api_fails if {
	[found] := testing.results(_control, testing.facts(_http(false), {}, []))
	found.kind == "fail"
	found.subject.id == _id("apis/h1/stages/live")
	found.message == "an HTTP API cannot have a web ACL, and no distribution before it has one that counts"
}

test_http_api_behind_a_distribution if {
	good := [_distribution("h1.execute-api.us-east-1.amazonaws.com"), _rules([_rate(9), _size(9)])]
	_kinds(array.concat(_http(true), good), []) == ["pass"]
	_kinds(array.concat(_http(false), good), []) == ["review"]
}

test_http_api_that_a_parameter_names_not_applicable if {
	every name in ["h1", _id("apis/h1"), "h*"] {
		params := {_control: {"fronted_by_cloudfront": [name]}}
		testing.kinds(_control, testing.facts(_http(false), params, [])) == ["not_applicable"]
	}
}

# A parameter names HTTP APIs alone.
test_rest_api_that_a_parameter_names_fails if {
	params := {_control: {"fronted_by_cloudfront": ["*"]}}
	records := array.concat(_rest(["REGIONAL"], false), [_stage("")])
	testing.kinds(_control, testing.facts(records, params, [])) == ["fail"]
}

test_web_acl_that_was_not_read_unknown if {
	records := array.concat(_rest(["REGIONAL"], false), [_stage(_acl)])
	_kinds(records, [testing.gap("wafv2:GetWebACL", _stage("").id)]) == ["unknown"]
	_kinds(records, []) == ["unknown"]
	_messages(records) == [sprintf(`its web ACL "%s", or a rule group of it, could not be read`, [_acl])]
}

test_rule_group_that_was_not_read if {
	gap := testing.gap("wafv2:GetRuleGroup", _acl)
	_kinds(_with([_refers(_own)]), [gap]) == ["unknown"]
	_kinds(_with([_rate(9), _size(9), _refers(_own)]), [gap]) == ["pass"]
}

test_distributions_denied_unknown if {
	gap := testing.gap("cloudfront:ListDistributions", "global")
	_kinds(array.concat(_rest(["REGIONAL"], false), [_stage("")]), [gap]) == ["unknown"]
	_kinds(_http(false), [gap]) == ["unknown"]
	_kinds(_with([_rate(9), _size(9)]), [gap]) == ["pass"]
}

test_listings_denied_unknown if {
	every operation in ["apigateway:GetRestApis", "apigateway:GetStages", "apigateway:GetResources"] {
		_kinds([], [testing.gap(operation, "us-east-1")]) == ["unknown"]
	}
}
