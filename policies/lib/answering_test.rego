package lens_test.lib.answering_test

import data.lens.lib.answering
import data.lens_test.testing

_agent(status) := testing.record(
	"AWS::Bedrock::Agent",
	testing.arn("bedrock", "agent/AGENT00001"),
	{"agentStatus": status},
)

_alias(id, status) := testing.record(
	"AWS::Bedrock::AgentAlias",
	testing.arn("bedrock", sprintf("agent-alias/AGENT00001/%s", [id])),
	{"agentAliasId": id, "agentAliasStatus": status},
)

_runtime(name, status) := testing.record(
	"AWS::BedrockAgentCore::Runtime",
	testing.arn("bedrock-agentcore", sprintf("runtime/%s", [name])),
	{"status": status},
)

_harness := testing.record("AWS::BedrockAgentCore::Harness", testing.arn("bedrock-agentcore", "harness/h"), {
	"status": "READY",
	"environment": {"agentCoreRuntimeEnvironment": {"agentRuntimeArn": _runtime("h", "READY").id}},
})

_ids(records) := {a.id | some a in found} if {
	document := testing.facts(records, {}, [])
	found := answering.agents with input as document
}

test_agents_answer_through_an_alias if {
	live := _alias("LIVE000001", "PREPARED")
	_ids([_agent("PREPARED"), live]) == {_agent("PREPARED").id}
	_ids([_agent("VERSIONING"), _alias("LIVE000001", "UPDATING")]) == {_agent("PREPARED").id}
	_ids([_agent("NOT_PREPARED"), live]) == {_agent("PREPARED").id}
	_ids([_agent("NOT_PREPARED")]) == set()
	_ids([_agent("FAILED"), live]) == set()
	_ids([_agent("PREPARED")]) == set()
	_ids([_agent("PREPARED"), _alias("LIVE000001", "FAILED")]) == set()
	_ids([_agent("PREPARED"), _alias("TSTALIASID", "PREPARED")]) == set()
}

test_what_could_not_be_changed_answers_as_before if {
	_ids([_runtime("a", "UPDATE_FAILED")]) == {_runtime("a", "").id}
	gateway := testing.record(
		"AWS::BedrockAgentCore::Gateway", testing.arn("bedrock-agentcore", "gateway/a"),
		{"status": "UPDATE_UNSUCCESSFUL"},
	)
	_ids([gateway]) == {gateway.id}
	_ids([_runtime("a", "CREATE_FAILED")]) == set()
}

test_the_runtime_of_a_harness_is_not_another_agent if {
	_ids([_harness, _runtime("h", "READY"), _runtime("own", "READY")]) == {_harness.id, _runtime("own", "").id}
}

# A harness that was not read may be the one of a runtime in its Region.
test_hiding if {
	unread := object.remove(_harness, ["properties"])
	runtime := _runtime("h", "READY")
	agent := _agent("PREPARED")
	_hiding(runtime, [unread], [_lost(unread.id)]) == {unread.id}
	_hiding(runtime, [], [_lost("us-east-1")]) == {"us-east-1"}
	_hiding(runtime, [unread], [_lost("eu-west-1")]) == set()
	_hiding(runtime, [_harness], []) == set()
	_hiding(agent, [unread], [_lost(unread.id), _lost("us-east-1")]) == set()
}

_lost(place) := testing.gap("bedrock-agentcore-control:GetHarness", place)

_hiding(r, records, gaps) := found if {
	document := testing.facts(records, {}, gaps)
	found := answering.hiding(r) with input as document
	operations := answering.doubts([r]) with input as document
	operations == ["bedrock-agentcore-control:GetHarness" | count(found) > 0]
}

test_coming if {
	document := testing.facts([_agent("PREPARED"), _alias("LIVE000001", "CREATING")], {}, [])
	answering.coming(_agent("PREPARED")) with input as document
	not answering.coming(_agent("PREPARED")) with input as testing.facts([], {}, [])
	answering.coming(_runtime("r", "CREATING")) with input as testing.facts([], {}, [])
}

test_faults if {
	answering.fault(_agent("PREPARED")) == ["no-alias", ["us-east-1"]]
	answering.fault(_agent("NOT_PREPARED")) == ["state", ["us-east-1", "NOT_PREPARED"]]
	answering.fault(_runtime("r", "CREATE_FAILED")) == ["state", ["us-east-1", "CREATE_FAILED"]]
}

test_proof if {
	answering.proof(_runtime("r", "READY")) == {"id": _runtime("r", "READY").id, "pointer": "/properties/status"}
	answering.proof(_agent("PREPARED")).pointer == "/properties/agentStatus"
}

test_listing if answering.listing(_runtime("r", "READY")) == "bedrock-agentcore-control:ListAgentRuntimes"
