package lens_test.genrel05_bp03.agents_in_all_regions_test

import data.lens_test.testing

_control := "GENREL05-BP03/agents-in-all-regions"

_regions := ["us-east-1", "eu-west-1"]

_in(region, type, service, what, name, properties) := object.union(
	testing.record_in(
		region, type,
		sprintf("arn:aws:%s:%s:111122223333:%s", [service, region, what]),
		properties,
	),
	{"name": name},
)

_agent(region, id, status) := _in(
	region, "AWS::Bedrock::Agent", "bedrock",
	sprintf("agent/%s", [id]),
	"support", {"agentStatus": status},
)

_alias(region, agent, id, status) := _in(
	region, "AWS::Bedrock::AgentAlias", "bedrock",
	sprintf("agent-alias/%s/%s", [agent, id]),
	id, {"agentAliasId": id, "agentAliasStatus": status},
)

_here := [
	_agent("us-east-1", "AGENT00001", "PREPARED"),
	_alias("us-east-1", "AGENT00001", "LIVE000001", "PREPARED"),
]

_there(status) := [
	_agent("eu-west-1", "AGENT00002", status),
	_alias("eu-west-1", "AGENT00002", "LIVE000002", "PREPARED"),
]

_core(region, kind, name, status) := _in(
	region, sprintf("AWS::BedrockAgentCore::%s", [kind]), "bedrock-agentcore",
	sprintf("%s/%s-abc1234567", [lower(kind), name]),
	name, {"status": status},
)

_declared(document, workload) := object.union(document, {"workload": workload})

_document(records, gaps) := _declared(testing.facts(records, {}, gaps), {"regions": _regions})

_kinds(records, gaps) := testing.kinds(_control, _document(records, gaps))

_messages(records) := testing.messages(_control, _document(records, []))

