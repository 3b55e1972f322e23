package lens_test.instance_use_test

import data.lens.lib.instance_use
import data.lens_test.testing

_metric(points) := {
	"from": "2026-07-01T00:00:00Z",
	"days": 3,
	"period": 86400,
	"series": [
		{"dimensions": {"EndpointName": "chat", "VariantName": "main"}, "points": points},
		{"dimensions": {"EndpointName": "main", "VariantName": "other"}, "points": [[1, 390]]},
	],
}

_endpoint(found) := testing.record("AWS::SageMaker::Endpoint", "arn:e", {"GetMetricData": found})

_busy := instance_use.names.gpus.busy

_raw := _endpoint({"GPUUtilization": _metric([[0, 200], [1, 80.5], [2, 40]])})

test_most_is_a_sum_over_the_devices if {
	instance_use.most(_raw, "main", {"ml.g5.12xlarge"}, _busy, 3) == [200000, 4]
	instance_use.most(_raw, "main", {"ml.g5.12xlarge"}, _busy, 2) == [80500, 4]
	instance_use.most(_raw, "main", {"ml.g5.12xlarge", "ml.g6.12xlarge"}, _busy, 2) == [80500, 4]
}

test_types_with_other_numbers_of_devices if {
	not instance_use.most(_raw, "main", {"ml.g5.12xlarge", "ml.g5.xlarge"}, _busy, 3)
	not instance_use.most(_raw, "main", {"ml.g5.12xlarge", "ml.g9.12xlarge"}, _busy, 3)
}

test_normalized_metric_wins if {
	both := _endpoint({
		"GPUUtilization": _metric([[1, 80]]),
		"GPUUtilizationNormalized": _metric([[1, 20]]),
	})
	instance_use.most(both, "main", {"ml.g9.12xlarge"}, _busy, 3) == [20000, 1]
	none := _endpoint({"GPUUtilization": _metric([[1, 80]]), "GPUUtilizationNormalized": _metric([])})
	instance_use.most(none, "main", {"ml.g5.12xlarge"}, _busy, 3) == [80000, 4]
}

test_memory_of_a_plain_type_is_no_sum if {
	r := _endpoint({"MemoryUtilization": _metric([[1, 35]])})
	instance_use.most(r, "main", {"ml.m5.xlarge"}, ["MemoryUtilization"], 3) == [35000, 1]
}

test_limits if {
	instance_use.below([119999, 4], 30)
	not instance_use.below([120000, 4], 30)
	instance_use.below([119999, 4], 30.5)
	instance_use.shown([119999, 4]) == 29
}

test_values if {
	instance_use.has_values(_raw, "main", _busy, 3)
	not instance_use.has_values(_raw, "third", _busy, 3)
	not instance_use.has_values(_raw, "main", _busy, 4)
}
