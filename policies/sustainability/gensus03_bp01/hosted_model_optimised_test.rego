package lens_test.gensus03_bp01.hosted_model_optimised_test

import data.lens_test.testing

_control := "GENSUS03-BP01/hosted-model-optimised"

_endpoint := testing.record("AWS::SageMaker::Endpoint", testing.arn("sagemaker", "endpoint/chat"), {
	"EndpointName": "chat",
	"EndpointStatus": "InService",
	"ProductionVariants": [{"VariantName": "main"}],
	"DescribeEndpointConfig": {"ProductionVariants": [{
		"VariantName": "main",
		"InstanceType": "ml.g5.xlarge",
		"ModelName": "m",
	}]},
})

_id := testing.arn("sagemaker", "model/m")

_model(changes) := testing.record("AWS::SageMaker::Model", _id, {
	"ModelName": "m",
	"PrimaryContainer": object.union({"Image": "vllm", "ModelDataUrl": "s3://models/m/"}, changes),
})

_plain := _model({})

_job(name, time, status) := testing.record(
	"AWS::SageMaker::OptimizationJob", testing.arn("sagemaker", sprintf("optimization-job/%s", [name])),
	{
		"CreationTime": time,
		"OptimizationJobStatus": status,
		"ModelSource": {"SageMakerModel": {"ModelName": "m"}},
		"OutputConfig": {"SageMakerModel": {"ModelName": "m-small"}},
	},
)

_failed := _job("one", "2026-05-01T00:00:00Z", "FAILED")

_kinds(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

test_failed_job_fails if {
	testing.results(_control, testing.facts([_endpoint, _plain, _failed], {}, [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::SageMaker::Model", "id": _id, "region": "us-east-1", "item": ""},
		"message": `the newest optimization job for it, "one", failed, and the model runs as it was`,
		"proof": [{"id": _failed.id, "pointer": "/properties/OptimizationJobStatus"}],
		"causes": [],
	}]
	newer := _job("two", "2026-06-01T00:00:00Z", "INPROGRESS")
	_kinds([_endpoint, _plain, _failed, newer], []) == ["review"]
}

test_optimized_passes if {
	small := _model({"Environment": {"OPTION_QUANTIZE": "awq"}})
	_kinds([_endpoint, small], []) == ["pass"]
	_kinds([_endpoint, small, _failed], []) == ["pass"]
	document := testing.facts([_endpoint, small], {}, [])
	testing.proofs(_control, document) == [{"id": _id, "pointer": "/properties"}]
}

test_made_by_a_job_passes if {
	made := object.union(
		_job("two", "2026-06-01T00:00:00Z", "COMPLETED"),
		{"properties": {"OutputConfig": {"SageMakerModel": {"ModelName": "m"}}}},
	)
	_kinds([_endpoint, _plain, made], []) == ["pass"]
}

test_nothing_seen_is_stated_by_a_person if {
	document := testing.facts([_endpoint, _plain], {}, [])
	testing.kinds(_control, document) == ["review"]
	text := concat(" ", [
		"state whether its weights are quantized already, or why no optimization fits; write it with:",
		"genai-lens attest GENSUS03-BP01/hosted-model-optimised",
	])
	testing.messages(_control, document) == [text]
}

test_lost_answers_unknown if {
	every gap in [
		testing.gap("sagemaker:DescribeModel", _id),
		testing.gap("sagemaker:ListOptimizationJobs", "us-east-1"),
		testing.gap("sagemaker:DescribeOptimizationJob", _failed.id),
	] {
		"unknown" in _kinds([_endpoint, _plain, _job("one", "2026-05-01T00:00:00Z", "STARTING")], [gap])
	}
	listing := testing.gap("sagemaker:ListOptimizationJobs", "us-east-1")
	_kinds([_endpoint, _plain, _failed], [listing]) == ["unknown"]
	small := _model({"Environment": {"OPTION_QUANTIZE": "awq"}})
	_kinds([_endpoint, small], [listing]) == ["pass"]
	_kinds([], [testing.gap("sagemaker:ListEndpoints", "us-east-1")]) == ["unknown"]
}

test_no_language_model_not_applicable if {
	_kinds([_plain], []) == ["not_applicable"]
	_kinds([_endpoint, _model({"Image": "xgboost"})], []) == ["not_applicable"]
}
