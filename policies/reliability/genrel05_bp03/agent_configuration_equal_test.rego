package lens_test.genrel05_bp03.agent_configuration_equal_test

import data.lens_test.testing

_control := "GENREL05-BP03/agent-configuration-equal"

_regions := ["us-east-1", "eu-west-1"]

_number := {"us-east-1": "1", "eu-west-1": "2"}

_arn(region, what) := sprintf("arn:aws:bedrock:%s:111122223333:%s", [region, what])

_id(region) := sprintf("AGENT0000%s", [_number[region]])

# An agent with version 3 behind its alias. `settings` are members of the version.
_agent(region, settings) := [
	object.union(
		testing.record_in(
			region, "AWS::Bedrock::Agent",
			_arn(region, sprintf("agent/%s", [_id(region)])),
			{"agentStatus": "PREPARED"},
		),
		{"name": "support"},
	),
	testing.record_in(
		region, "AWS::Bedrock::AgentAlias",
		_arn(region, sprintf("agent-alias/%s/LIVE000001", [_id(region)])),
		{
			"agentAliasId": "LIVE000001",
			"agentAliasStatus": "PREPARED",
			"routingConfiguration": [{"agentVersion": "3"}],
		},
	),
	testing.record_in(
		region, "AWS::Bedrock::AgentVersion",
		_arn(region, sprintf("agent/%s:3", [_id(region)])),
		object.union({"version": "3", "foundationModel": "amazon.nova-pro-v1:0"}, settings),
	),
]

_pair(here, there) := array.concat(_agent("us-east-1", here), _agent("eu-west-1", there))

_group(region, version, name, state) := object.union(
	testing.record_in(
		region, "AWS::Bedrock::AgentActionGroup",
		_arn(region, sprintf("agent/%s:%s:action-group/%s%s", [_id(region), version, name, region])),
		{"actionGroupState": state},
	),
	{"name": name},
)

_base(region, id, state) := testing.record_in(
	region, "AWS::Bedrock::AgentKnowledgeBase",
	_arn(region, sprintf("agent/%s:3:knowledge-base/%s", [_id(region), id])),
	{"knowledgeBaseState": state},
)

_core(region, kind, properties) := object.union(
	testing.record_in(
		region, sprintf("AWS::BedrockAgentCore::%s", [kind]),
		sprintf("arn:aws:bedrock-agentcore:%s:111122223333:%s/plan", [region, lower(kind)]),
		object.union({"status": "READY"}, properties),
	),
	{"name": "plan"},
)

_runtimes(here, there) := [
	_core("us-east-1", "Runtime", {"agentRuntimeArtifact": here}),
	_core("eu-west-1", "Runtime", {"agentRuntimeArtifact": there}),
]

_target(region, name) := object.union(
	testing.record_in(
		region, "AWS::BedrockAgentCore::GatewayTarget",
		sprintf("%s/target/%s", [_core(region, "Gateway", {}).id, name]),
		{},
	),
	{"name": name},
)

_document(records, gaps) := object.union(
	testing.facts(records, {}, gaps),
	{"workload": {"regions": _regions}},
)

_kinds(records, gaps) := testing.kinds(_control, _document(records, gaps))

_messages(records) := testing.messages(_control, _document(records, []))

# The message of each of the two counterparts.
_both(text) := sort([replace(text, "%s", "eu-west-1"), replace(text, "%s", "us-east-1")])

test_equal_agents_pass if {
	_kinds(_pair({}, {}), []) == ["pass", "pass"]
	instruction := {"instruction": {"redacted": {"length": 8, "hmac": "aa"}}}
	_kinds(_pair(instruction, instruction), []) == ["pass", "pass"]
}

test_other_model_fails if {
	records := _pair({}, {"foundationModel": "amazon.nova-lite-v1:0"})
	results := testing.results(_control, _document(records, []))
	results[0] == {
		"kind": "fail",
		"subject": {"type": "AWS::Bedrock::Agent", "id": records[0].id, "region": "us-east-1", "item": ""},
		"message": `it does not call the models that its counterpart in "eu-west-1" calls`,
		"proof": [
			{"id": records[3].id, "pointer": "/properties/agentStatus"},
			{"id": records[0].id, "pointer": "/properties/agentStatus"},
		],
		"causes": [],
	}
	[r.kind | some r in results] == ["fail", "fail"]
}

test_model_of_another_geography_passes if {
	here := {"foundationModel": "us.amazon.nova-pro-v1:0"}
	there := {"foundationModel": "eu.amazon.nova-pro-v1:0"}
	_kinds(_pair(here, there), []) == ["pass", "pass"]
}

_profile(region, model) := testing.record_in(
	region, "AWS::Bedrock::ApplicationInferenceProfile",
	_arn(region, sprintf("application-inference-profile/p%s", [_number[region]])),
	{"models": [{"modelArn": model}]},
)

