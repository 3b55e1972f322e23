package lens_test.genrel01_bp01.cross_region_profile_used_test

import data.lens_test.testing

_control := "GENREL01-BP01/cross-region-profile-used"

_model := "provider.model-v1:0"

_other := "provider.other-v1:0"

_foundation(region, model) := sprintf("arn:aws:bedrock:%s::foundation-model/%s", [region, model])

_agent(name) := testing.record(
	"AWS::Bedrock::Agent",
	testing.arn("bedrock", "agent/HELPER"),
	{"foundationModel": name},
)

_profile_id := sprintf("us.%s", [_model])

_profile := testing.record(
	"AWS::Bedrock::InferenceProfile",
	testing.arn("bedrock", sprintf("inference-profile/%s", [_profile_id])),
	{
		"inferenceProfileId": _profile_id,
		"models": [
			{"modelArn": _foundation("us-east-1", _model)},
			{"modelArn": _foundation("us-west-2", _model)},
		],
	},
)

_application(regions) := testing.record(
	"AWS::Bedrock::ApplicationInferenceProfile",
	testing.arn("bedrock", "application-inference-profile/profile00001"),
	{
		"inferenceProfileId": "profile00001",
		"models": [{"modelArn": _foundation(region, _model)} | some region in regions],
	},
)

_kinds(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

_messages(records) := testing.messages(_control, testing.facts(records, {}, []))

test_plain_model_fails if {
	agent := _agent(_model)
	testing.results(_control, testing.facts([agent, _profile], {}, [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::Bedrock::Agent", "id": agent.id, "region": "us-east-1", "item": ""},
		"message": sprintf(
			`it names the model "%s" itself, and not a cross-Region inference profile of the model ("%s")`,
			[_model, _profile_id],
		),
		"proof": [{"id": agent.id, "pointer": "/properties"}],
		"causes": [],
	}]
}

test_arn_and_context_size_fail if {
	_kinds([_agent(_foundation("us-east-1", _model)), _profile], []) == ["fail"]
	_kinds([_agent(sprintf("%s:200k", [_model])), _profile], []) == ["fail"]
}

test_profile_throughput_or_deployment_passes if {
	every name in [
		_profile_id,
		_profile.id,
		sprintf("global.%s", [_model]),
		testing.arn("bedrock", "provisioned-model/through00001"),
		testing.arn("bedrock", "custom-model-deployment/deploy000001"),
	] {
		_kinds([_agent(name), _profile], []) == ["pass"]
	}
}

test_application_profile_of_several_regions_passes if {
	every regions in [{"us-east-1", "us-west-2"}, {"", "us-east-1"}, {""}] {
		application := _application(regions)
		_kinds([_agent(application.id), application, _profile], []) == ["pass"]
		_kinds([_agent("profile00001"), application, _profile], []) == ["pass"]
	}
}

test_application_profile_of_one_region_fails if {
	application := _application({"us-east-1"})
	said := concat(" ", [
		sprintf(`its application inference profile "%s" stays in one Region,`, [application.id]),
		sprintf(`and the model has cross-Region profiles ("%s")`, [_profile_id]),
	])
	_messages([_agent(application.id), application, _profile]) == [said]
	_kinds([_agent(application.id), application], []) == ["not_applicable"]
}

test_application_profile_that_was_not_seen_unknown if {
	id := _application(set()).id
	results := testing.results(_control, testing.facts([_agent(id), _profile], {}, []))
	[[r.kind, r.message] | some r in results] == [[
		"unknown",
		sprintf(`no listing of this account shows the models of its inference profile "%s"`, [id]),
	]]
}

test_model_without_a_profile_not_applicable if {
	_kinds([_agent(_other), _profile], []) == ["not_applicable"]
	_kinds([_agent(testing.arn("bedrock", "imported-model/import000001")), _profile], []) == ["not_applicable"]
	router := testing.arn("bedrock", "default-prompt-router/provider.model:1")
	_kinds([_agent(router), _profile], []) == ["not_applicable"]
}

test_profile_in_another_region_not_applicable if {
	_kinds([_agent(_model), object.union(_profile, {"region": "eu-west-1"})], []) == ["not_applicable"]
}

test_what_must_stay_in_one_region_not_applicable if {
	records := [_agent(_model), _profile]
	params := {_control: {"single_region_required": ["arn:aws:bedrock:*:agent/HELPER"]}}
	testing.kinds(_control, testing.facts(records, params, [])) == ["not_applicable"]
	others := {_control: {"single_region_required": ["arn:aws:bedrock:*:agent/OTHER"]}}
	testing.kinds(_control, testing.facts(records, others, [])) == ["fail"]
}

_alias(route) := testing.record(
	"AWS::Bedrock::AgentAlias",
	testing.arn("bedrock", "agent-alias/HELPER/LIVE"),
	{
		"agentAliasId": "LIVE",
		"agentAliasStatus": "PREPARED",
		"routingConfiguration": [object.union({"agentVersion": "1"}, route)],
	},
)

_version := testing.record(
	"AWS::Bedrock::AgentVersion",
	testing.arn("bedrock", "agent/HELPER:1"),
	{"foundationModel": _model},
)

test_version_that_an_alias_routes_to_fails if {
	document := testing.facts([_agent(_profile_id), _version, _alias({}), _profile], {}, [])
	testing.verdicts(_control, document) == {["fail", _agent("").id, ""]}
	testing.proofs(_control, document) == [{"id": _version.id, "pointer": "/properties"}]
}

test_throughput_of_the_alias_passes if {
	alias := _alias({"provisionedThroughput": testing.arn("bedrock", "provisioned-model/through00001")})
	_kinds([_agent(_model), _version, alias, _profile], []) == ["pass"]
}

_of(type, id, properties) := testing.record(type, testing.arn("bedrock", id), properties)

test_each_node_and_variant_is_judged if {
	variants := [{"name": "first", "modelId": _model}, {"name": "second", "modelId": _profile_id}]
	prompt := _of("AWS::Bedrock::Prompt", "prompt/P1", {"variants": variants})
	nodes := [{"name": "look", "configuration": {"knowledgeBase": {"modelId": _model}}}]
	flow := _of("AWS::Bedrock::Flow", "flow/F1", {"definition": {"nodes": nodes}})
	testing.verdicts(_control, testing.facts([prompt, flow, _profile], {}, [])) == {
		["fail", prompt.id, "first"],
		["pass", prompt.id, "second"],
		["fail", flow.id, "look"],
	}
}

test_consumer_that_was_not_read_unknown if {
	gap := testing.gap("bedrock-agent:GetAgentVersion", _agent("").id)
	_kinds([_agent(_profile_id), _profile], [gap]) == ["unknown", "unknown"]
	_kinds([_agent(_model), _profile], [gap]) == ["fail", "unknown"]
	_kinds([], [testing.gap("bedrock-agent:GetPrompt", testing.arn("bedrock", "prompt/P1"))]) == ["unknown"]
}

test_denied_listing_unknown if {
	every operation in ["bedrock:ListInferenceProfiles", "bedrock-agent:GetAgent"] {
		_kinds([], [testing.gap(operation, "us-east-1")]) == ["unknown"]
	}
	_kinds([_agent(_model)], [testing.gap("bedrock:ListInferenceProfiles", "us-east-1")]) == ["unknown"]
}
