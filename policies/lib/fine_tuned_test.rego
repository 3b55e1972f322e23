package lens_test.lib.fine_tuned_test

import data.lens.lib.fine_tuned
import data.lens_test.testing

_endpoint := testing.record("AWS::SageMaker::Endpoint", testing.arn("sagemaker", "endpoint/chat"), {
	"EndpointName": "chat",
	"EndpointStatus": "InService",
	"DescribeEndpointConfig": {"ProductionVariants": [{"VariantName": "main", "InstanceType": "ml.g5.xlarge"}]},
})

_component(name, specification) := testing.record(
	"AWS::SageMaker::InferenceComponent", testing.arn("sagemaker", sprintf("inference-component/%s", [name])),
	{"EndpointName": "chat", "Specification": specification},
)

_package := testing.arn("sagemaker", "model-package/tuned/1")

_model(name, made_of, described) := testing.record(
	"AWS::SageMaker::Model", testing.arn("sagemaker", sprintf("model/%s", [name])),
	object.union(
		{"ModelName": name, "PrimaryContainer": {"ModelPackageName": made_of}},
		{"DescribeModelPackage": d | some d in described},
	),
)

_of(base) := {"InferenceSpecification": {"Containers": [{"BaseModel": {"HubContentName": base}}]}}

_bases(records) := {[one.record.name, one.base] |
	facts := testing.facts(records, {}, [])
	all := fine_tuned.models | fine_tuned.adapters with input as facts
	some one in all
}

test_base_of_the_package if {
	runs := [_endpoint, _component("main", {"ModelName": "m"})]
	_bases(array.concat(runs, [_model("m", _package, [_of("llama")])])) == {["m", "llama"]}
	_bases(array.concat(runs, [_model("m", _package, [])])) == {["m", ""]}
	deleted := {"absent": "ResourceNotFound"}
	_bases(array.concat(runs, [_model("m", _package, [deleted])])) == {["m", ""]}
	plain := {"InferenceSpecification": {"Containers": [{"Image": "vllm"}]}}
	_bases(array.concat(runs, [_model("m", _package, [plain])])) == set()
	_bases(array.concat(runs, [_model("m", testing.arn("sagemaker", "model-package/bought"), [])])) == set()
	_bases([_endpoint, _model("m", _package, [_of("llama")])]) == set()
}

test_adapter_has_the_base_of_its_host if {
	host := _component("main", {"ModelName": "m"})
	adapter := _component("a", {"BaseInferenceComponentName": "main"})
	lost := _component("b", {"BaseInferenceComponentName": "gone"})
	runs := [_endpoint, host, adapter, lost]
	read := _model("m", _package, [_of("llama")])
	_bases(array.concat(runs, [read])) == {["m", "llama"], ["a", "llama"], ["b", ""]}
	_bases(runs) == {["a", ""], ["b", ""]}
}

test_others_are_those_in_other_copies if {
	runs := [
		_endpoint, _component("main", {"ModelName": "m"}), _component("a", {"BaseInferenceComponentName": "main"}),
		_component("two", {"ModelName": "n"}), _component("three", {"ModelName": "o"}),
		_model("m", _package, [_of("llama")]), _model("n", concat("", [_package, "0"]), [_of("llama")]),
		_model("o", _package, [_of("llama")]),
	]
	facts := testing.facts(runs, {}, [])
	all := fine_tuned.models with input as facts
	some m in all
	m.record.name == "m"
	others := fine_tuned.others(m) with input as facts
	{one.record.name | some one in others} == {"n"}
	some n in all
	n.record.name == "n"
	rest := fine_tuned.others(n) with input as facts
	{one.record.name | some one in rest} == {"m", "o", "a"}
	variants := fine_tuned.variants with input as facts
	variants == {"us-east-1": 3}
}