_with_profiles := _pair(
	{"foundationModel": _profile("us-east-1", "").id},
	{"foundationModel": _profile("eu-west-1", "").id},
)

test_models_behind_profiles if {
	here := _profile("us-east-1", "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0")
	there := _profile("eu-west-1", "arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-pro-v1:0")
	other := _profile("eu-west-1", "arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-lite-v1:0")
	_kinds(array.concat(_with_profiles, [here, there]), []) == ["pass", "pass"]
	_kinds(array.concat(_with_profiles, [here, other]), []) == ["fail", "fail"]
	texts := _messages(array.concat(_with_profiles, [here]))
	texts == _both(`AWS does not show how it, or its counterpart in "%s", is configured`)
}

_model(region, name) := testing.record_in(
	region, "AWS::Bedrock::CustomModel",
	_arn(region, sprintf("custom-model/base/%s", [_number[region]])),
	{"modelName": name},
)

_with_models := array.concat(
	_with_profiles,
	[_profile(region, _model(region, "").id) | some region in _regions],
)

test_custom_models_by_name if {
	own := _model("us-east-1", "own")
	_kinds(array.concat(_with_models, [own, _model("eu-west-1", "own")]), []) == ["pass", "pass"]
	_kinds(array.concat(_with_models, [own, _model("eu-west-1", "old")]), []) == ["fail", "fail"]
	_kinds(array.concat(_with_models, [own]), []) == ["unknown", "unknown"]
}

test_other_instruction_fails if {
	here := {"instruction": {"redacted": {"length": 8, "hmac": "aa"}}}
	there := {"instruction": {"redacted": {"length": 8, "hmac": "bb"}}}
	_messages(_pair(here, there)) == _both(`its instruction is not that of its counterpart in "%s"`)
	_kinds(_pair(here, {}), []) == ["fail", "fail"]
}

test_action_groups if {
	records := array.concat(_pair({}, {}), [_group("us-east-1", "3", "orders", "ENABLED")])
	_messages(records) == _both(`its enabled action groups are not those of its counterpart in "%s"`)
	_kinds(array.concat(records, [_group("eu-west-1", "3", "orders", "ENABLED")]), []) == ["pass", "pass"]
	_kinds(array.concat(records, [_group("eu-west-1", "3", "orders", "DISABLED")]), []) == ["fail", "fail"]

	# The draft is not what answers.
	_kinds(array.concat(records, [_group("eu-west-1", "DRAFT", "orders", "ENABLED")]), []) == ["fail", "fail"]
}

test_knowledge_bases if {
	records := array.concat(_pair({}, {}), [_base("us-east-1", "KB1", "ENABLED")])
	_messages(records) == _both(`it does not use as many knowledge bases as its counterpart in "%s"`)
	_kinds(array.concat(records, [_base("eu-west-1", "KB2", "ENABLED")]), []) == ["pass", "pass"]
	_kinds(array.concat(records, [_base("eu-west-1", "KB2", "DISABLED")]), []) == ["fail", "fail"]
}

test_guardrail if {
	here := {"guardrailConfiguration": {"guardrailIdentifier": "gr1", "guardrailVersion": "1"}}
	there := {"guardrailConfiguration": {"guardrailIdentifier": "gr2", "guardrailVersion": "5"}}
	_kinds(_pair(here, there), []) == ["pass", "pass"]
	_messages(_pair(here, {})) == _both(`of it and its counterpart in "%s", only one has a guardrail`)
}

_image(region, what) := {"containerConfiguration": {"containerUri": sprintf(
	"111122223333.dkr.ecr.%s.amazonaws.com/%s",
	[region, what],
)}}

test_images if {
	_kinds(_runtimes(_image("us-east-1", "plan:7"), _image("eu-west-1", "plan:7")), []) == ["pass", "pass"]
	texts := _messages(_runtimes(_image("us-east-1", "plan:7"), _image("eu-west-1", "plan:6")))
	texts == _both(`its image or code is not that of its counterpart in "%s"`)
	_kinds(_runtimes(_image("us-east-1", "plan:7"), _image("eu-west-1", "other:7")), []) == ["fail", "fail"]
	_kinds(_runtimes(_image("us-east-1", "plan:7"), _code("1", {})), []) == ["fail", "fail"]
}

_code(version, more) := {"codeConfiguration": object.union(
	{
		"runtime": "PYTHON_3_13",
		"code": {"s3": {
			"bucket": {"redacted": {"length": 4, "hmac": version}},
			"prefix": {"redacted": {"length": 4, "hmac": "p"}},
			"versionId": version,
		}},
	},
	more,
)}

test_code if {
	_kinds(_runtimes(_code("1", {}), _code("1", {})), []) == ["pass", "pass"]
	_kinds(_runtimes(_code("1", {}), _code("2", {})), []) == ["fail", "fail"]
	_kinds(_runtimes(_code("1", {}), _code("1", {"runtime": "PYTHON_3_12"})), []) == ["fail", "fail"]
}

