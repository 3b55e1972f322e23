package lens_test.models_in_use_test

import data.lens.lib.models_in_use
import data.lens_test.testing

_haiku := "anthropic.claude-haiku-4-v1:0"

_titan := "amazon.titan-embed-text-v2:0"

_foundation(model) := sprintf("arn:aws:bedrock:us-east-1::foundation-model/%s", [model])

_agent(id, model) := testing.record(
	"AWS::Bedrock::Agent",
	testing.arn("bedrock", sprintf("agent/%s", [id])),
	{"agentId": id, "foundationModel": model},
)

_alias(id, version) := testing.record(
	"AWS::Bedrock::AgentAlias",
	testing.arn("bedrock", sprintf("agent-alias/%s/LIVE", [id])),
	{
		"agentAliasId": "LIVE",
		"agentAliasStatus": "PREPARED",
		"routingConfiguration": [{"agentVersion": version}],
	},
)

_version(id, version, model) := testing.record(
	"AWS::Bedrock::AgentVersion",
	testing.arn("bedrock", sprintf("agent/%s:%s", [id, version])),
	{"agentId": id, "version": version, "foundationModel": model},
)

_profile(type, kind, id, model) := testing.record(
	type,
	testing.arn("bedrock", sprintf("%s/%s", [kind, id])),
	{"inferenceProfileId": id, "models": [
		{"modelArn": sprintf("arn:aws:bedrock:::foundation-model/%s", [model])},
		{"modelArn": _foundation(model)},
	]},
)

_application(id, model) := _profile(
	"AWS::Bedrock::ApplicationInferenceProfile", "application-inference-profile", id,
	model,
)

_throughput(id, model, status) := testing.record(
	"AWS::Bedrock::ProvisionedModelThroughput",
	testing.arn("bedrock", sprintf("provisioned-model/%s", [id])),
	{"modelArn": model, "status": status},
)

_custom := testing.arn("bedrock", "custom-model/amazon.titan-text-express-v1:0:8k/tuned0000001")

_deployment(status) := testing.record(
	"AWS::Bedrock::CustomModelDeployment",
	testing.arn("bedrock", "custom-model-deployment/deploy000001"),
	{"modelArn": _custom, "status": status},
)

_prompt_node(source) := {"type": "Prompt", "configuration": {"prompt": {"sourceConfiguration": source}}}

_flow(nodes) := testing.record("AWS::Bedrock::Flow", testing.arn("bedrock", "flow/F1"), {
	"id": "F1",
	"definition": {"nodes": nodes},
})

# {[model, source], ...}
_used(records) := {[use.model, use.source] | some use in found} if {
	found := models_in_use.used with input as testing.facts(records, {}, [])
}

test_same_model_under_other_names if {
	every name in [
		_haiku,
		_foundation(_haiku),
		sprintf("us.%s", [_haiku]),
		sprintf("us-gov.%s", [_haiku]),
		testing.arn("bedrock", sprintf("inference-profile/global.%s", [_haiku])),
		sprintf("%s:200k", [_haiku]),
	] {
		models_in_use.normal(name) == _haiku
	}
}

test_ids_without_these_parts_stay if {
	every name in ["anthropic.claude-v2:1", "zai.glm-4.7", "us1.model"] { models_in_use.normal(name) == name }
}

test_custom_model_by_its_id if models_in_use.normal(_custom) == "tuned0000001"

test_agent_draft if {
	found := models_in_use.used with input as testing.facts([_agent("A1", _haiku)], {}, [])
	found == {{
		"region": "us-east-1",
		"model": _haiku,
		"by": testing.arn("bedrock", "agent/A1"),
		"source": "draft",
	}}
}

test_agent_without_a_model_uses_none if {
	_used([testing.without(_agent("A1", _haiku), "foundationModel")]) == set()
}

test_prompt_override_of_an_agent if {
	agent := testing.record("AWS::Bedrock::Agent", testing.arn("bedrock", "agent/A1"), {
		"agentId": "A1",
		"promptOverrideConfiguration": {"promptConfigurations": [{"foundationModel": _haiku}]},
	})
	_used([agent]) == {[_haiku, "draft"]}
}

test_only_versions_that_an_alias_routes_to if {
	versions := [_version("A1", "1", "provider.old"), _version("A1", "2", "provider.new")]
	_used(array.concat(versions, [_agent("A1", _haiku), _alias("A1", "2")])) == {
		[_haiku, "draft"],
		["provider.new", "version"],
	}
}

test_flow_nodes_at_every_depth if {
	inline := _prompt_node({"inline": {"modelId": _haiku}})
	base := {"configuration": {"knowledgeBase": {"modelId": "provider.answers"}}}
	again := _prompt_node({"inline": {"modelId": "provider.again"}})
	loop := {"configuration": {"loop": {"definition": {"nodes": [again]}}}}
	_used([_flow([inline, base, loop])]) == {
		[_haiku, "draft"],
		["provider.answers", "draft"],
		["provider.again", "draft"],
	}
}

test_flow_version_behind_an_alias if {
	version := testing.record("AWS::Bedrock::FlowVersion", testing.arn("bedrock", "flow/F1:3"), {
		"id": "F1",
		"version": "3",
		"definition": {"nodes": [_prompt_node({"inline": {"modelId": _haiku}})]},
	})
	alias := testing.record("AWS::Bedrock::FlowAlias", testing.arn("bedrock", "flow/F1/alias/LIVE"), {
		"id": "LIVE",
		"routingConfiguration": [{"flowVersion": "3"}],
	})
	_used([_flow([]), version, alias]) == {[_haiku, "version"]}
}

