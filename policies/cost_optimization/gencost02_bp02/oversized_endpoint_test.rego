package lens_test.gencost02_bp02.oversized_endpoint_test

import data.lens_test.testing

_control := "GENCOST02-BP02/oversized-endpoint"

_id := testing.arn("sagemaker", "endpoint/chat")

_of(days, period, variant, points) := {
	"from": "2026-07-18T00:00:00Z",
	"days": days,
	"period": period,
	"series": [{"dimensions": {"EndpointName": "chat", "VariantName": variant}, "points": points}],
}

_called := {"Invocations": _of(14, 3600, "main", [[5, 3]])}

# The figures of each day, by metric.
_read(figures) := object.union(_called, {name: _of(14, 86400, "main", points) | some name, points in figures})

_gpus(busy, memory) := _read({"GPUUtilization": [[3, busy]], "GPUMemoryUtilization": [[4, memory], [5, 1]]})

_cpus(busy, memory) := _read({"CPUUtilization": [[3, busy]], "MemoryUtilization": [[4, memory]]})

_endpoint(config, variant, found, more) := testing.record(
	"AWS::SageMaker::Endpoint",
	_id,
	object.union(
		{
			"EndpointName": "chat",
			"EndpointStatus": "InService",
			"CreationTime": "2026-01-01T00:00:00Z",
			"ProductionVariants": [object.union({"VariantName": "main"}, variant)],
			"DescribeEndpointConfig": {"ProductionVariants": [object.union({"VariantName": "main"}, config)]},
			"GetMetricData": found,
		},
		more,
	),
)

_two := {"CurrentInstanceCount": 2}

_on(type, found) := _endpoint({"InstanceType": type}, _two, found, {})

_facts(records, params, gaps) := object.union(
	testing.facts(records, {_control: params}, gaps),
	{"workload": {"sagemaker": ["chat"]}},
)

_kinds(records, params, gaps) := testing.kinds(_control, _facts(records, params, gaps))

_messages(records) := testing.messages(_control, _facts(records, {}, []))

_idle := _on("ml.g5.12xlarge", _gpus(100, 120.5))