test_runtime_whose_artifact_aws_does_not_show_unknown if {
	_kinds([_core(region, "Runtime", {}) | some region in _regions], []) == ["unknown", "unknown"]
}

test_targets if {
	records := [
		_core("us-east-1", "Gateway", {}), _core("eu-west-1", "Gateway", {}),
		_target("us-east-1", "orders"),
	]
	_messages(records) == _both(`its targets are not those of its counterpart in "%s"`)
	_kinds(array.concat(records, [_target("eu-west-1", "orders")]), []) == ["pass", "pass"]
}

test_no_counterpart_not_applicable if {
	_kinds(_agent("us-east-1", {}), []) == ["not_applicable"]
	_kinds([], []) == ["not_applicable"]
}

# The agent of another Region, a version, or a part of one was not read.
test_lost_details_unknown if {
	lost := _pair({}, {"foundationModel": "amazon.nova-lite-v1:0"})
	[version, alias, agent] := [lost[5].id, lost[4].id, lost[3].id]
	every gap in [
		testing.gap("bedrock-agent:ListAgentActionGroups", version),
		testing.gap("bedrock-agent:ListAgentKnowledgeBases", version),
		testing.gap("bedrock-agent:GetAgentVersion", alias),
		testing.gap("bedrock-agent:GetAgent", agent),
	] {
		_kinds(lost, [gap]) == ["unknown", "unknown"]
		_kinds(_pair({}, {}), [gap]) == ["unknown", "unknown"]
	}
	unread := [r | some r in _pair({}, {}); r.id != version]
	_kinds(unread, [testing.gap("bedrock-agent:GetAgentVersion", alias)]) == ["unknown", "unknown"]
	_kinds(unread, []) == ["unknown", "unknown"]
	here := [_core("us-east-1", "Gateway", {}), _target("us-east-1", "a")]
	gateways := array.concat([here[0], _core("eu-west-1", "Gateway", {})], [here[1]])
	gap := testing.gap("bedrock-agentcore-control:ListGatewayTargets", gateways[1].id)
	_kinds(gateways, [gap]) == ["unknown", "unknown"]
}

test_denied_listing_unknown if {
	gaps := [testing.gap("bedrock-agent:ListAgents", "eu-west-1")]
	_kinds(_agent("us-east-1", {}), gaps) == ["unknown"]
	_kinds(_pair({}, {}), gaps) == ["pass", "pass", "unknown"]
}

test_lost_tags if {
	gaps := [testing.gap("resourcegroupstaggingapi:GetResources", "eu-west-1")]
	_kinds(_pair({}, {}), gaps) == ["pass", "pass"]
	tagged := {"workload": {"regions": _regions, "counterpart_tag": "app"}}
	lost := object.union(testing.facts(_pair({}, {}), {}, gaps), tagged)
	testing.kinds(_control, lost) == ["unknown", "unknown"]
	read := object.union(testing.facts(_pair({}, {}), {}, []), tagged)
	testing.kinds(_control, read) == ["pass", "pass"]
}

test_region_that_was_not_scanned_unknown if {
	document := object.union(
		testing.facts(_agent("us-east-1", {}), {}, []),
		{"workload": {"regions": ["us-east-1", "eu-central-1"]}},
	)
	testing.messages(_control, document) == [`Region "eu-central-1" is declared, and was not scanned`]
	testing.kinds(_control, document) == ["unknown"]
}

test_nothing_declared_asks if {
	testing.kinds(_control, testing.facts(_pair({}, {}), {}, [])) == ["review"]
	testing.messages(_control, testing.facts(_pair({}, {}), {}, [])) == [concat("", [
		"nobody has declared in which Regions the workload must be available: name them under ",
		`workload.regions in genai-lens.yaml (found in "eu-west-1", "us-east-1")`,
	])]
}

# A runtime may be the one of a harness that was not read. It is then no subject or counterpart.
test_runtimes_of_lost_harnesses_unknown if {
	alike := _runtimes(_image("us-east-1", "plan:7"), _image("eu-west-1", "plan:7"))
	unlike := _runtimes(_image("us-east-1", "plan:7"), _image("eu-west-1", "plan:6"))
	harness := _core("us-east-1", "Harness", {})
	here := [testing.gap("bedrock-agentcore-control:GetHarness", harness.id)]
	_kinds(array.concat(alike, [harness]), []) == ["pass", "pass"]
	_kinds(array.concat(alike, [harness]), here) == ["unknown", "unknown"]
	_kinds(array.concat(unlike, [harness]), []) == ["fail", "fail"]
	_kinds(array.concat(unlike, [harness]), here) == ["unknown", "unknown"]

	# Agents have no harness.
	listing := [testing.gap("bedrock-agentcore-control:GetHarness", "us-east-1")]
	_kinds(_pair({}, {}), listing) == ["pass", "pass"]
	_kinds(_pair({}, {"foundationModel": "amazon.nova-lite-v1:0"}), listing) == ["fail", "fail"]
}
