package lens_test.guarded_models_test

import data.lens.lib.guarded_models
import data.lens_test.guardrail_fixtures as fixtures
import data.lens_test.testing

_model(id, kinds) := testing.record(
	"AWS::Bedrock::FoundationModel",
	sprintf("arn:aws:bedrock:us-east-1::foundation-model/%s", [id]),
	{"modelId": id, "inputModalities": kinds},
)

_listed := [_model("maker.sees-v1:0", ["TEXT", "IMAGE"]), _model("maker.reads-v1:0", ["TEXT"])]

_one := sprintf("%s:1", [fixtures.arn])

_agent(model) := [
	fixtures.agent({}),
	fixtures.agent_version("7", object.union(fixtures.names("g", "1"), {"foundationModel": model})),
	fixtures.agent_alias("7"),
]

_flow(model) := [fixtures.flow([{"configuration": {"prompt": object.union(
	fixtures.names("g", "1"),
	{"sourceConfiguration": {"inline": {"modelId": model}}},
)}}])]

_profile := testing.record(
	"AWS::Bedrock::ApplicationInferenceProfile",
	testing.arn("bedrock", "application-inference-profile/p1"),
	{"models": [{"modelArn": "arn:aws:bedrock:us-east-1::foundation-model/maker.sees-v1:0"}]},
)

_enforced(members) := testing.record(
	"AWS::Bedrock::EnforcedGuardrailConfiguration",
	testing.arn("bedrock", "enforced-guardrail-configuration/c"),
	object.union({"guardrailArn": fixtures.arn, "guardrailVersion": "1"}, members),
)

_harness(model) := testing.record(
	"AWS::BedrockAgentCore::Harness", testing.arn("bedrock-agentcore", "harness/h"),
	{"model": {"bedrockModelConfig": {"modelId": model}}},
)

_seen(records) := {name | some name, _ in object.get(found, _one, [])} if {
	facts := testing.facts(array.concat(_listed, records), {}, [])
	pairs := guarded_models.with_images with input as facts
	found := {_one: {pair[0]: true | some pair in object.get(pairs, _one, [])}}
}

_hidden(records) := {name | some name in object.get(found, _one, [])} if {
	facts := testing.facts(array.concat(_listed, records), {}, [])
	found := guarded_models.not_shown with input as facts
}

test_models_of_agents if {
	_seen(_agent("us.maker.sees-v1:0")) == {"us.maker.sees-v1:0"}
	_seen(_agent("maker.reads-v1:0")) == set()
	_hidden(_agent("maker.reads-v1:0")) == set()
	_hidden(_agent("maker.gone-v1:0")) == {"maker.gone-v1:0"}
}

test_proofs if {
	calling := array.concat(_agent("maker.sees-v1:0"), _flow("maker.sees-v1:0"))
	facts := testing.facts(array.concat(_listed, calling), {}, [])
	pairs := guarded_models.with_images with input as facts
	{pair[1] | some pair in pairs[_one]} == {
		{"id": sprintf("%s:7", [fixtures.agent_arn]), "pointer": "/properties/foundationModel"},
		{"id": fixtures.flow_arn, "pointer": "/properties/definition"},
	}
}

test_models_behind_a_profile if {
	_seen(array.concat(_flow(_profile.id), [_profile])) == {_profile.id}
	_seen(_flow(_profile.id)) == set()
	_hidden(_flow(_profile.id)) == {_profile.id}
}

_custom := testing.record(
	"AWS::Bedrock::CustomModel", testing.arn("bedrock", "custom-model/maker.sees-v1:0/abc"),
	{"baseModelArn": "arn:aws:bedrock:us-east-1::foundation-model/maker.sees-v1:0"},
)

_throughput := testing.record(
	"AWS::Bedrock::ProvisionedModelThroughput", testing.arn("bedrock", "provisioned-model/t"),
	{"modelArn": _custom.id, "status": "InService"},
)

test_custom_models_take_what_their_base_takes if {
	_seen(array.concat(_flow(_throughput.id), [_throughput, _custom])) == {_throughput.id}
	_hidden(array.concat(_flow(_throughput.id), [_throughput])) == {_throughput.id}
}

test_enforced_before_all_models_in_use if {
	_seen([_enforced({}), _harness("maker.sees-v1:0")]) == {"maker.sees-v1:0"}
	_seen([_enforced({}), object.union(_harness("maker.sees-v1:0"), {"region": "eu-west-1"})]) == set()
	_hidden([_enforced({}), _harness(_profile.id)]) == {_profile.id}
}

test_enforced_before_some_models if {
	harness := _harness("eu.maker.sees-v1:0")
	_seen([_enforced({"modelEnforcement": {"excludedModels": ["maker.sees-v1:0"]}}), harness]) == set()
	_seen([_enforced({"modelEnforcement": {"includedModels": ["maker.reads-v1:0"]}}), harness]) == set()
	every names in [["ALL"], ["maker.sees-v1:0"], []] {
		_seen([_enforced({"modelEnforcement": {"includedModels": names}}), harness]) == {"maker.sees-v1:0"}
	}
}

_policy := testing.record("AWS::Organizations::EffectivePolicy", "arn:aws:organizations::1:policy/p", {
	"PolicyContent": {"bedrock": {"guardrail_inference": {"us-east-1": {"a": {"identifier": _one}}}}},
})

test_enforced_by_the_organization if {
	_seen([_policy, _harness("maker.sees-v1:0")]) == {"maker.sees-v1:0"}
	facts := testing.facts([_policy], {}, [])
	guarded_models.enforced == {_one} with input as facts
}
