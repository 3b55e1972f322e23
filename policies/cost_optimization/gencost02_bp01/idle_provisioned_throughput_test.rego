package lens_test.gencost02_bp01.idle_provisioned_throughput_test

import data.lens_test.testing

_control := "GENCOST02-BP01/idle-provisioned-throughput"

_listing := "bedrock:ListProvisionedModelThroughputs"

_metrics := "cloudwatch:GetMetricData"

_id := testing.arn("bedrock", "provisioned-model/abc")

_throughput(days, points, more) := testing.record(
	"AWS::Bedrock::ProvisionedModelThroughput",
	_id,
	object.union(
		{
			"status": "InService",
			"creationTime": "2026-01-01T00:00:00Z",
			"modelUnits": 2,
			"GetMetricData": {"Invocations": testing.metric(days, 3600, {"abc": points})},
		},
		more,
	),
)

_idle := _throughput(7, [], {})

_kinds(records, params, gaps) := testing.kinds(_control, testing.facts(records, {_control: params}, gaps))

_messages(records) := testing.messages(_control, testing.facts(records, {}, []))

test_idle_throughput_fails if {
	testing.results(_control, testing.facts([_idle], {}, [])) == [{
		"kind": "fail",
		"subject": {
			"type": "AWS::Bedrock::ProvisionedModelThroughput",
			"id": _id,
			"region": "us-east-1",
			"item": "",
		},
		"message": "nobody called it in the last 7 days, in which 336 hours of model units were paid for",
		"proof": [{"id": _id, "pointer": "/properties/GetMetricData/Invocations"}],
		"causes": [],
	}]
}

test_rare_calls_fail if {
	said := "it was called 69 times in the last 7 days, in which 336 hours of model units were paid for"
	_messages([_throughput(7, [[0, 60], [167, 9]], {})]) == [said]
}

test_commitment_is_named if {
	idle := "nobody called it in the last 7 days, in which 336 hours of model units were paid for"
	said := concat("; ", [idle, `the commitment ends on "2026-12-01"`])
	_messages([_throughput(7, [], {"commitmentExpirationTime": "2026-12-01T00:00:00Z"})]) == [said]
}

test_calls_pass if _kinds([_throughput(7, [[0, 60], [167, 10]], {})], {}, []) == ["pass"]

test_calls_before_the_window_do_not_count if {
	_kinds([_throughput(8, [[0, 1000], [23, 1000]], {})], {}, []) == ["fail"]
	_kinds([_throughput(8, [[24, 1000]], {})], {}, []) == ["pass"]
}

test_updating_throughput_is_judged if _kinds([_throughput(7, [], {"status": "Updating"})], {}, []) == ["fail"]

test_others_not_applicable if {
	failed := _throughput(7, [], {"status": "Failed"})
	young := _throughput(7, [], {"creationTime": "2026-07-28T00:00:00Z"})
	every records in [[], [failed], [young]] { _kinds(records, {}, []) == ["not_applicable"] }
}

test_metric_that_was_not_read_unknown if {
	unread := testing.without(_idle, "GetMetricData")
	_kinds([unread], {}, [testing.gap(_metrics, _id)]) == ["unknown"]
	_kinds([unread], {}, [testing.gap(_metrics, "us-east-1")]) == ["unknown"]
	said := `metric "Invocations" was not read for the last 7 days; scan again with --metrics`
	results := testing.results(_control, testing.facts([unread], {}, []))
	{[r.kind, r.message] | some r in results} == {["unknown", said]}
}

test_longer_window_than_was_read_unknown if _kinds([_idle], {"idle_days": 8}, []) == ["unknown"]

test_values_that_were_read_stand if _kinds([_idle], {}, [testing.gap(_metrics, "us-east-1")]) == ["fail"]

test_denied_listing_unknown if _kinds([], {}, [testing.gap(_listing, "us-east-1")]) == ["unknown"]
