package lens_test.lib.hosted_test

import data.lens.lib.hosted
import data.lens_test.testing

_arn(what) := testing.arn("sagemaker", what)

_e := _arn("endpoint/e")

_endpoint(current, configured) := testing.record("AWS::SageMaker::Endpoint", _e, {
	"EndpointName": "e",
	"EndpointStatus": "InService",
	"ProductionVariants": current,
	"DescribeEndpointConfig": {"ProductionVariants": configured},
})

_gpu(changes) := object.union({"VariantName": "main", "InstanceType": "ml.g5.xlarge"}, changes)

_model(name, properties) := testing.record(
	"AWS::SageMaker::Model",
	_arn(sprintf("model/%s", [name])),
	object.union({"ModelName": name}, properties),
)

_component(name, properties) := testing.record(
	"AWS::SageMaker::InferenceComponent",
	_arn(sprintf("inference-component/%s", [name])),
	object.union({"InferenceComponentName": name, "EndpointName": "e"}, properties),
)

_with(specification) := {"Specification": specification}

test_variant_of_two_answers if {
	now := {"MinInstanceCount": 1}
	current := {"VariantName": "main", "CurrentInstanceCount": 3, "ManagedInstanceScaling": now}
	set := {"MinInstanceCount": 2, "MaxInstanceCount": 4}
	configured := _gpu({"InitialInstanceCount": 2, "ManagedInstanceScaling": set})
	document := testing.facts([_endpoint([current], [configured])], {}, [])
	found := hosted.variants with input as document
	found == {_e: {"main": {
		"VariantName": "main",
		"InstanceType": "ml.g5.xlarge",
		"InitialInstanceCount": 2,
		"CurrentInstanceCount": 3,
		"ManagedInstanceScaling": {"MinInstanceCount": 1, "MaxInstanceCount": 4},
	}}}
}

test_variant_of_one_answer if {
	document := testing.facts([_endpoint([], [_gpu({})])], {}, [])
	object.keys(hosted.variants[_e]) == {"main"} with input as document
	image := {"ResolvedImage": "vllm"}
	other := testing.facts(
		[testing.without(
			_endpoint([{"VariantName": "main", "DeployedImages": [image]}], []),
			"DescribeEndpointConfig",
		)],
		{}, [],
	)
	object.keys(hosted.variants[_e]) == {"main"} with input as other
}

test_other_endpoint if {
	document := testing.facts([_endpoint([], [{"VariantName": "main", "InstanceType": "ml.m5.large"}])], {}, [])
	hosted.endpoints == [] with input as document
	hosted.variants == {} with input as document
}

test_serverless if {
	hosted.is_serverless({"ServerlessConfig": {}})
	hosted.is_serverless({"CurrentServerlessConfig": {"MaxConcurrency": 5}})
	not hosted.is_serverless({"CurrentInstanceCount": 1})
}

test_name_in_auto_scaling if {
	hosted.scaled_as(_endpoint([], []), "main") == "endpoint/e/variant/main"
}

test_components if {
	document := testing.facts(
		[
			_endpoint([], []),
			_component("a", {}),
			_component("b", {"InferenceComponentStatus": "Updating"}),
			_component("c", {"InferenceComponentStatus": "Failed"}),
			_component("d", {"EndpointName": "f"}),
		],
		{}, [],
	)
	found := hosted.components with input as document
	object.keys(found) == {_e}
	{c.name | some c in found[_e]} == {"a", "b"}
}

test_adapter if {
	hosted.is_adapter(_component("a", _with({"BaseInferenceComponentName": "b"})))
	hosted.is_adapter(_component("a", {"Specifications": [{"BaseInferenceComponentName": "b"}]}))
	not hosted.is_adapter(_component("a", _with({"ModelName": "m"})))
	not hosted.is_adapter(_component("a", {}))
}

_runs(records) := found if {
	document := testing.facts(array.concat([_model("m", {}), _model("n", {})], records), {}, [])
	models := hosted.models with input as document
	lost := hosted.lost with input as document
	found := {m.properties.ModelName | some [_, m] in models} | {sprintf("-%s", [name]) | some [_, name] in lost}
}

