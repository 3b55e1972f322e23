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

test_models_that_make_embeddings if {
	found := foundation_models.embedding with input as _facts
	found == {"provider.embed-v1:0"}
}
