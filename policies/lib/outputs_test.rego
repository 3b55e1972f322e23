package lens_test.outputs_test

import data.lens.lib.outputs
import data.lens_test.testing

_model(id, modalities) := testing.record(
	"AWS::Bedrock::FoundationModel",
	sprintf("arn:aws:bedrock:us-east-1::foundation-model/%s", [id]),
	{"modelId": id, "outputModalities": modalities},
)

_agent := testing.record("AWS::Bedrock::Agent", testing.arn("bedrock", "agent/A1"), {
	"foundationModel": "us.amazon.nova-omni-v1:0",
})

_models(records) := found if {
	document := testing.facts(records, {}, [])
	found := outputs.models with input as document
}

test_modalities_of_models_in_use if {
	omni := _model("amazon.nova-omni-v1:0", ["TEXT", "IMAGE"])
	records := [_agent, omni, _model("amazon.titan-v1", ["EMBEDDING"])]
	{place: {model | some model in models} | some place, models in _models(records)} == {
		["us-east-1", "TEXT"]: {"amazon.nova-omni-v1:0"},
		["us-east-1", "IMAGE"]: {"amazon.nova-omni-v1:0"},
	}
}

test_models_that_aws_does_not_list if _models([_agent]) == {}
