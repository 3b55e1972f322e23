package lens_test.foundation_models_test

import data.lens.lib.foundation_models
import data.lens_test.testing

_model(id, kinds) := testing.record(
	"AWS::Bedrock::FoundationModel",
	sprintf("arn:aws:bedrock:us-east-1::foundation-model/%s", [id]),
	{"modelId": id, "outputModalities": kinds},
)

_facts := testing.facts(
	[
		_model("provider.chat-v1:0", ["TEXT"]),
		_model("provider.chat-v1:0:200k", ["TEXT", "IMAGE"]),
		_model("provider.embed-v1:0", ["EMBEDDING"]),
	],
	{}, [],
)

test_outputs_by_normal_id if {
	found := foundation_models.outputs with input as _facts
	found == {"provider.chat-v1:0": ["IMAGE", "TEXT"], "provider.embed-v1:0": ["EMBEDDING"]}
}

test_inputs_by_normal_id if {
	records := [
		object.union(_model("provider.chat-v1:0", []), {"properties": {"inputModalities": ["TEXT", "IMAGE"]}}),
		_model("provider.other-v1:0", []),
	]
	facts := testing.facts(records, {}, [])
	found := foundation_models.inputs with input as facts
	found == {"provider.chat-v1:0": ["IMAGE", "TEXT"]}
}

test_models_that_make_embeddings if {
	found := foundation_models.embedding with input as _facts
	found == {"provider.embed-v1:0"}
}

test_models_on_demand if {
	types := {"a": ["PROVISIONED"], "b": ["PROVISIONED", "ON_DEMAND"], "c": ["INFERENCE_PROFILE"]}
	records := [object.union(_model(sprintf("provider.%s-v1:0", [name]), []), {"properties": {
		"modelId": sprintf("provider.%s-v1:0", [name]),
		"inferenceTypesSupported": list,
	}}) |
		some name, list in types
	]
	facts := testing.facts(records, {}, [])
	found := foundation_models.on_demand with input as facts
	found == {["us-east-1", "provider.b-v1:0"], ["us-east-1", "provider.c-v1:0"]}
}
