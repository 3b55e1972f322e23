package lens_test.gensec01_bp02.sagemaker_model_in_vpc_test

import data.lens_test.testing

_control := "GENSEC01-BP02/sagemaker-model-in-vpc"

_vpc := {"VpcConfig": {"SecurityGroupIds": ["sg-1"], "Subnets": ["subnet-1"]}}

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

_market(properties) := testing.record(
	"AWS::Bedrock::MarketplaceModelEndpoint",
	testing.arn("bedrock", "marketplace-model-endpoint/shop"),
	object.union({"endpointArn": _arn("endpoint/shop")}, properties),
)

_results(records, gaps) := testing.results(_control, testing.facts(records, {}, gaps))

_verdicts(records, params, gaps) := {[v[0], regex.replace(v[1], `^.*:`, "")] |
	some v in testing.verdicts(_control, testing.facts(records, {_control: params}, gaps))
}

_of(records) := _verdicts(records, {}, [])

test_model_outside_fails if {
	_results([_endpoint("e", {}), _model("m", {})], []) == [{
		"kind": "fail",
		"subject": {"type": "AWS::SageMaker::Model", "id": _arn("model/m"), "region": "us-east-1", "item": ""},
		"message": `no VPC is set, neither for it nor in the configuration of "e"`,
		"proof": [
			{"id": _arn("endpoint/e"), "pointer": "/properties/DescribeEndpointConfig"},
			{"id": _arn("model/m"), "pointer": "/properties"},
		],
		"causes": [],
	}]
	none := {"VpcConfig": {"Subnets": []}}
	_of([_endpoint("e", none), _model("m", none)]) == {["fail", "model/m"]}
}

test_model_in_vpc_passes if {
	_of([_endpoint("e", {}), _model("m", _vpc)]) == {["pass", "model/m"]}
	_of([_endpoint("e", _vpc), _model("m", {})]) == {["pass", "model/m"]}
}

test_each_endpoint_counts if {
	[found] := _results([_endpoint("e", _vpc), _endpoint("f", {}), _model("m", {})], [])
	found.kind == "fail"
	found.message == `no VPC is set, neither for it nor in the configuration of "f"`
	[both] := _results([_endpoint("e", {}), _endpoint("f", {}), _model("m", {})], [])
	both.message == `no VPC is set, neither for it nor in the configuration of "e", "f"`
}

test_shadow_variant_counts if {
	shadowed := _endpoint("e", {"ShadowProductionVariants": [{"VariantName": "s", "ModelName": "n"}]})
	_of([shadowed, _model("m", _vpc), _model("n", {})]) == {["pass", "model/m"], ["fail", "model/n"]}
}

_status(status) := object.union(_endpoint("e", {}), {"properties": {"EndpointStatus": status}})

test_endpoint_that_does_not_answer_not_applicable if {
	kinds := {status: kind |
		some status in ["Updating", "Failed", "Creating"]
		some [kind, _] in _of([_status(status), _model("m", {})])
	}
	kinds == {"Updating": "fail", "Failed": "not_applicable", "Creating": "not_applicable"}
}

test_other_models_not_applicable if {
	plain := {"ProductionVariants": [{"VariantName": "v", "InstanceType": "ml.m5.large", "ModelName": "m"}]}
	{kind | some [kind, _] in _of([_endpoint("e", plain), _model("m", {})])} == {"not_applicable"}
	{kind | some [kind, _] in _of([_model("m", {})])} == {"not_applicable"}
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
	inside := object.union(_empty, _vpc)
	_of(array.concat([_endpoint("e", inside)], records)) == {["pass", name] | some name in names}
}

test_component_that_shows_nothing_unknown if {
	[found] := _results([_endpoint("e", _empty), _component("c", {})], [])
	found.kind == "unknown"
	found.message == `no VPC is set in the configuration of "e", and AWS does not show which model it runs`
	inside := _endpoint("e", object.union(_empty, _vpc))
	_of([inside, _component("c", {})]) == {["pass", "inference-component/c"]}
	denied := testing.gap("sagemaker:DescribeInferenceComponent", _arn("inference-component/c"))
	_verdicts([inside, _component("c", {})], {}, [denied]) == {["pass", "inference-component/c"]}
}

