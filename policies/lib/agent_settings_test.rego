package lens_test.lib.agent_settings_test

import data.lens.lib.agent_settings
import data.lens_test.testing

_agent := testing.record(
	"AWS::Bedrock::Agent", testing.arn("bedrock", "agent/A"),
	{"agentStatus": "PREPARED"},
)

_alias := testing.record("AWS::Bedrock::AgentAlias", testing.arn("bedrock", "agent-alias/A/L"), {
	"agentAliasId": "L",
	"agentAliasStatus": "PREPARED",
	"routingConfiguration": [{"agentVersion": "3"}],
})

_version(properties) := testing.record(
	"AWS::Bedrock::AgentVersion", testing.arn("bedrock", "agent/A:3"),
	object.union({"version": "3"}, properties),
)

_of(r, records) := found if {
	document := testing.facts(records, {}, [])
	found := agent_settings.of(r) with input as document
}

test_agent if {
	version := _version({
		"foundationModel": "us.amazon.nova-pro-v1:0",
		"instruction": {"redacted": {"length": 3}},
	})
	_of(_agent, [_agent, _alias, version]) == {
		"model": {"amazon.nova-pro-v1:0"},
		"instruction": {{"redacted": {"length": 3}}},
		"action-groups": set(),
		"knowledge-bases": {0},
		"guardrail": {false},
	}
}

test_action_group_with_the_region_in_its_name if {
	group := testing.record(
		"AWS::Bedrock::AgentActionGroup",
		testing.arn("bedrock", "agent/A:3:action-group/orders-us-east-1"),
		{"actionGroupState": "ENABLED"},
	)
	_of(_agent, [_agent, _alias, _version({"foundationModel": "m"}), group])["action-groups"] == {"orders-*"}
}

test_version_that_was_not_read if _of(_agent, [_agent, _alias]) == {}

test_model_that_no_listing_shows if {
	profile := testing.arn("bedrock", "application-inference-profile/abc")
	found := _of(_agent, [_agent, _alias, _version({"foundationModel": profile})])
	object.keys(found) == {"instruction", "action-groups", "knowledge-bases", "guardrail"}
}

# The id of a custom model belongs to its Region.
test_own_model_counts_by_its_name if {
	id := testing.arn("bedrock", "custom-model/a.b/c")
	model := testing.record("AWS::Bedrock::CustomModel", id, {"modelName": "ours"})
	served := [_agent, _alias, _version({"foundationModel": id})]
	_of(_agent, array.concat(served, [model])).model == {"ours"}
	not _of(_agent, served).model
}

_core(kind, properties) := testing.record(
	sprintf("AWS::BedrockAgentCore::%s", [kind]),
	testing.arn("bedrock-agentcore", sprintf("%s/a", [lower(kind)])),
	properties,
)

test_artifacts if {
	uri := "111122223333.dkr.ecr.us-east-1.amazonaws.com/plan@sha256:00"
	image := {"agentRuntimeArtifact": {"containerConfiguration": {"containerUri": uri}}}
	_of(_core("Runtime", image), []).artifact.image == "111122223333.ecr.amazonaws.com/plan@sha256:00"
	asset := "111122223333.dkr.ecr.us-east-1.amazonaws.com/cdk-container-assets-111122223333-us-east-1:0a"
	from_cdk := {"agentRuntimeArtifact": {"containerConfiguration": {"containerUri": asset}}}
	named := "111122223333.ecr.amazonaws.com/cdk-container-assets-111122223333-*:0a"
	_of(_core("Runtime", from_cdk), []).artifact.image == named

	# The runtime may be in another Region than its image.
	elsewhere := object.union(_core("Runtime", from_cdk), {"region": "eu-west-1"})
	_of(elsewhere, []).artifact.image == named
	s3 := {"bucket": "b", "prefix": "p", "versionId": "v"}
	code := {"agentRuntimeArtifact": {"codeConfiguration": {"code": {"s3": s3}, "runtime": "PYTHON_3_13"}}}
	_of(_core("Runtime", code), []) == {"artifact": {
		"image": "",
		"code": {"prefix": "p", "versionId": "v"},
		"entry": {"runtime": "PYTHON_3_13"},
	}}
	_of(_core("Runtime", {}), []) == {}
}

test_targets if {
	target := testing.record(
		"AWS::BedrockAgentCore::GatewayTarget",
		testing.arn("bedrock-agentcore", "gateway/a/target/orders"),
		{},
	)
	_of(_core("Gateway", {}), [target]) == {"targets": {"orders"}}
	named := object.union(target, {"name": "orders-us-east-1"})
	_of(_core("Gateway", {}), [named]) == {"targets": {"orders-*"}}
	_of(_core("Gateway", {}), []) == {"targets": set()}
	_of(_core("Memory", {}), []) == {}
}

test_places if {
	document := testing.facts([_agent, _alias, _version({})], {}, [])
	found := agent_settings.places(_agent) with input as document
	found == {_agent.id, _alias.id, _version({}).id}
}

_read(gaps) if {
	document := testing.facts([_agent, _alias, _version({})], {}, gaps)
	agent_settings.read(_agent) with input as document
}

test_read if {
	_read([])
	not _read([testing.gap("bedrock-agent:GetAgentVersion", _alias.id)])
	not _read([testing.gap("bedrock-agent:ListAgentActionGroups", _version({}).id)])
	not _read([testing.gap("bedrock-agent:ListAgentKnowledgeBases", "us-east-1")])
	_read([testing.gap("bedrock-agent:ListAgentKnowledgeBases", "eu-west-1")])
}