test_gpus_that_are_hardly_used_fail if {
	testing.results(_control, _facts([_idle], {}, [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::SageMaker::Endpoint", "id": _id, "region": "us-east-1", "item": "main"},
		"message": concat("; ", [
			concat(" ", [
				`on the busiest of 14 days, its GPUs ("ml.g5.12xlarge") were used to 25 percent,`,
				"and their memory to 30 percent",
			]),
			"the instances that run now make 672 instance hours in 14 days",
		]),
		"proof": [
			{"id": _id, "pointer": "/properties/GetMetricData/GPUMemoryUtilization"},
			{"id": _id, "pointer": "/properties/GetMetricData/GPUUtilization"},
		],
		"causes": [],
	}]
}

test_cpus_that_are_hardly_used_fail if {
	said := concat(" ", [
		`on the busiest of 14 days, its CPUs ("ml.m5.2xlarge") were used to 19 percent,`,
		"and its memory to 39 percent",
	])
	none := _endpoint({"InstanceType": "ml.m5.2xlarge"}, {"CurrentInstanceCount": 0}, _cpus(159, 39.9), {})
	_messages([none]) == [said]
}

test_one_use_that_reaches_its_limit_passes if {
	every found in [_gpus(120, 1), _gpus(1, 160)] { _kinds([_on("ml.g5.12xlarge", found)], {}, []) == ["pass"] }
	every found in [_cpus(160, 1), _cpus(1, 40)] { _kinds([_on("ml.m5.2xlarge", found)], {}, []) == ["pass"] }
	_kinds([_idle], {"min_gpu_percent": 25}, []) == ["pass"]
	_kinds([_idle], {"min_gpu_memory_percent": 30.125}, []) == ["pass"]
}

# The only type of its family has eight GPUs, and other families have smaller ones.
test_large_type_without_a_smaller_one_fails if {
	_kinds([_on("ml.p4d.24xlarge", _gpus(100, 120))], {}, []) == ["fail"]
}

test_others_not_applicable if {
	every type in ["ml.g5.xlarge", "ml.p5.4xlarge", "ml.m5.large", "ml.inf2.24xlarge"] {
		_kinds([_on(type, _gpus(1, 1))], {}, []) == ["not_applicable"]
	}
	young := {"CreationTime": "2026-07-25T00:00:00Z"}
	pool := {"InstancePools": [{"InstanceType": "ml.inf2.24xlarge"}, {"InstanceType": "ml.trn1.2xlarge"}]}
	every r in [
		_endpoint({"InstanceType": "ml.g5.12xlarge"}, _two, _gpus(1, 1), young),
		_endpoint({"InstanceType": "ml.g5.12xlarge"}, _two, _gpus(1, 1), {"EndpointStatus": "Failed"}),
		_endpoint({"ServerlessConfig": {}}, {}, _called, {}),
		_endpoint(pool, _two, _called, {}),
	] {
		_kinds([r], {}, []) == ["not_applicable"]
	}
	_kinds([], {}, []) == ["not_applicable"]
}

# GENCOST02-BP02/idle-endpoint judges it.
test_endpoint_that_nobody_calls_is_not_judged if {
	quiet := object.union(_gpus(1, 1), {"Invocations": _of(14, 3600, "main", [])})
	_kinds([_on("ml.g5.12xlarge", quiet)], {}, []) == ["not_applicable"]
}

test_calls_of_components_count if {
	quiet := object.union(_gpus(1, 1), {"Invocations": _of(14, 3600, "main", [])})
	component := testing.record(
		"AWS::SageMaker::InferenceComponent",
		testing.arn("sagemaker", "inference-component/llm"),
		{
			"EndpointName": "chat",
			"InferenceComponentName": "llm",
			"CreationTime": "2026-02-01T00:00:00Z",
			"GetMetricData": {"Invocations": testing.metric(14, 3600, {"llm": [[1, 1]]})},
		},
	)
	_kinds([_on("ml.g5.12xlarge", quiet), component], {}, []) == ["fail"]
	unread := testing.without(component, "GetMetricData")
	_kinds([_on("ml.g5.12xlarge", quiet), unread], {}, []) == ["unknown"]
	gap := testing.gap("cloudwatch:GetMetricData", unread.id)
	_kinds([_on("ml.g5.12xlarge", quiet), unread], {}, [gap]) == ["unknown"]
	_kinds([_on("ml.g5.12xlarge", _gpus(120, 1)), unread], {}, [gap]) == ["pass"]
}

test_normalized_use_counts if {
	normalized := _of(14, 86400, "main", [[1, 31]])
	found := object.union(_gpus(100, 120), {"GPUUtilizationNormalized": normalized})
	_kinds([_on("ml.g5.12xlarge", found)], {}, []) == ["pass"]
}

_pool(types) := {"InstancePools": [{"InstanceType": type} | some type in types]}

test_pools if {
	same := _pool(["ml.g5.12xlarge", "ml.g6.12xlarge"])
	_kinds([_endpoint(same, _two, _gpus(100, 120), {})], {}, []) == ["fail"]
	differ := _pool(["ml.g5.12xlarge", "ml.g5.xlarge"])
	said := concat(" ", [
		"the number of GPUs or CPUs of its types is not known, or differs",
		`("ml.g5.12xlarge", "ml.g5.xlarge")`,
	])
	_messages([_endpoint(differ, _two, _gpus(100, 120), {})]) == [said]
	mixed := _pool(["ml.g5.12xlarge", "ml.m5.xlarge"])
	_kinds([_endpoint(mixed, _two, _gpus(100, 120), {})], {}, []) == ["unknown"]
	_kinds([_on("ml.g9.12xlarge", _gpus(1, 1))], {}, []) == ["unknown"]
}

test_type_that_aws_does_not_show_unknown if {
	_messages([_endpoint({}, _two, _called, {})]) == ["AWS does not show its type of instances"]
}

test_metric_without_values if {
	said := `CloudWatch has no values of metric "GPUMemoryUtilization" in the last 14 days`
	empty := _read({"GPUUtilization": [[1, 1]], "GPUMemoryUtilization": []})
	_messages([_on("ml.g5.12xlarge", empty)]) == [said]
	stopped := {"CurrentInstanceCount": 0}
	_kinds([_endpoint({"InstanceType": "ml.g5.12xlarge"}, stopped, empty, {})], {}, []) == ["unknown"]
	none := _read({"GPUUtilization": [], "GPUMemoryUtilization": []})
	_kinds([_on("ml.g5.12xlarge", none)], {}, []) == ["unknown"]
	_kinds([_endpoint({"InstanceType": "ml.g5.12xlarge"}, stopped, none, {})], {}, []) == ["not_applicable"]
	_kinds([_endpoint({"InstanceType": "ml.g5.12xlarge"}, stopped, _called, {})], {}, []) == ["unknown"]
}

test_metric_that_was_not_read_unknown if {
	_kinds([testing.without(_idle, "GetMetricData")], {}, []) == ["unknown"]
	_kinds([_on("ml.g5.12xlarge", _called)], {}, []) == ["unknown"]
	_kinds([_on("ml.g5.12xlarge", _read({"GPUUtilization": [[1, 1]]}))], {}, []) == ["unknown"]
	_kinds([_on("ml.g5.12xlarge", _read({"GPUUtilization": [[1, 120]]}))], {}, []) == ["pass"]
	_kinds([_on("ml.g5.12xlarge", object.remove(_gpus(1, 1), ["Invocations"]))], {}, []) == ["unknown"]
	_kinds([_idle], {"lookback_days": 15}, []) == ["unknown"]
	lost := testing.gap("cloudwatch:GetMetricData", _id)
	_kinds([testing.without(_idle, "GetMetricData")], {}, [lost]) == ["unknown"]
}

test_denied_calls if {
	components := testing.gap("sagemaker:ListInferenceComponents", "us-east-1")
	not "fail" in _kinds([_idle], {}, [components])
	_kinds([], {}, [testing.gap("sagemaker:ListEndpoints", "us-east-1")]) == ["unknown"]
	unread := testing.without(_idle, "DescribeEndpointConfig")
	not "pass" in _kinds([unread], {}, [testing.gap("sagemaker:DescribeEndpointConfig", _id)])
	not "fail" in _kinds([unread], {}, [testing.gap("sagemaker:DescribeEndpointConfig", _id)])
}
