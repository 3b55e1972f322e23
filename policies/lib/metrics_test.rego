package lens_test.metrics_test

import data.lens.lib.metrics
import data.lens_test.testing

_read := testing.metric(3, 3600, {"a": [[0, 5], [24, 2], [47, 0], [71, 4]], "b": [[24, 1]]})

_r := testing.record("AWS::SageMaker::Endpoint", "arn:e", {"GetMetricData": {"Invocations": _read}})

test_metric_that_was_read if metrics.read(_r, "Invocations", 3) == _read

test_metric_that_was_read_for_fewer_days if not metrics.read(_r, "Invocations", 4)

test_no_window if not metrics.read(_r, "Invocations", 0)

test_metric_that_was_not_read if not metrics.read(_r, "Latency", 3)

test_pointer if metrics.pointer("Invocations") == "/properties/GetMetricData/Invocations"

test_total_of_all_series if metrics.total(_read, 3) == 12

test_total_of_the_last_days if metrics.total(_read, 2) == 7

test_highest if {
	metrics.highest(_read, 3) == 5
	metrics.highest(_read, 1) == 4
	not metrics.highest(testing.metric(3, 3600, {"a": [[0, 5]]}), 2)
}

test_busy_periods_of_all_series if metrics.busy(_read, 3, 0) == 3

test_busy_periods_of_a_part if metrics.busy(_read, 2, 1) == 1

test_number_of_periods if metrics.periods(_read, 2) == 48