test_variants_of_prompts_and_of_their_versions if {
	prompt := testing.record("AWS::Bedrock::Prompt", testing.arn("bedrock", "prompt/P1"), {"variants": [
		{"name": "a", "modelId": _haiku},
		{"name": "b", "genAiResource": {"agent": {"agentIdentifier": "x"}}},
	]})
	first := {"variants": [{"name": "a", "modelId": "provider.first"}]}
	version := testing.record("AWS::Bedrock::PromptVersion", testing.arn("bedrock", "prompt/P1:1"), first)
	_used([prompt, version]) == {[_haiku, "prompt"], ["provider.first", "prompt"]}
}

test_empty_model_id_is_none if {
	_used([_flow([_prompt_node({"inline": {"modelId": ""}})])]) == set()
}

test_harness_with_a_bedrock_model if {
	harness := testing.record(
		"AWS::BedrockAgentCore::Harness",
		testing.arn("bedrock-agentcore", "harness/H1"),
		{"model": {"bedrockModelConfig": {"modelId": sprintf("eu.%s", [_haiku])}}},
	)
	other := testing.record(
		"AWS::BedrockAgentCore::Harness",
		testing.arn("bedrock-agentcore", "harness/H2"),
		{"model": {"openAiModelConfig": {"modelId": "model"}}},
	)
	_used([harness, other]) == {[_haiku, "harness"]}
}

test_system_profile_stands_for_its_model if {
	profile := _profile("AWS::Bedrock::InferenceProfile", "inference-profile", "mx.other-name", _haiku)
	_used([profile]) == set()
	_used([profile, _agent("A1", "mx.other-name")]) == {[_haiku, "draft"]}
	_used([profile, _agent("A1", profile.id)]) == {[_haiku, "draft"]}
}

test_application_profile_stands_for_its_model if {
	profile := _application("profile00001", _titan)
	_used([profile]) == {[_titan, "profile"]}
	_used([profile, _agent("A1", "profile00001")]) == {[_titan, "profile"], [_titan, "draft"]}
}

test_throughput_stands_for_its_model if {
	throughput := _throughput("through00001", _custom, "InService")
	_used([throughput]) == {["tuned0000001", "throughput"]}
	_used([throughput, _agent("A1", throughput.id)]) == {
		["tuned0000001", "throughput"],
		["tuned0000001", "draft"],
	}
}

test_failed_throughput_and_deployment_serve_nothing if {
	_used([_throughput("through00001", _custom, "Failed"), _deployment("Failed")]) == set()
}

test_deployment_of_a_custom_model if _used([_deployment("Active")]) == {["tuned0000001", "deployment"]}

test_on_demand_without_a_throughput if {
	_on_demand([_deployment("Active")]) == {"tuned0000001"}
	_on_demand([_deployment("Active"), _throughput("through00001", _custom, "InService")]) == set()
}

_on_demand(records) := found if {
	found := models_in_use.on_demand with input as testing.facts(records, {}, [])
}

test_sagemaker_endpoint_by_its_name if {
	_used([_agent("A1", testing.arn("sagemaker", "endpoint/llm"))]) == {["llm", "draft"]}
}

test_profile_that_no_listing_shows_is_unresolved if {
	every name in [
		testing.arn("bedrock", "application-inference-profile/hidden000001"),
		testing.arn("bedrock", "provisioned-model/hidden000001"),
		testing.arn("bedrock", "custom-model-deployment/hidden000001"),
		"hidden000001",
	] {
		_used([_agent("A1", name)]) == set()
		_unresolved([_agent("A1", name)]) == {name}
	}
}

test_what_a_listing_shows_is_resolved if {
	agents := [_agent("A1", "profile00001"), _agent("A2", _haiku)]
	_unresolved(array.concat(agents, [_application("profile00001", _titan)])) == set()
}

test_deployment_hides_no_foundation_model if {
	names := {
		"A1": testing.arn("bedrock", "application-inference-profile/hidden000001"),
		"A2": testing.arn("bedrock", "provisioned-model/hidden000002"),
		"A3": testing.arn("bedrock", "custom-model-deployment/hidden000003"),
	}
	document := testing.facts([_agent(id, name) | some id, name in names], {}, [])
	found := models_in_use.hidden with input as document
	{one.model | some one in found} == {"hidden000001", "hidden000002"}
	{[one.region, one.by] | some one in found; one.model == "hidden000001"} == {[
		"us-east-1",
		testing.arn("bedrock", "agent/A1"),
	]}
}

_unresolved(records) := {u.name | some u in found} if {
	found := models_in_use.unresolved with input as testing.facts(records, {}, [])
}

test_foundation_models_alone if {
	names := {
		"A1": _haiku,
		"A2": sprintf("us.%s", [_haiku]),
		"A3": sprintf("%s:200k", [_foundation(_haiku)]),
		"A4": testing.arn("bedrock", sprintf("inference-profile/eu.%s", [_haiku])),
		"A5": _custom,
		"A6": testing.arn("bedrock", "imported-model/import000001"),
		"A7": testing.arn("bedrock", "default-prompt-router/anthropic.claude:1"),
		"A8": testing.arn("sagemaker", "endpoint/marketplace"),
		"A9": testing.arn("bedrock", "application-inference-profile/profile00001"),
	}
	agents := [_agent(id, name) | some id, name in names]
	others := [_application("profile00001", _haiku), _throughput("t1", _custom, "InService")]
	records := array.concat(agents, others)
	found := models_in_use.foundation with input as testing.facts(records, {}, [])
	{regex.replace(use.by, "^.*/", "") | some use in found} == {"A1", "A2", "A3", "A4", "A9", "profile00001"}
	{use.model | some use in found} == {_haiku}
}
