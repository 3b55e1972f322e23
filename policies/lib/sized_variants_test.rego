package lens_test.sized_variants_test

import data.lens.lib.sized_variants
import data.lens_test.testing

_of(name, points) := {
	"from": "2026-07-18T00:00:00Z",
	"days": 14,
	"period": 86400,
	"series": [{"dimensions": {"EndpointName": "chat", "VariantName": name}, "points": points}],
}

_figures := {"GPUUtilization": _of("main", [[1, 80]]), "GPUMemoryUtilization": _of("main", [])}

_endpoint(types, figures) := testing.record("AWS::SageMaker::Endpoint", "arn:e", {
	"EndpointName": "chat",
	"EndpointStatus": "InService",
	"CreationTime": "2026-01-01T00:00:00Z",
	"ProductionVariants": [{"VariantName": "main", "CurrentInstanceCount": 0}],
	"DescribeEndpointConfig": {"ProductionVariants": [
		{"VariantName": "main", "InstancePools": [{"InstanceType": type} | some type in types]},
		{"VariantName": "small", "InstanceType": "ml.g5.xlarge"},
	]},
	"GetMetricData": object.union(figures, {"Invocations": _of("main", [[1, 5]])}),
})

_judged(types, figures) := judged if {
	facts := testing.facts([_endpoint(types, figures)], {}, [])
	judged := sized_variants.judged(14) with input as facts
}

_one(types, figures) := v if [v] := _judged(types, figures)

test_variants_that_are_judged if {
	v := _one(["ml.g5.12xlarge"], _figures)
	[v.name, v.kind, v.number, v.called, v.unread] == ["main", "gpus", 0, true, []]
	sized_variants.use(v, "busy") == [80000, 4]
	sized_variants.lost(v) == {["no-values", ["GPUMemoryUtilization", 14]]}
	{p.pointer | some p in sized_variants.proof(v)} == {
		"/properties/GetMetricData/GPUUtilization",
		"/properties/GetMetricData/GPUMemoryUtilization",
	}
}

test_kinds if {
	_one(["ml.m5.4xlarge", "ml.c5.4xlarge"], {}).kind == "cpus"
	_one(["ml.m5.4xlarge", "ml.g5.4xlarge"], {}).kind == "mixed"
	count(_judged(["ml.inf2.xlarge", "ml.trn1.2xlarge"], {})) == 0
}

test_stopped_variant_is_not_judged if {
	none := {"GPUUtilization": _of("main", [])}
	count(_judged(["ml.g5.12xlarge"], none)) == 0
	count(_judged(["ml.g5.12xlarge"], {})) == 1
}

test_lost if {
	sized_variants.lost(_one(["ml.g5.12xlarge", "ml.g5.4xlarge"], _figures)) == {
		["devices", [{"ml.g5.12xlarge", "ml.g5.4xlarge"}]],
		["no-values", ["GPUMemoryUtilization", 14]],
	}
	sized_variants.lost(_one(["ml.m5.4xlarge", "ml.g5.4xlarge"], {})) == {["devices", [{
		"ml.g5.4xlarge",
		"ml.m5.4xlarge",
	}]]}
	sized_variants.lost(_one([], {})) == {["no-type", []]}
	sized_variants.lost(_one(["ml.g5.12xlarge"], {})) == {
		["metric-not-read", ["GPUUtilization", 14]],
		["metric-not-read", ["GPUMemoryUtilization", 14]],
	}
}