test_models_of_variants if {
	_runs([_endpoint([], [_gpu({"ModelName": "m"})])]) == {"m"}
	_runs([_endpoint([], [_gpu({"ModelName": "deleted"})])]) == {"-deleted"}
	_runs([_endpoint([], [_gpu({})])]) == set()
}

test_models_of_pools if {
	pools := [{"InstanceType": "ml.g5.xlarge", "ModelNameOverride": "n"}, {"InstanceType": "ml.g6.xlarge"}]
	_runs([_endpoint([], [_gpu({"ModelName": "m", "InstancePools": pools})])]) == {"m", "n"}
	_runs([_endpoint([], [_gpu({"ModelName": "m", "InstancePools": [pools[0]]})])]) == {"n"}
	_runs([_endpoint([], [_gpu({"ModelName": "m", "InstancePools": []})])]) == {"m"}
}

test_models_of_shadow_variants if {
	shadows := {"ShadowProductionVariants": [_gpu({"ModelName": "m"}), _gpu({"ModelName": "deleted"})]}
	endpoint := _endpoint([], [_gpu({"ModelName": "n"})])
	shadowed := object.union(endpoint, {"properties": {"DescribeEndpointConfig": shadows}})
	document := testing.facts([shadowed, _model("m", {}), _model("n", {})], {}, [])
	found := {[id, m.name] | some [id, m] in hosted.shadowing} with input as document
	found == {[_e, "m"]}
	hosted.lost_shadows == {[_e, "deleted"]} with input as document
}

test_models_of_components if {
	_runs([_endpoint([], [_gpu({})]), _component("a", _with({"ModelName": "m"}))]) == {"m"}
	_runs([_endpoint([], [_gpu({})]), _component("a", {"Specifications": [
		{"ModelName": "m"},
		{"ModelName": "n"},
	]})]) == {"m", "n"}
	other := {"EndpointName": "f", "Specification": {"ModelName": "m"}}
	_runs([_endpoint([], [_gpu({})]), _component("a", other)]) == set()
}

test_model_of_another_region if {
	model := object.union(_model("m", {}), {"region": "eu-west-1"})
	document := testing.facts([_endpoint([], [_gpu({"ModelName": "m"})]), model], {}, [])
	hosted.models == set() with input as document
	hosted.lost == {[_e, "m"]} with input as document
}

_without_model(properties) := found if {
	document := testing.facts([_endpoint([], []), _component("a", properties)], {}, [])
	own := hosted.own with input as document
	silent := hosted.silent with input as document
	found := {["own", id, c.name] | some [id, c] in own} | {["silent", id, c.name] | some [id, c] in silent}
}

test_components_without_a_model if {
	_without_model(_with({"Container": {"ArtifactUrl": "s3://own/adapter"}})) == {["own", _e, "a"]}
	_without_model(_with({"BaseInferenceComponentName": "b"})) == {["own", _e, "a"]}
	_without_model({"Specifications": [{"ModelName": "m"}, {"Container": {}}]}) == {["own", _e, "a"]}
	_without_model(_with({"ModelName": "m", "Container": {"DeployedImage": {}}})) == set()
	_without_model(_with({"ComputeResourceRequirements": {}})) == {["silent", _e, "a"]}
	_without_model({}) == {["silent", _e, "a"]}
}

test_containers if {
	hosted.containers(_model("m", {"PrimaryContainer": {"Image": "a"}})) == [{"Image": "a"}]
	two := [{"Image": "a"}, {"Image": "b"}]
	hosted.containers(_model("m", {"Containers": two})) == two
	hosted.containers(_model("m", {})) == []
}

test_what_shows_calls if {
	async := testing.record("AWS::SageMaker::Endpoint", testing.arn("sagemaker", "endpoint/async"), {
		"EndpointName": "async",
		"EndpointStatus": "InService",
		"AsyncInferenceConfig": {"OutputConfig": {}},
	})
	component := _component("c", {"EndpointName": "async"})
	document := testing.facts([async, component], {}, [])
	found := {[e.name, r.name, name] | some [e, r, name] in hosted.calls} with input as document
	found == {
		["async", "async", "Invocations"],
		["async", "async", "InvocationsProcessed"],
		["async", "c", "Invocations"],
	}
}
