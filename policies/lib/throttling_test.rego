package lens_test.lib.throttling_test

import data.lens.lib.throttling
import data.lens_test.testing

_id(path) := sprintf("arn:aws:apigateway:us-east-1::/%s", [path])

_account := testing.record(
	"AWS::ApiGateway::Account",
	_id("account"),
	{"throttleSettings": {"rateLimit": 10000, "burstLimit": 5000}},
)

_rest(settings) := testing.record("AWS::ApiGateway::Stage", _id("restapis/r1/stages/prod"), {
	"stageName": "prod",
	"methodSettings": {key: {"throttlingRateLimit": rate} | some key, rate in settings},
})

_http(rate, routes) := testing.record("AWS::ApiGatewayV2::Stage", _id("apis/h1/stages/prod"), {
	"DefaultRouteSettings": {"ThrottlingRateLimit": rate},
	"RouteSettings": {key: {"ThrottlingRateLimit": limit} | some key, limit in routes},
})

_plan(number, rate) := _plan_at(_id(sprintf("usageplans/p%d", [number])), rate)

_plan_at(id, rate) := testing.record("AWS::ApiGateway::UsagePlan", id, {
	"apiStages": [{"apiId": "r1", "stage": "prod"}],
	"throttle": {"rateLimit": rate},
})

_facts(records) := testing.facts(array.concat([_account], records), {}, [])

_limited(stage, name) if {
	facts := _facts([])
	throttling.limited(stage, name) with input as facts
}

_by_default(stage) if {
	facts := _facts([])
	throttling.limited_by_default(stage) with input as facts
}

_planned(plans) if {
	facts := _facts(plans)
	throttling.planned(_rest({}), "ask/POST") with input as facts
}

test_default_of_a_rest_stage if {
	_limited(_rest({"*/*": 100}), "ask/POST")
	not _limited(_rest({}), "ask/POST")
}

test_no_limit if {
	not _limited(_rest({"*/*": -1}), "ask/POST")
	not _limited(_rest({"*/*": 0}), "ask/POST")
	not _limited(_rest({"*/*": 10000}), "ask/POST")
	_limited(_rest({"*/*": 9999}), "ask/POST")
}

test_a_method_counts_instead_of_the_default if {
	not _limited(_rest({"*/*": 100, "ask/POST": -1}), "ask/POST")
	_limited(_rest({"*/*": -1, "ask/POST": 100}), "ask/POST")
	not _limited(_rest({"ask/POST": 100}), "ask/GET")
}

test_names_of_methods if {
	_limited(_rest({"~1v1~1ask/POST": 100}), throttling.method("/v1/ask", "POST"))
	_limited(_rest({"v1~1ask/POST": 100}), throttling.method("/v1/ask", "POST"))
	_limited(_rest({"~1/GET": 100}), throttling.method("/", "GET"))
}

test_two_spellings_of_a_method_must_both_limit if {
	not _limited(_rest({"~1ask/POST": 100, "ask/POST": -1}), "ask/POST")
}

test_routes if {
	_limited(_http(100, {}), "POST /ask")
	not _limited(_http(0, {}), "POST /ask")
	_limited(_http(0, {"POST /ask": 100}), "POST /ask")
	not _limited(_http(100, {"POST /ask": 0}), "POST /ask")
}

test_by_default if {
	_by_default(_rest({"*/*": 100, "ask/POST": 50}))
	not _by_default(_rest({"ask/POST": 50}))
	not _by_default(_rest({"*/*": 100, "other/GET": -1}))
	_by_default(_http(100, {}))
	not _by_default(_http(100, {"GET /": 0}))
}

test_account_that_was_not_read if {
	facts := testing.facts([], {}, [])
	throttling.limited(_rest({"*/*": 20000}), "ask/POST") with input as facts
	not throttling.limited(_rest({"*/*": -1}), "ask/POST") with input as facts
	not throttling.limited_by_default(_rest({"*/*": 100})) with input as facts
}

test_usage_plans if {
	_planned([_plan(1, 10)])
	not _planned([])
	not _planned([_plan(1, -1)])
	not _planned([_plan(1, 10), testing.without(_plan(2, 10), "throttle")])
}

test_usage_plan_with_limits_of_methods if {
	stage := {"apiId": "r1", "stage": "prod", "throttle": {"/ask/POST": {"rateLimit": 10, "burstLimit": 5}}}
	plan := object.union(_plan(1, -1), {"properties": {"apiStages": [stage]}})
	_planned([testing.without(plan, "throttle")])
	_planned([plan])
	other := object.union(stage, {"throttle": {"/ask/POST": {"rateLimit": 20000}}})
	not _planned([object.union(_plan(1, 10), {"properties": {"apiStages": [other]}})])
	facts := _facts([plan])
	not throttling.planned(_rest({}), "ask/GET") with input as facts
}

test_plans_of_other_stages if {
	stages := [[{"apiId": "r2", "stage": "prod"}], [{"apiId": "r1", "stage": "test"}]]
	every entries in stages {
		other := object.union(_plan(1, 10), {"properties": {"apiStages": entries}})
		not _planned([other])
	}
}