test_deleted_model_unknown if {
	[found] := _results([_endpoint("e", {})], [])
	found.kind == "unknown"
	found.subject.id == _arn("endpoint/e")
	found.message == `no VPC is set in its configuration, and AWS does not show whether one is set for "m"`
	_of([_endpoint("e", _vpc)]) == {["pass", "endpoint/e"]}
}

_serving(name) := {"PrimaryContainer": {"Image": sprintf("djl-inference:%s", [name])}}

test_idle_models_are_judged_on_demand if {
	records := [_endpoint("e", {}), _model("m", _vpc), _model("idle", _serving("a")), _model("other", {})]
	_of(records) == {["pass", "model/m"]}
	params := {"include_idle_models": true}
	_verdicts(records, params, []) == {["pass", "model/m"], ["fail", "model/idle"]}
	[found] := testing.results(_control, testing.facts([records[2]], {_control: params}, []))
	found.message == "no VPC is set for it, and no endpoint serves it"
	good := [_model("idle", object.union(_serving("a"), _vpc))]
	_verdicts(good, params, []) == {["pass", "model/idle"]}
	unread := testing.gap("sagemaker:DescribeEndpointConfig", _arn("endpoint/x"))
	["unknown", "model/idle"] in _verdicts([records[2]], params, [unread])
	["pass", "model/idle"] in _verdicts(good, params, [unread])
}

_hosted(vpc) := {"endpointStatus": "InService", "endpointConfig": {"sageMaker": vpc}}

_subnets := {"vpc": {"subnetIds": ["subnet-1"]}}

test_marketplace_endpoint if {
	[found] := _results([_market(_hosted({}))], [])
	found.kind == "fail"
	found.subject.id == testing.arn("bedrock", "marketplace-model-endpoint/shop")
	found.message == "no VPC is set for the model from Amazon Bedrock Marketplace"
	_of([_market(_hosted({"vpc": {"subnetIds": []}}))]) == {["fail", "marketplace-model-endpoint/shop"]}
	_of([_market(_hosted(_subnets))]) == {["pass", "marketplace-model-endpoint/shop"]}
	ended := object.union(_hosted({}), {"endpointStatus": "Failed"})
	{kind | some [kind, _] in _of([_market(ended)])} == {"not_applicable"}
}

test_marketplace_endpoint_is_judged_once if {
	_of([_endpoint("shop", {}), _model("m", _vpc), _market(_hosted(_subnets))]) == {["pass", "model/m"]}
	_of([_endpoint("shop", {}), _model("m", {}), _market(_hosted({}))]) == {["fail", "model/m"]}
}

_denied(records, operation, place) := {kind |
	some [kind, id] in _verdicts(records, {}, [testing.gap(operation, place)])
	id != "root"
}

test_description_denied if {
	records := [_endpoint("e", {}), _model("m", {})]
	_denied(records, "sagemaker:DescribeModel", _arn("model/m")) == {"unknown"}
	_denied(records, "sagemaker:DescribeEndpointConfig", _arn("endpoint/e")) == {"unknown"}
	inside := [_endpoint("e", {}), _model("m", _vpc)]
	_denied(inside, "sagemaker:DescribeEndpointConfig", _arn("endpoint/e")) == {"pass"}
	shop := testing.arn("bedrock", "marketplace-model-endpoint/shop")
	_denied([_market({})], "bedrock:GetMarketplaceModelEndpoint", shop) == {"unknown"}
}

test_listing_denied_unknown if {
	every operation in [
		"sagemaker:ListEndpoints", "sagemaker:ListModels", "sagemaker:ListInferenceComponents",
		"bedrock:ListMarketplaceModelEndpoints",
	] {
		["unknown", "root"] in _verdicts([], {}, [testing.gap(operation, "us-east-1")])
	}
}
