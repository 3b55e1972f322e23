package lens_test.gencost02_bp02.idle_endpoint_test

import data.lens_test.testing

_control := "GENCOST02-BP02/idle-endpoint"

_metrics := "cloudwatch:GetMetricData"

_id := testing.arn("sagemaker", "endpoint/chat")

_calls(points) := {"GetMetricData": {"Invocations": testing.metric(7, 3600, {"main": points})}}

_endpoint(variant, more) := testing.record(
	"AWS::SageMaker::Endpoint",
	_id,
	object.union(
		{
			"EndpointName": "chat",
			"EndpointStatus": "InService",
			"CreationTime": "2026-01-01T00:00:00Z",
			"ProductionVariants": [object.union({"VariantName": "main"}, variant)],
			"DescribeEndpointConfig": {"ProductionVariants": [{
				"VariantName": "main",
				"InstanceType": "ml.g5.xlarge",
			}]},
		},
		more,
	),
)

_two := {"CurrentInstanceCount": 2}

_idle := _endpoint(_two, _calls([]))

_component(points) := testing.record(
	"AWS::SageMaker::InferenceComponent",
	testing.arn("sagemaker", "inference-component/llm"),
	object.union(
		{"EndpointName": "chat", "InferenceComponentName": "llm", "InferenceComponentStatus": "InService"},
		_calls(points),
	),
)

_kinds(records, params, gaps) := testing.kinds(_control, testing.facts(records, {_control: params}, gaps))

_messages(records) := testing.messages(_control, testing.facts(records, {}, []))

test_idle_endpoint_fails if {
	testing.results(_control, testing.facts([_idle], {}, [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::SageMaker::Endpoint", "id": _id, "region": "us-east-1", "item": ""},
		"message": concat(" ", [
			"nobody called it in the last 7 days,",
			"in which the instances that run now make 336 instance hours",
		]),
		"proof": [{"id": _id, "pointer": "/properties/GetMetricData/Invocations"}],
		"causes": [],
	}]
}

test_one_call_passes if _kinds([_endpoint(_two, _calls([[0, 1]]))], {}, []) == ["pass"]

test_calls_of_a_component_pass if {
	_kinds([_idle, _component([[160, 1]])], {}, []) == ["pass"]
	_kinds([_idle, _component([])], {}, []) == ["fail"]
}

_async(points) := _endpoint(_two, {
	"AsyncInferenceConfig": {"OutputConfig": {}},
	"GetMetricData": {
		"Invocations": testing.metric(7, 3600, {"main": []}),
		"InvocationsProcessed": testing.metric(7, 3600, {"chat": points}),
	},
})

test_asynchronous_endpoint_is_called_when_it_processes if {
	_kinds([_async([[1, 1]])], {}, []) == ["pass"]
	_kinds([_async([])], {}, []) == ["fail"]
	_kinds([_endpoint(_two, object.union(_calls([]), {"AsyncInferenceConfig": {}}))], {}, []) == ["unknown"]
}

test_without_instances_passes if {
	stopped := testing.without(_endpoint({"CurrentInstanceCount": 0}, {}), "GetMetricData")
	_kinds([stopped], {}, []) == ["pass"]
	_kinds([stopped], {}, [testing.gap(_metrics, "us-east-1")]) == ["pass"]
}

_serverless(config) := _endpoint({"CurrentServerlessConfig": config}, _calls([]))

test_provisioned_concurrency_fails if {
	said := "nobody called it in the last 7 days, and it keeps provisioned concurrency"
	_messages([_serverless({"MaxConcurrency": 5, "ProvisionedConcurrency": 2})]) == [said]
}

test_others_not_applicable if {
	young := _endpoint(_two, object.union(_calls([]), {"CreationTime": "2026-07-28T00:00:00Z"}))
	failed := _endpoint(_two, object.union(_calls([]), {"EndpointStatus": "Failed"}))
	small := {"DescribeEndpointConfig": {"ProductionVariants": [{
		"VariantName": "main",
		"InstanceType": "ml.t2.medium",
	}]}}
	other := _endpoint(_two, object.union(_calls([]), small))
	every records in [[], [young], [failed], [other], [_serverless({"MaxConcurrency": 5})]] {
		_kinds(records, {}, []) == ["not_applicable"]
	}
}

# What was called before has other names, and nobody knows how often.
test_what_was_replaced_in_these_days_is_not_judged if {
	[old, new] := ["2026-07-01T00:00:00Z", "2026-07-30T00:00:00Z"]
	_kinds([_configured(old)], {}, []) == ["fail"]
	_kinds([_configured(new)], {}, []) == ["not_applicable"]
	_kinds([_idle, _made(old)], {}, []) == ["fail"]
	_kinds([_idle, _made(new)], {}, []) == ["not_applicable"]
}

_configured(time) := object.union(
	_idle,
	{"properties": {"DescribeEndpointConfig": {"CreationTime": time}}},
)

_made(time) := object.union(_component([]), {"properties": {"CreationTime": time}})

test_number_of_instances_that_aws_does_not_show_unknown if {
	said := `AWS does not show how many instances production variant "main" runs`
	_messages([_endpoint({}, _calls([]))]) == [said]
	_kinds([_endpoint({}, _calls([[0, 1]]))], {}, []) == ["pass"]
}

test_metric_that_was_not_read_unknown if {
	unread := testing.without(_idle, "GetMetricData")
	component := testing.without(_component([]), "GetMetricData")
	_kinds([unread], {}, []) == ["unknown"]
	_kinds([unread], {}, [testing.gap(_metrics, _id)]) == ["unknown"]
	_kinds([_idle, component], {}, []) == ["unknown"]
	_kinds([_idle, component], {}, [testing.gap(_metrics, component.id)]) == ["unknown"]
	_kinds([_endpoint(_two, _calls([[0, 1]])), component], {}, [testing.gap(_metrics, component.id)]) == ["pass"]
	_kinds([_idle], {"idle_days": 8}, []) == ["unknown"]
}

test_denied_components_unknown if {
	gap := testing.gap("sagemaker:ListInferenceComponents", "us-east-1")
	not "fail" in _kinds([_idle], {}, [gap])
	"pass" in _kinds([_endpoint(_two, _calls([[0, 1]]))], {}, [gap])
}

test_denied_listing_unknown if {
	_kinds([], {}, [testing.gap("sagemaker:ListEndpoints", "us-east-1")]) == ["unknown"]
}
