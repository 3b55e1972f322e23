package lens_test.genperf01_bp02.endpoint_detailed_metrics_test

import data.lens_test.testing

_control := "GENPERF01-BP02/endpoint-detailed-metrics"

_id := testing.arn("sagemaker", "endpoint/chat")

_on(type, current, configured) := testing.record("AWS::SageMaker::Endpoint", _id, object.union(current, {
	"EndpointName": "chat",
	"EndpointStatus": "InService",
	"ProductionVariants": [{"VariantName": "main"}],
	"DescribeEndpointConfig": object.union(configured, {"ProductionVariants": [{
		"VariantName": "main",
		"InstanceType": type,
	}]}),
}))

_endpoint(metrics) := _on("ml.g5.xlarge", {"MetricsConfig": metrics}, {})

_plain := _on("ml.g5.xlarge", {}, {})

_kinds(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

_result(pointer) := [{
	"kind": "fail",
	"subject": {"type": "AWS::SageMaker::Endpoint", "id": _id, "region": "us-east-1", "item": ""},
	"message": `neither enhanced metrics nor detailed observability is on (accelerators run variant "main")`,
	"proof": [{"id": _id, "pointer": pointer}],
	"causes": [],
}]

test_flags_that_are_off_or_not_shown_fail if {
	testing.results(_control, testing.facts([_plain], {}, [])) == _result("/properties")
	off := {"EnableEnhancedMetrics": false, "EnableDetailedObservability": false}
	testing.results(_control, testing.facts([_endpoint(off)], {}, [])) == _result("/properties/MetricsConfig")
	_kinds([_endpoint({"MetricPublishFrequencyInSeconds": 10})], []) == ["fail"]
}

test_one_flag_passes if {
	every flag in ["EnableEnhancedMetrics", "EnableDetailedObservability"] {
		_kinds([_endpoint({flag: true})], []) == ["pass"]
		configured := _on("ml.inf2.xlarge", {}, {"MetricsConfig": {flag: true}})
		_kinds([configured], []) == ["pass"]
		testing.proofs(_control, testing.facts([configured], {}, [])) == [{
			"id": _id,
			"pointer": "/properties/DescribeEndpointConfig/MetricsConfig",
		}]
	}
}

test_endpoint_without_accelerators_not_applicable if {
	_kinds([_on("ml.m5.large", {}, {})], []) == ["not_applicable"]
	_kinds([], []) == ["not_applicable"]
}

test_endpoint_that_does_not_answer_not_applicable if {
	_kinds([object.union(_plain, {"properties": {"EndpointStatus": "Creating"}})], []) == ["not_applicable"]
	_kinds([object.union(_plain, {"properties": {"EndpointStatus": "Updating"}})], []) == ["fail"]
}

test_lost_details_unknown if {
	_kinds([testing.without(_plain, "DescribeEndpointConfig")], [testing.gap(
		"sagemaker:DescribeEndpointConfig",
		_id,
	)]) == ["unknown"]
	lost := testing.without(testing.without(_plain, "DescribeEndpointConfig"), "ProductionVariants")
	_kinds([lost], [testing.gap("sagemaker:DescribeEndpoint", _id)]) == ["unknown"]
}

test_lost_listing_unknown if {
	_kinds([], [testing.gap("sagemaker:ListEndpoints", "us-east-1")]) == ["unknown"]
}
