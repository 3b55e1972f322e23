package lens_test.gencost02_bp01.steady_throughput_committed_test

import data.lens_test.testing

_control := "GENCOST02-BP01/steady-throughput-committed"

_metrics := "cloudwatch:GetMetricData"

_id := testing.arn("bedrock", "provisioned-model/abc")

# Called in so many hours of each of the three months, the first one first.
_throughput(months, more) := testing.record(
	"AWS::Bedrock::ProvisionedModelThroughput",
	_id,
	object.union(
		{
			"status": "InService",
			"creationTime": "2026-01-01T00:00:00Z",
			"modelUnits": 2,
			"GetMetricData": {"Invocations": testing.metric(90, 3600, {"abc": [[(month * 720) + n, 5] |
				some month, hours in months
				some n in numbers.range(0, hours - 1)
			]})},
		},
		more,
	),
)

_month := {"commitmentDuration": "OneMonth"}

_kinds(records, params, gaps) := testing.kinds(_control, testing.facts(records, {_control: params}, gaps))

_messages(records) := testing.messages(_control, testing.facts(records, {}, []))

test_steady_load_by_the_hour_fails if {
	testing.results(_control, testing.facts([_throughput([1, 1, 360], {})], {}, [])) == [{
		"kind": "fail",
		"subject": {
			"type": "AWS::Bedrock::ProvisionedModelThroughput",
			"id": _id,
			"region": "us-east-1",
			"item": "",
		},
		"message": concat(" ", [
			"it is paid by the hour, and was called in 360 of the 720 hours of the last 30 days:",
			"1440 unit hours",
		]),
		"proof": [{"id": _id, "pointer": "/properties/GetMetricData/Invocations"}],
		"causes": [],
	}]
}

test_uneven_load_by_the_hour_passes if _kinds([_throughput([720, 720, 359], {})], {}, []) == ["pass"]

test_three_steady_months_fail if {
	_messages([_throughput([400, 365, 720], _month)]) == [concat(" ", [
		"its commitment is for one month, and in each third of the last 90 days",
		"it was called in at least 365 of 720 hours",
	])]
}

test_one_uneven_month_passes if {
	_kinds([_throughput([359, 720, 720], _month)], {}, []) == ["pass"]
	_kinds([_throughput([720, 720, 300], _month)], {}, []) == ["pass"]
}

test_long_or_young_commitment_passes_without_a_metric if {
	gap := testing.gap(_metrics, "us-east-1")
	young := object.union(_month, {"creationTime": "2026-06-01T00:00:00Z"})
	every more in [{"commitmentDuration": "SixMonths"}, young] {
		_kinds([testing.without(_throughput([], more), "GetMetricData")], {}, [gap]) == ["pass"]
	}
}

test_others_not_applicable if {
	young := _throughput([720, 720, 720], {"creationTime": "2026-07-10T00:00:00Z"})
	failed := _throughput([720, 720, 720], {"status": "Failed"})
	every records in [[], [young], [failed]] { _kinds(records, {}, []) == ["not_applicable"] }
}

test_metric_that_was_not_read_unknown if {
	every more in [{}, _month] {
		unread := testing.without(_throughput([], more), "GetMetricData")
		_kinds([unread], {}, [testing.gap(_metrics, _id)]) == ["unknown"]
		_kinds([unread], {}, []) == ["unknown"]
		_kinds([_throughput([], more)], {"lookback_days": 91, "history_days": 91}, []) == ["unknown"]
	}
}

test_denied_listing_unknown if {
	_kinds([], {}, [testing.gap("bedrock:ListProvisionedModelThroughputs", "us-east-1")]) == ["unknown"]
}
