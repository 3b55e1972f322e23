package lens_test.genrel01_bp01.throttling_rate_low_test

import data.lens_test.testing

_control := "GENREL01-BP01/throttling-rate-low"

_metrics := "cloudwatch:GetMetricData"

_listing := "cloudwatch:ListMetrics"

_nova := "amazon.nova-lite-v1:0"

_id(name) := testing.arn("cloudwatch", sprintf("model/%s", [name]))

_model(name, done, refused) := object.union(
	testing.record("AWS::Bedrock::InvokedModel", _id(name), {"GetMetricData": {
		"Invocations": testing.metric(14, 3600, {name: [[300, done]]}),
		"InvocationThrottles": testing.metric(14, 3600, {name: [[300, refused]]}),
	}}),
	{"name": name},
)

_kinds(records, params, gaps) := testing.kinds(_control, testing.facts(records, {_control: params}, gaps))

test_throttled_model_fails if {
	testing.results(_control, testing.facts([_model(_nova, 980, 20)], {}, [])) == [{
		"kind": "fail",
		"subject": {
			"type": "AWS::Account",
			"id": "arn:aws:iam::111122223333:root",
			"region": "us-east-1",
			"item": _nova,
		},
		"message": "Amazon Bedrock refused 20 of 1000 calls in the last 14 days for a quota, more than 1 percent",
		"proof": [
			{"id": _id(_nova), "pointer": "/properties/GetMetricData/InvocationThrottles"},
			{"id": _id(_nova), "pointer": "/properties/GetMetricData/Invocations"},
		],
		"causes": [],
	}]
}

test_share_at_the_limit_passes if {
	_kinds([_model(_nova, 990, 10)], {}, []) == ["pass"]
	_kinds([_model(_nova, 989, 11)], {}, []) == ["fail"]
}

test_each_model_has_a_result if {
	_kinds([_model(_nova, 980, 20), _model("other", 1000, 0)], {}, []) == ["fail", "pass"]
}

test_few_calls_not_applicable if {
	_kinds([], {}, []) == ["not_applicable"]
	_kinds([_model(_nova, 0, 99)], {}, []) == ["not_applicable"]
	_kinds([_model(_nova, 0, 100)], {}, []) == ["fail"]
}

test_provisioned_throughput_not_applicable if {
	_kinds([_model(testing.arn("bedrock", "provisioned-model/a"), 0, 900)], {}, []) == ["not_applicable"]
}

_unread(name) := testing.without(_model(name, 0, 0), "GetMetricData")

test_models_that_were_not_read_are_one_unknown if {
	gap := testing.gap(_metrics, "us-east-1")
	_kinds([_unread("a"), _unread("b")], {}, [gap]) == ["unknown"]
	_kinds([_unread("a"), _unread("b")], {}, []) == ["unknown"]
	_kinds([_model(_nova, 200, 0)], {"window_days": 15}, []) == ["unknown"]
}

test_models_that_were_read_stand if {
	gap := testing.gap(_metrics, _id("a"))
	_kinds([_unread("a"), _model("b", 200, 0), _model("c", 0, 200)], {}, [gap]) == ["fail", "pass", "unknown"]
}

test_denied_listing_unknown if _kinds([], {}, [testing.gap(_listing, "us-east-1")]) == ["unknown"]
