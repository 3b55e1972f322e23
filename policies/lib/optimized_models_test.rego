package lens_test.lib.optimized_models_test

import data.lens.lib.optimized_models
import data.lens_test.testing

_endpoint(type) := testing.record("AWS::SageMaker::Endpoint", testing.arn("sagemaker", "endpoint/chat"), {
	"EndpointName": "chat",
	"EndpointStatus": "InService",
	"ProductionVariants": [{"VariantName": "main"}],
	"DescribeEndpointConfig": {"ProductionVariants": [{
		"VariantName": "main",
		"InstanceType": type,
		"ModelName": "m",
	}]},
})

_model(container) := testing.record("AWS::SageMaker::Model", testing.arn("sagemaker", "model/m"), {
	"ModelName": "m",
	"PrimaryContainer": container,
})

_llm(changes) := _model(object.union({"Image": "vllm", "ModelDataUrl": "s3://models/m/"}, changes))

_group := testing.record(
	"AWS::SageMaker::ModelPackageGroup", testing.arn("sagemaker", "model-package-group/g"),
	{"ModelPackageGroupName": "g"},
)

_package(container) := testing.record(
	"AWS::SageMaker::ModelPackage", testing.arn("sagemaker", "model-package/g/1"),
	{
		"ModelPackageGroupName": "g",
		"InferenceSpecification": {"Containers": [object.union({"Image": "vllm"}, container)]},
	},
)

_job(name, time, status, changes) := testing.record(
	"AWS::SageMaker::OptimizationJob", testing.arn("sagemaker", sprintf("optimization-job/%s", [name])),
	object.union({"CreationTime": time, "OptimizationJobStatus": status}, changes),
)

_ids(records, kind) := ids if {
	document := testing.facts(array.concat([_endpoint("ml.g5.xlarge")], records), {}, [])
	found := data.lens.lib.optimized_models[kind] with input as document
	ids := {proof.id | some [_, proof] in found}
}

test_language_models_on_accelerators if {
	every type, number in {"ml.g5.xlarge": 1, "ml.m5.large": 0} {
		document := testing.facts([_endpoint(type), _llm({})], {}, [])
		count(optimized_models.judged) == number with input as document
	}
	other := testing.facts([_endpoint("ml.g5.xlarge"), _model({"Image": "xgboost"})], {}, [])
	count(optimized_models.judged) == 0 with input as other
	packed := _model({"ModelPackageName": _package({}).id})
	document := testing.facts([_endpoint("ml.g5.xlarge"), packed, _group, _package({})], {}, [])
	count(optimized_models.judged) == 1 with input as document
}

test_what_settings_show if {
	every changes in [
		{"Environment": {"OPTION_QUANTIZE": "awq"}},
		{"Environment": {"HF_MODEL_QUANTIZE": "bitsandbytes"}},
		{"Environment": {"OPTION_DTYPE": "FP8"}},
		{"Environment": {"OPTION_SPECULATIVE_DRAFT_MODEL": "/opt/ml/draft"}},
		{"Environment": {"HF_MODEL_ID": "org/Model-7B-AWQ"}},
		{"ModelDataUrl": "s3://models/m-fp8/model.tar.gz"},
		{"ModelDataSource": {"S3DataSource": {"S3Uri": "s3://models/gptq/"}}},
		{"AdditionalModelDataSources": [{"ChannelName": "draft_model"}]},
		{"Image": "djl-inference:0.29.0-neuronx-sdk2.19.1"},
	] {
		_ids([_llm(changes)], "shown") == {_llm({}).id}
	}
	every changes in [
		{},
		{"Environment": {"OPTION_QUANTIZE": "none"}},
		{"Environment": {"OPTION_DTYPE": "fp16"}},
		{"Environment": {"OPTION_SPECULATIVE_DRAFT_MODEL": "None"}},
		{"Environment": {"HF_MODEL_ID": "org/lawquest"}},
		{"AdditionalModelDataSources": [{"ChannelName": "adapters"}]},
	] {
		_ids([_llm(changes)], "shown") == set()
	}
}

test_what_a_package_shows if {
	packed := _model({"ModelPackageName": _package({}).id})
	small := _package({"Environment": {"OPTION_QUANTIZE": "awq"}})
	_ids([packed, _group, small], "shown") == {small.id}
	_ids([packed, _group, _package({})], "shown") == set()
}

_time := "2026-05-01T00:00:00Z"

test_what_a_job_made if {
	every output in [{"SageMakerModel": {"ModelName": "m"}}, {"S3OutputLocation": "s3://models/m"}] {
		job := _job("a", _time, "COMPLETED", {"OutputConfig": output})
		_ids([_llm({}), job], "made") == {job.id}
	}
	every case in [
		["FAILED", "s3://models/m"], ["COMPLETED", "s3://models/other"],
		["COMPLETED", "s3://model"], ["COMPLETED", "s3://models"],
	] {
		job := _job("a", _time, case[0], {"OutputConfig": {"S3OutputLocation": case[1]}})
		_ids([_llm({}), job], "made") == set()
	}
}

# The job read what the model is loaded from, and wrote what it made somewhere beside it.
test_source_of_a_job_is_not_made_by_it if {
	source := {"ModelSource": {"S3": {"S3Uri": "s3://models/all/m/"}}}
	output := {"OutputConfig": {"S3OutputLocation": "s3://models/all"}}
	job := _job("a", _time, "COMPLETED", object.union(source, output))
	_ids([_llm({"ModelDataUrl": "s3://models/all/m/"}), job], "made") == set()
	_ids([_llm({"ModelDataUrl": "s3://models/all/small/"}), job], "made") == {job.id}
}

test_newest_job_that_failed if {
	every source in [{"SageMakerModel": {"ModelName": "m"}}, {"S3": {"S3Uri": "s3://models/m"}}] {
		old := _job("old", "2026-04-01T00:00:00Z", "FAILED", {"ModelSource": source})
		new := _job("new", _time, "COMPLETED", {"ModelSource": source})
		_ids([_llm({}), old], "failed") == {old.id}
		_ids([_llm({}), old, new], "failed") == set()
	}
	_ids([_llm({})], "failed") == set()
}
