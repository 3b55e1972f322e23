package lens_test.latency_days_test

import data.lens.lib.latency_days
import data.lens_test.testing

_dimensions := {"ModelId": "m"}

_series(statistic, points) := {"dimensions": _dimensions, "statistic": statistic, "points": points}

_model := testing.record("AWS::Bedrock::InvokedModel", "arn:m", {"GetMetricData": {"InvocationLatency": {
	"from": "2026-07-01T00:00:00Z",
	"days": 3,
	"period": 86400,
	"series": [
		_series("p95", [[0, 900], [1, 500], [2, 800]]),
		_series("SampleCount", [[0, 20], [1, 20], [2, 19]]),
		{"dimensions": {"ModelId": "n"}, "statistic": "p95", "points": [[1, 5000]]},
	],
}}})

_target := {
	"of": _model,
	"metric": "InvocationLatency",
	"dimensions": _dimensions,
	"statistic": "p95",
	"limit": 500,
}

test_days_with_enough_values if {
	latency_days.counted(_target, 3, 20) == {0: 900, 1: 500}
	latency_days.counted(_target, 2, 1) == {1: 500, 2: 800}
	not latency_days.counted(_target, 4, 20)
}

test_bad_days if {
	latency_days.bad(_target, 3, 20) == 1
	latency_days.bad(_target, 3, 1) == 2
	latency_days.busy(_target, 3, 20) == 2
}

test_quiet if {
	latency_days.is_quiet(_target, 3, 21)
	not latency_days.is_quiet(_target, 3, 20)
	not latency_days.is_quiet(_target, 4, 21)
}

test_percentiles if {
	latency_days.is_read(_target)
	not latency_days.is_read({"statistic": "p99.9"})
	latency_days.was_read(_target, 3)
	not latency_days.was_read(_target, 4)
}
