package lens_test.genops02_bp02.sagemaker_endpoints_alarmed_test

import data.lens_test.testing

_control := "GENOPS02-BP02/sagemaker-endpoints-alarmed"

_id := testing.arn("sagemaker", "endpoint/chat")

_endpoint(changes) := testing.record("AWS::SageMaker::Endpoint", _id, object.union(
	{
		"EndpointName": "chat",
		"EndpointStatus": "InService",
		"DescribeEndpointConfig": {"ProductionVariants": [{"InstanceType": "ml.g5.xlarge"}]},
	},
	changes,
))

_alarm(name, changes) := testing.record(
	"AWS::CloudWatch::Alarm",
	testing.arn("cloudwatch", sprintf("alarm:%s", [name])),
	object.union(
		{"AlarmName": name, "ActionsEnabled": true, "AlarmActions": [testing.arn("sns", "operators")]},
		changes,
	),
)

_watching(namespace, metric, dimensions) := _alarm(metric, {
	"Namespace": namespace,
	"MetricName": metric,
	"Dimensions": [{"Name": name, "Value": value} | some name, value in dimensions],
})

_of(metric) := _watching("AWS/SageMaker", metric, {"EndpointName": "chat", "VariantName": "main"})

_gpu := _watching("/aws/sagemaker/Endpoints", "GPUUtilization", {"EndpointName": "chat"})

_all := [_of("Invocation5XXErrors"), _of("ModelLatency"), _gpu]

_kinds(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

test_no_alarm_fails if {
	testing.results(_control, testing.facts([_endpoint({})], {}, [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::SageMaker::Endpoint", "id": _id, "region": "us-east-1", "item": ""},
		"message": concat("; ", [
			concat("", [
				`no actionable alarm watches its errors ("Invocation4XXErrors", "Invocation5XXErrors", `,
				`"InvocationModelErrors")`,
			]),
			concat("", [
				`no actionable alarm watches its latency ("FirstChunkLatency", "ModelLatency", `,
				`"OverheadLatency")`,
			]),
			concat("", [
				`no actionable alarm watches the use of its instances ("CPUUtilization", `,
				`"CPUUtilizationNormalized", "GPUMemoryUtilization", "GPUMemoryUtilizationNormalized", `,
				`"GPUUtilization", and 3 more)`,
			]),
		]),
		"proof": [],
		"causes": [],
	}]
}

test_all_signals_pass if {
	_kinds(array.concat([_endpoint({})], _all), []) == ["pass"]
	proofs := testing.proofs(_control, testing.facts(array.concat([_endpoint({})], _all), {}, []))
	{proof.id | some proof in proofs} == {alarm.id | some alarm in _all}
}

test_each_signal_is_needed if {
	every i in [0, 1, 2] {
		others := [alarm | some j, alarm in _all; j != i]
		_kinds(array.concat([_endpoint({})], others), []) == ["fail"]
	}
}

test_metrics_that_count if {
	every errors in ["InvocationModelErrors", "Invocation4XXErrors"] {
		_kinds([_endpoint({}), _of(errors), _of("ModelLatency"), _gpu], []) == ["pass"]
	}
	every latency in ["OverheadLatency", "FirstChunkLatency"] {
		_kinds([_endpoint({}), _of("Invocation5XXErrors"), _of(latency), _gpu], []) == ["pass"]
	}
	every use in ["CPUUtilization", "MemoryUtilization", "GPUMemoryUtilization"] {
		alarm := _watching("/aws/sagemaker/Endpoints", use, {"EndpointName": "chat"})
		_kinds([_endpoint({}), _of("Invocation5XXErrors"), _of("ModelLatency"), alarm], []) == ["pass"]
	}
	_kinds([_endpoint({}), _of("Invocations"), _of("ModelLatency"), _gpu], []) == ["fail"]
}

_two := [_endpoint({}), _of("Invocation5XXErrors"), _of("ModelLatency")]

test_alarm_of_a_component if {
	component := testing.record(
		"AWS::SageMaker::InferenceComponent",
		testing.arn("sagemaker", "inference-component/part"),
		{"EndpointName": "chat"},
	)
	alarm := _watching(
		"/aws/sagemaker/InferenceComponents",
		"GPUUtilizationNormalized",
		{"InferenceComponentName": "part"},
	)
	_kinds(array.concat(_two, [alarm, component]), []) == ["pass"]
	_kinds(array.concat(_two, [alarm]), []) == ["fail"]
}

test_alarm_of_another_endpoint_fails if {
	every dimensions in [{"EndpointName": "other"}, {}] {
		other := _watching("/aws/sagemaker/Endpoints", "GPUUtilization", dimensions)
		_kinds(array.concat(_two, [other]), []) == ["fail"]
	}
}

test_alarm_that_tells_nobody_fails if {
	deaf := object.union(_gpu, {"properties": object.union(_gpu.properties, {"AlarmActions": []})})
	_kinds(array.concat(_two, [deaf]), []) == ["fail"]
}

_asked(filter) := _kinds(array.concat(_two, [alarm]), []) if {
	query := concat("", [
		`SELECT MAX(GPUUtilization) FROM SCHEMA("/aws/sagemaker/Endpoints", EndpointName)`,
		filter,
	])
	alarm := _alarm("query", {"Metrics": [{"Id": "q", "Expression": query}]})
}

test_query_about_the_endpoint_passes if {
	_asked(" WHERE EndpointName = 'chat'") == ["pass"]
	_asked("") == ["pass"]
}

test_query_about_other_endpoints_fails if {
	_asked(" WHERE EndpointName = 'chat-staging'") == ["fail"]
	_asked(" WHERE EndpointName != 'chat'") == ["fail"]
}

test_asynchronous_endpoint_may_watch_its_backlog if {
	records := [_of("Invocation5XXErrors"), _of("ApproximateBacklogSize"), _gpu]
	_kinds(array.concat([_endpoint({"AsyncInferenceConfig": {}})], records), []) == ["pass"]
	_kinds(array.concat([_endpoint({})], records), []) == ["fail"]
}

test_serverless_endpoint_has_no_instances if {
	serverless := _endpoint({"DescribeEndpointConfig": {"ProductionVariants": [{
		"ModelName": "m",
		"ServerlessConfig": {"MaxConcurrency": 5},
	}]}})
	model := testing.record(
		"AWS::SageMaker::Model", testing.arn("sagemaker", "model/m"),
		{"ModelName": "m", "PrimaryContainer": {"Image": "r/vllm:1"}},
	)
	_kinds([serverless, model, _of("Invocation5XXErrors"), _of("ModelLatency")], []) == ["pass"]
}

test_other_endpoint_not_applicable if {
	other := {"DescribeEndpointConfig": {"ProductionVariants": [{"InstanceType": "ml.m5.large"}]}}
	_kinds([_endpoint(other)], []) == ["not_applicable"]
}

test_alarms_denied_unknown if {
	denied := testing.gap("cloudwatch:DescribeAlarms", "us-east-1")
	_kinds([_endpoint({})], [denied]) == ["unknown"]
	_kinds(array.concat([_endpoint({})], _all), [denied]) == ["unknown"]
}

test_mute_rule_denied_unknown if {
	rule := testing.record("AWS::CloudWatch::AlarmMuteRule", testing.arn("cloudwatch", "alarm-mute-rule:r"), {})
	denied := testing.gap("cloudwatch:GetAlarmMuteRule", rule.id)
	_kinds(array.concat([_endpoint({}), rule], _all), [denied]) == ["unknown"]
	_kinds([_endpoint({}), rule], [denied]) == ["fail"]
}
