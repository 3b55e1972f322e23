package lens_test.gensec01_bp02.sagemaker_model_network_isolation_test

import data.lens_test.testing

_control := "GENSEC01-BP02/sagemaker-model-network-isolation"

_isolated := {"EnableNetworkIsolation": true}

_arn(what) := testing.arn("sagemaker", what)

_endpoint(name, config) := testing.record("AWS::SageMaker::Endpoint", _arn(sprintf("endpoint/%s", [name])), {
	"EndpointName": name,
	"EndpointStatus": "InService",
	"DescribeEndpointConfig": object.union(
		{"ProductionVariants": [{"VariantName": "v", "InstanceType": "ml.g5.xlarge", "ModelName": "m"}]},
		config,
	),
})

_model(name, properties) := testing.record(
	"AWS::SageMaker::Model",
	_arn(sprintf("model/%s", [name])),
	object.union({"ModelName": name}, properties),
)

_component(name, specification) := testing.record(
	"AWS::SageMaker::InferenceComponent",
	_arn(sprintf("inference-component/%s", [name])),
	{"InferenceComponentName": name, "EndpointName": "e", "Specification": specification},
)

_results(records, gaps) := testing.results(_control, testing.facts(records, {}, gaps))

_verdicts(records, params, gaps) := {[v[0], regex.replace(v[1], `^.*:`, "")] |
	some v in testing.verdicts(_control, testing.facts(records, {_control: params}, gaps))
}

_of(records) := _verdicts(records, {}, [])

test_model_with_a_network_fails if {
	_results([_endpoint("e", {}), _model("m", {})], []) == [{
		"kind": "fail",
		"subject": {"type": "AWS::SageMaker::Model", "id": _arn("model/m"), "region": "us-east-1", "item": ""},
		"message": `network isolation is off, both for it and in the configuration of "e"`,
		"proof": [
			{"id": _arn("endpoint/e"), "pointer": "/properties/DescribeEndpointConfig"},
			{"id": _arn("model/m"), "pointer": "/properties"},
		],
		"causes": [],
	}]
	off := {"EnableNetworkIsolation": false}
	_of([_endpoint("e", off), _model("m", off)]) == {["fail", "model/m"]}
	vpc := {"VpcConfig": {"Subnets": ["subnet-1"]}}
	_of([_endpoint("e", vpc), _model("m", vpc)]) == {["fail", "model/m"]}
}

test_isolated_model_passes if {
	_of([_endpoint("e", {}), _model("m", _isolated)]) == {["pass", "model/m"]}
	_of([_endpoint("e", _isolated), _model("m", {})]) == {["pass", "model/m"]}
}

test_each_endpoint_counts if {
	[found] := _results([_endpoint("e", _isolated), _endpoint("f", {}), _model("m", {})], [])
	found.kind == "fail"
	found.message == `network isolation is off, both for it and in the configuration of "f"`
	_of([_endpoint("e", _isolated), _endpoint("f", _isolated), _model("m", {})]) == {["pass", "model/m"]}
}

test_shadow_variant_counts if {
	shadowed := _endpoint("e", {"ShadowProductionVariants": [{"VariantName": "s", "ModelName": "n"}]})
	records := [shadowed, _model("m", _isolated), _model("n", {})]
	_of(records) == {["pass", "model/m"], ["fail", "model/n"]}
}

test_exempt_models if {
	shadowed := _endpoint("f", {"ShadowProductionVariants": [{"ModelName": "n"}]})
	records := [_endpoint("e", {}), shadowed, _model("m", {})]
	_verdicts(records, {"exempt_models": ["m*"]}, []) == {["unknown", "endpoint/f"]}
	{kind | some [kind, _] in _verdicts(records, {"exempt_models": ["m", "n"]}, [])} == {"not_applicable"}
}

test_other_models_not_applicable if {
	plain := {"ProductionVariants": [{"VariantName": "v", "InstanceType": "ml.m5.large", "ModelName": "m"}]}
	{kind | some [kind, _] in _of([_endpoint("e", plain), _model("m", {})])} == {"not_applicable"}
	{kind | some [kind, _] in _of([_model("m", {"PrimaryContainer": {"Image": "vllm"}})])} == {"not_applicable"}
	{kind | some [kind, _] in _of([])} == {"not_applicable"}
}

_empty := {"ProductionVariants": [{"VariantName": "v", "InstanceType": "ml.g5.xlarge"}]}

test_components_are_judged if {
	records := [
		_model("n", {}),
		_component("named", {"ModelName": "n"}),
		_component("own", {"Container": {"DeployedImage": {}}}),
		_component("adapter", {"BaseInferenceComponentName": "named"}),
	]
	names := ["model/n", "inference-component/own"]
	_of(array.concat([_endpoint("e", _empty)], records)) == {["fail", name] | some name in names}
	closed := object.union(_empty, _isolated)
	_of(array.concat([_endpoint("e", closed)], records)) == {["pass", name] | some name in names}
}

test_component_that_shows_nothing_unknown if {
	[found] := _results([_endpoint("e", _empty), _component("c", {})], [])
	found.kind == "unknown"
	found.message == concat("", [
		`network isolation is off in the configuration of "e", and AWS does not show which model `,
		"it runs",
	])
	closed := _endpoint("e", object.union(_empty, _isolated))
	denied := testing.gap("sagemaker:DescribeInferenceComponent", _arn("inference-component/c"))
	_verdicts([closed, _component("c", {})], {}, [denied]) == {["pass", "inference-component/c"]}
}

test_deleted_model_unknown if {
	[found] := _results([_endpoint("e", {})], [])
	found.kind == "unknown"
	found.subject.id == _arn("endpoint/e")
	found.message == concat("", [
		"network isolation is off in its configuration, and AWS does not show whether it is on ",
		`for "m"`,
	])
	_of([_endpoint("e", _isolated)]) == {["pass", "endpoint/e"]}
}

_denied(records, operation, place) := {kind |
	some [kind, id] in _verdicts(records, {}, [testing.gap(operation, place)])
	id != "root"
}

test_description_denied if {
	records := [_endpoint("e", {}), _model("m", {})]
	_denied(records, "sagemaker:DescribeModel", _arn("model/m")) == {"unknown"}
	_denied(records, "sagemaker:DescribeEndpointConfig", _arn("endpoint/e")) == {"unknown"}
	closed := [_endpoint("e", {}), _model("m", _isolated)]
	_denied(closed, "sagemaker:DescribeEndpointConfig", _arn("endpoint/e")) == {"pass"}
}

test_listing_denied_unknown if {
	every operation in ["sagemaker:ListEndpoints", "sagemaker:ListModels", "sagemaker:ListInferenceComponents"] {
		["unknown", "root"] in _verdicts([], {}, [testing.gap(operation, "us-east-1")])
	}
}
