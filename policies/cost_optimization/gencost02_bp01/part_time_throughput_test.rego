package lens_test.gencost02_bp01.part_time_throughput_test

import data.lens_test.testing

_control := "GENCOST02-BP01/part-time-throughput"

_metrics := "cloudwatch:GetMetricData"

_id := testing.arn("bedrock", "provisioned-model/abc")

_nova := "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0"

_custom := testing.arn("bedrock", "custom-model/amazon.nova-lite-v1:0/tuned")

_throughput(model, hours, more) := testing.record(
	"AWS::Bedrock::ProvisionedModelThroughput",
	_id,
	object.union(
		{
			"status": "InService",
			"creationTime": "2026-01-01T00:00:00Z",
			"modelArn": model,
			"GetMetricData": {"Invocations": testing.metric(14, 3600, {"abc": [[n, 5] |
				some n in numbers.range(1, hours)
			]})},
		},
		more,
	),
)

_model(types) := testing.record("AWS::Bedrock::FoundationModel", _nova, {
	"modelId": "amazon.nova-lite-v1:0",
	"inferenceTypesSupported": types,
})

_any := _model(["ON_DEMAND"])

_seldom := _throughput(sprintf("%s:300k", [_nova]), 100, {})

_deployment(status) := testing.record(
	"AWS::Bedrock::CustomModelDeployment",
	testing.arn("bedrock", "custom-model-deployment/d"),
	{"modelArn": _custom, "status": status},
)

_kinds(records, params, gaps) := testing.kinds(_control, testing.facts(records, {_control: params}, gaps))

_messages(records) := testing.messages(_control, testing.facts(records, {}, []))

_said := "it was called in 100 of the 336 hours of the last 14 days, and the model can be called on demand"

test_seldom_busy_fails if {
	testing.results(_control, testing.facts([_any, _seldom], {}, [])) == [{
		"kind": "fail",
		"subject": {
			"type": "AWS::Bedrock::ProvisionedModelThroughput",
			"id": _id,
			"region": "us-east-1",
			"item": "",
		},
		"message": _said,
		"proof": [{"id": _id, "pointer": "/properties/GetMetricData/Invocations"}],
		"causes": [],
	}]
}

test_inference_profile_is_a_way if _messages([_model(["INFERENCE_PROFILE"]), _seldom]) == [_said]

test_busy_throughput_passes if _kinds([_any, _throughput(_nova, 101, {})], {}, []) == ["pass"]

test_deployed_custom_model_fails if {
	_messages([_throughput(_custom, 9, {}), _deployment("Active")]) == [concat("", [
		"it was called in 9 of the 336 hours of the last 14 days, and deployment ",
		`"arn:aws:bedrock:us-east-1:111122223333:custom-model-deployment/d" serves the model on demand`,
	])]
}

test_others_not_applicable if {
	young := _throughput(_nova, 9, {"creationTime": "2026-07-25T00:00:00Z"})
	failed := _throughput(_nova, 9, {"status": "Failed"})
	idle := _throughput(_nova, 9, {"GetMetricData": {"Invocations": testing.metric(14, 3600, {"abc": []})}})
	every t in [young, failed, idle, _throughput(_custom, 9, {})] {
		_kinds([_any, t, _deployment("Failed")], {}, []) == ["not_applicable"]
	}
	_kinds([_model(["PROVISIONED"]), _seldom], {}, []) == ["not_applicable"]
}

test_metric_that_was_not_read_unknown if {
	unread := testing.without(_seldom, "GetMetricData")
	_kinds([_any, unread], {}, [testing.gap(_metrics, _id)]) == ["unknown"]
	_kinds([_any, unread], {}, []) == ["unknown"]
	_kinds([_any, _seldom], {"lookback_days": 15}, []) == ["unknown"]
}

test_denied_listings_unknown if {
	every operation in ["bedrock:ListFoundationModels", "bedrock:ListCustomModelDeployments"] {
		gap := testing.gap(operation, "us-east-1")
		_kinds([_throughput(_custom, 9, {})], {}, [gap]) == ["unknown"]
		_kinds([_any, _seldom], {}, [gap]) == ["fail"]
		_kinds([_throughput(_custom, 200, {})], {}, [gap]) == ["pass"]
	}
	_kinds([], {}, [testing.gap("bedrock:ListProvisionedModelThroughputs", "us-east-1")]) == ["unknown"]
}
