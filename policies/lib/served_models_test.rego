package lens_test.lib.served_models_test

import data.lens.lib.served_models
import data.lens_test.testing

_arn(what) := testing.arn("sagemaker", what)

_endpoint(config) := testing.record("AWS::SageMaker::Endpoint", _arn("endpoint/e"), {
	"EndpointName": "e",
	"EndpointStatus": "Updating",
	"DescribeEndpointConfig": object.union(
		{"ProductionVariants": [{"VariantName": "v", "InstanceType": "ml.g5.xlarge", "ModelName": "m"}]},
		config,
	),
})

_model(name) := testing.record("AWS::SageMaker::Model", id, {"ModelName": name}) if {
	id := _arn(sprintf("model/%s", [name]))
}

_component(name, specification) := testing.record(
	"AWS::SageMaker::InferenceComponent",
	_arn(sprintf("inference-component/%s", [name])),
	{"InferenceComponentName": name, "EndpointName": "e", "Specification": specification},
)

_served(records) := {[r.name, e.name] | some [r, e] in found} if {
	document := testing.facts(array.concat([_model("m"), _model("n"), _model("idle")], records), {}, [])
	found := served_models.served with input as document
}

test_models_of_variants if {
	_served([_endpoint({})]) == {["m", "e"]}
	_served([_endpoint({"ShadowProductionVariants": [{"ModelName": "n"}]})]) == {["m", "e"], ["n", "e"]}
	_served([]) == set()
}

test_components if {
	components := [
		_component("named", {"ModelName": "n"}),
		_component("own", {"Container": {"DeployedImage": {}}}),
		_component("adapter", {"BaseInferenceComponentName": "named"}),
		_component("silent", {}),
	]
	records := array.concat([_endpoint({"ProductionVariants": []})], components)
	_served(records) == {["n", "e"], ["own", "e"], ["silent", "e"]}
	document := testing.facts(records, {}, [])
	served_models.silent_ids == {_arn("inference-component/silent")} with input as document
	served_models.silent(components[3]) with input as document
	not served_models.silent(components[1]) with input as document
}

test_lost_models if {
	document := testing.facts([_endpoint({"ShadowProductionVariants": [{"ModelName": "n"}]})], {}, [])
	found := {[e.name, names] | some [e, names] in served_models.lost} with input as document
	found == {["e", ["m", "n"]]}
}

test_idle_models if {
	image := {"properties": {"PrimaryContainer": {"Image": "djl-inference:1"}}}
	models := [object.union(_model("m"), image), object.union(_model("n"), image), _model("o")]
	document := testing.facts(array.concat([_endpoint({})], models), {}, [])
	found := {m.name | some m in served_models.idle} with input as document
	found == {"n"}
}

test_proof if {
	expected := {"id": _arn("endpoint/e"), "pointer": "/properties/DescribeEndpointConfig"}
	served_models.proof(_endpoint({})) == expected
}