test_agent_without_counterpart_fails if {
	id := _here[0].id
	testing.results(_control, _document(_here, [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::Bedrock::Agent", "id": id, "region": "us-east-1", "item": ""},
		"message": `it has no counterpart in "eu-west-1"`,
		"proof": [{"id": id, "pointer": "/properties/agentStatus"}],
		"causes": [],
	}]
}

test_agents_with_counterparts_pass if {
	_kinds(array.concat(_here, _there("PREPARED")), []) == ["pass", "pass"]
	_kinds(array.concat(_here, _there("UPDATING")), []) == ["pass", "pass"]

	# Only its draft is not prepared.
	_kinds(array.concat(_here, _there("NOT_PREPARED")), []) == ["pass", "pass"]
	_kinds(_there("NOT_PREPARED"), []) == ["fail"]
}

# The other one is no agent that answers, so it is not judged.
test_counterpart_in_another_state_fails if {
	records := array.concat(_here, _there("FAILED"))
	_kinds(records, []) == ["fail"]
	_messages(records) == [`the status of its counterpart in "eu-west-1" is "FAILED"`]
	_messages(array.concat(_here, [_there("NOT_PREPARED")[0]])) == [
		`the status of its counterpart in "eu-west-1" is "NOT_PREPARED"`,
	]
}

test_counterpart_without_an_alias_fails if {
	other := _agent("eu-west-1", "AGENT00002", "PREPARED")
	failed := _alias("eu-west-1", "AGENT00002", "LIVE000002", "FAILED")
	test := _alias("eu-west-1", "AGENT00002", "TSTALIASID", "PREPARED")
	_messages(array.concat(_here, [other, failed, test])) == [
		`its counterpart in "eu-west-1" has no alias except the built-in one for tests`,
	]
}

test_what_is_being_created_unknown if {
	_kinds(array.concat(_here, _there("CREATING")), []) == ["unknown"]
	_messages(array.concat(_here, _there("CREATING"))) == [`its counterpart in "eu-west-1" is being created`]
	other := _agent("eu-west-1", "AGENT00002", "PREPARED")
	alias := _alias("eu-west-1", "AGENT00002", "LIVE000002", "CREATING")
	_kinds(array.concat(_here, [other, alias]), []) == ["unknown"]
}

test_what_does_not_answer_is_not_judged if {
	_kinds([_here[0]], []) == ["not_applicable"]
	_kinds([_core("us-east-1", "Runtime", "plan", "CREATE_FAILED")], []) == ["not_applicable"]
	_kinds([_core("us-west-2", "Runtime", "plan", "READY")], []) == ["not_applicable"]
}

test_agentcore if {
	records := [_core(region, kind, "plan", "READY") |
		some region in _regions
		some kind in ["Runtime", "Gateway", "Harness"]
	]
	_kinds(records, []) == ["pass", "pass", "pass", "pass", "pass", "pass"]
	_kinds(array.slice(records, 0, 3), []) == ["fail", "fail", "fail"]

	# A gateway is no counterpart of a runtime.
	_kinds([records[0], records[4]], []) == ["fail", "fail"]
	_kinds([records[0], _core("eu-west-1", "Runtime", "plan", "CREATE_FAILED")], []) == ["fail"]
}

# AgentCore makes a runtime for a harness.
test_runtime_of_a_harness_is_not_judged if {
	runtime := _core("us-east-1", "Runtime", "harness_plan", "READY")
	made := {"properties": {"environment": {"agentCoreRuntimeEnvironment": {"agentRuntimeArn": runtime.id}}}}
	harness := object.union(_core("us-east-1", "Harness", "plan", "READY"), made)
	_kinds([harness, runtime], []) == ["fail"]
}

# A harness that was not read may be the one that a runtime was made for.
test_runtime_of_a_lost_harness_unknown if {
	names := {"Runtime": "harness_plan", "Harness": "plan"}
	here := [_core("us-east-1", kind, name, "READY") | some kind, name in names]
	there := [_core("eu-west-1", kind, name, "READY") | some kind, name in names]
	both := array.concat(here, there)
	lost := testing.gap("bedrock-agentcore-control:GetHarness", _core("us-east-1", "Harness", "plan", "").id)
	_of("Runtime", both, []) == {["us-east-1", "pass"], ["eu-west-1", "pass"]}
	_of("Runtime", both, [lost]) == {["us-east-1", "unknown"], ["eu-west-1", "pass"]}
	_of("Runtime", here, []) == {["us-east-1", "fail"]}
	_of("Runtime", here, [lost]) == {["us-east-1", "unknown"]}
	failed := array.concat(here, [_core("eu-west-1", "Runtime", "harness_plan", "CREATE_FAILED")])
	_of("Runtime", failed, []) == {["us-east-1", "fail"]}
	_of("Runtime", failed, [lost]) == {["us-east-1", "unknown"]}

	# With the listing, nobody knows which harnesses there are.
	listing := [testing.gap("bedrock-agentcore-control:GetHarness", "us-east-1")]
	_of("Runtime", here, listing) == {["us-east-1", "unknown"]}

	# It says nothing of agents and gateways.
	_of("Gateway", [_core("us-east-1", "Gateway", "plan", "READY")], listing) == {["us-east-1", "fail"]}
	agents := array.concat(_here, _there("PREPARED"))
	_of("Agent", agents, listing) == {["us-east-1", "pass"], ["eu-west-1", "pass"]}
}

_of(kind, records, gaps) := {[r.subject.region, r.kind] |
	some r in testing.results(_control, _document(records, gaps))
	endswith(r.subject.type, sprintf("::%s", [kind]))
}

_memory(region, id, properties) := _in(
	region, "AWS::BedrockAgentCore::Memory", "bedrock-agentcore",
	sprintf("memory/%s", [id]),
	"", object.union({"status": "ACTIVE"}, properties),
)

test_memories_are_counted if {
	two := [_memory("us-east-1", "a", {}), _memory("us-east-1", "b", {}), _memory("eu-west-1", "c", {})]
	results := testing.results(_control, _document(two, []))
	{[r.kind, r.subject.type, r.subject.region, r.subject.item, r.message] | some r in results} == {
		["fail", "AWS::Account", "us-east-1", "memories", `it has 2 memories, and "eu-west-1" has 1`],
		["pass", "AWS::Account", "eu-west-1", "memories", ""],
	}
	_kinds(array.concat(two, [_memory("eu-west-1", "d", {"status": "FAILED"})]), []) == ["fail", "pass"]
	_kinds(array.concat(two, [_memory("eu-west-1", "d", {})]), []) == ["pass", "pass"]
	_kinds([_memory("us-east-1", "a", {"managedByResourceArn": "arn"})], []) == ["not_applicable"]
}

test_lost_memories_unknown if {
	own := [testing.gap("bedrock-agentcore-control:ListMemories", "us-east-1")]
	other := [testing.gap("bedrock-agentcore-control:ListMemories", "eu-west-1")]
	_kinds([_memory("us-east-1", "a", {})], other) == ["unknown"]
	_kinds([_memory("us-east-1", "a", {}), _memory("eu-west-1", "b", {})], own) == ["pass", "unknown"]
	harness := [testing.gap("bedrock-agentcore-control:GetHarness", "us-east-1")]
	_kinds([_memory("us-east-1", "a", {}), _memory("eu-west-1", "b", {})], harness) == ["pass", "pass"]
}

test_denied_listing_of_the_other_region_unknown if {
	gaps := [testing.gap("bedrock-agent:ListAgents", "eu-west-1")]
	_kinds(_here, gaps) == ["unknown", "unknown"]

	# What was seen stands.
	_kinds(array.concat(_here, _there("PREPARED")), gaps) == ["pass", "pass", "unknown"]

	# A listing of something else says nothing of agents.
	_kinds(_here, [testing.gap("bedrock-agentcore-control:ListGateways", "eu-west-1")]) == ["fail", "unknown"]
}

test_denied_aliases_unknown if {
	other := _agent("eu-west-1", "AGENT00002", "PREPARED")
	gaps := [testing.gap("bedrock-agent:ListAgentAliases", other.id)]
	_kinds(array.concat(_here, [other]), gaps) == ["unknown", "unknown"]
}

test_region_that_was_not_scanned_unknown if {
	document := _declared(testing.facts(_here, {}, []), {"regions": ["us-east-1", "eu-central-1"]})
	testing.kinds(_control, document) == ["unknown"]
	testing.messages(_control, document) == [`Region "eu-central-1" is declared, and was not scanned`]

	# What another Region shows is enough to fail.
	three := _declared(testing.facts(_here, {}, []), {"regions": ["us-east-1", "eu-central-1", "eu-west-1"]})
	testing.kinds(_control, three) == ["fail"]
}

test_nothing_declared_asks if {
	testing.results(_control, testing.facts(array.concat(_here, _there("FAILED")), {}, [])) == [{
		"kind": "review",
		"subject": {
			"type": "AWS::Account", "id": "arn:aws:iam::111122223333:root", "region": "global",
			"item": "",
		},
		"message": concat("", [
			"nobody has declared in which Regions the workload must be available: name them under ",
			`workload.regions in genai-lens.yaml (found in "us-east-1")`,
		]),
		"proof": [],
		"causes": [],
	}]
	testing.kinds(_control, testing.facts([], {}, [])) == ["not_applicable"]
}

test_one_region_declared_not_applicable if {
	document := _declared(testing.facts(_here, {}, []), {"regions": ["us-east-1"]})
	testing.kinds(_control, document) == ["not_applicable"]
}

test_generated_endings if {
	records := [
		_core("us-east-1", "Runtime", "plan-1A2B3C", "READY"),
		_core("eu-west-1", "Runtime", "plan-4D5E6F", "READY"),
	]
	_kinds(records, []) == ["fail", "fail"]
	params := {_control: {"generated_endings": ["-??????"]}}
	document := _declared(testing.facts(records, params, []), {"regions": _regions})
	testing.kinds(_control, document) == ["pass", "pass"]
}

test_lost_tags if {
	workload := {"regions": _regions, "counterpart_tag": "app"}
	records := [_core(region, "Runtime", "plan", "READY") | some region in _regions]
	gaps := [testing.gap("resourcegroupstaggingapi:GetResources", "us-east-1")]

	# The tags of neither decide, so their names do.
	testing.kinds(_control, _declared(testing.facts(records, {}, []), workload)) == ["pass", "pass"]

	# If one may have the tag, their names decide nothing.
	testing.kinds(_control, _declared(testing.facts(records, {}, gaps), workload)) == ["unknown", "unknown"]
	_kinds(records, gaps) == ["pass", "pass"]
}
