package lens_test.custom_models_test

import data.lens.lib.custom_models
import data.lens_test.testing

_model(id, properties) := testing.record(
	"AWS::Bedrock::CustomModel",
	testing.arn("bedrock", sprintf("custom-model/provider.base/%s", [id])),
	properties,
)

_a := _model("a", {"modelStatus": "Active"})

_throughput(id, status) := testing.record(
	"AWS::Bedrock::ProvisionedModelThroughput",
	testing.arn("bedrock", sprintf("provisioned-model/%s", [id])),
	{"modelArn": _a.id, "status": status},
)

_deployment(id, status) := testing.record(
	"AWS::Bedrock::CustomModelDeployment",
	testing.arn("bedrock", sprintf("custom-model-deployment/%s", [id])),
	{"modelArn": _a.id, "status": status},
)

_serving(records) := [model.id | some model in found] if {
	found := custom_models.serving with input as testing.facts(records, {}, [])
}

test_behind_a_throughput if {
	_serving([_a, _throughput("t", "InService")]) == [_a.id]
	_serving([_a, _throughput("t", "Updating")]) == [_a.id]
}

test_behind_a_deployment if _serving([_a, _deployment("d", "Active")]) == [_a.id]

test_what_failed_serves_nothing if {
	_serving([_a, _throughput("t", "Failed"), _deployment("d", "Failed"), _deployment("e", "Creating")]) == []
}

test_models_by_status if {
	records := [_a, _model("old", {}), _model("new", {"modelStatus": "Creating"})]
	found := custom_models.active with input as testing.facts(records, {}, [])
	{model.id | some model in found} == {_a.id, _model("old", {}).id}
}

test_names_of_a_model if {
	facts := testing.facts([_a, _throughput("t", "InService"), _deployment("d", "Active")], {}, [])
	found := custom_models.names(_a.id) with input as facts
	found == {_a.id, _throughput("t", "InService").id, _deployment("d", "Active").id}
}
