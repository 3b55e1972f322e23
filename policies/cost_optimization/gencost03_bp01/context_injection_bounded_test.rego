package lens_test.gencost03_bp01.context_injection_bounded_test

import data.lens_test.testing

_control := "GENCOST03-BP01/context-injection-bounded"

_f := testing.arn("bedrock", "flow/ROUTE")

_a := testing.arn("bedrock", "agent/HELPER0001")

_h := testing.arn("bedrock-agentcore", "harness/coach")

_look(name, base) := {"name": name, "type": "KnowledgeBase", "configuration": {"knowledgeBase": base}}

_flow(nodes) := testing.record("AWS::Bedrock::Flow", _f, {"definition": {"nodes": nodes}})

_results(number) := _flow([_look("look", {"numberOfResults": number})])

_remembers(type, id, configuration) := testing.record(type, id, {"memoryConfiguration": object.union(
	{"enabledMemoryTypes": ["SESSION_SUMMARY"]},
	configuration,
)})

_sessions(number) := {"sessionSummaryConfiguration": {"maxRecentSessions": number}}

_agent(number) := _remembers("AWS::Bedrock::Agent", _a, _sessions(number))

_harness(properties) := testing.record(
	"AWS::BedrockAgentCore::Harness",
	_h,
	object.union({"status": "READY"}, properties),
)

_window(more) := _harness(object.union({"truncation": {"strategy": "sliding_window"}}, more))

_memory(settings) := {"memory": {"agentCoreMemoryConfiguration": settings}}

_facts(records, gaps) := testing.facts(records, {}, gaps)

_items(records, gaps) := {[v[0], v[2]] | some v in testing.verdicts(_control, _facts(records, gaps))}

_kinds(records, gaps) := {v[0] | some v in testing.verdicts(_control, _facts(records, gaps))}

_messages(records) := testing.messages(_control, _facts(records, []))

test_few_passages_pass if {
	_items([_results(10)], []) == {["pass", ""]}
	_items([_flow([_look("look", {})])], []) == {["pass", ""]}
}

test_many_passages_fail if {
	nodes := [_look("ok", {"numberOfResults": 5}), _look("look", {"numberOfResults": 11})]
	testing.results(_control, _facts([_flow(nodes)], [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::Bedrock::Flow", "id": _f, "region": "us-east-1", "item": "DRAFT/look"},
		"message": "it adds 11 passages, and at most 10 are allowed",
		"proof": [{"id": _f, "pointer": "/properties/definition/nodes/1"}],
		"causes": [],
	}]
}

test_sessions_of_an_agent if {
	_items([_agent(20)], []) == {["pass", ""]}
	_messages([_agent(21)]) == [`version "DRAFT" adds up to 21 sessions, and at most 20 are allowed`]
	alias := testing.record("AWS::Bedrock::AgentAlias", testing.arn("bedrock", "agent-alias/HELPER0001/LIVE"), {
		"agentAliasId": "LIVE",
		"agentAliasStatus": "PREPARED",
		"routingConfiguration": [{"agentVersion": "2"}],
	})
	version := _remembers("AWS::Bedrock::AgentVersion", sprintf("%s:2", [_a]), _sessions(30))
	_messages([_agent(5), alias, version]) == [`version "2" adds up to 30 sessions, and at most 20 are allowed`]
}

test_number_of_sessions_that_is_not_shown_review if {
	unclear := _remembers("AWS::Bedrock::Agent", _a, {})
	_items([unclear], []) == {["review", ""]}
	_messages([unclear]) == [`version "DRAFT" adds sessions of before, and does not show how many at most`]
}

test_truncation_of_a_harness if {
	_kinds([_window({})], []) == {"pass"}
	_kinds([_harness({"truncation": {"strategy": "summarization"}})], []) == {"pass"}
	every properties in [{}, {"truncation": {"strategy": "none"}}] {
		_messages([_harness(properties)]) == ["nothing shortens a long conversation"]
	}
}

test_numbers_of_a_harness if {
	wide := {"truncation": {"config": {"slidingWindow": {"messagesCount": 51}}}}
	_messages([_window(wide)]) == ["it keeps 51 messages of a conversation, and at most 50 are allowed"]
	_messages([_window(_memory({"messagesCount": 51}))]) == [
		"it adds 51 messages from its memory, and at most 50 are allowed",
	]
	signs := {"redacted": {"length": 9, "hmac": "x", "signs": {"topK": 11}}}
	_messages([_window(_memory({"messagesCount": 50, "retrievalConfig": signs}))]) == [
		"it adds up to 11 facts from one namespace of its memory, and at most 10 are allowed",
	]
	_kinds([_window({"memory": {"managedMemoryConfiguration": {}}})], []) == {"pass"}
}

test_nothing_that_adds_not_applicable if {
	forgetful := testing.record("AWS::Bedrock::Agent", _a, {})
	records := [forgetful, _flow([{"name": "in", "type": "Input", "configuration": {"input": {}}}])]
	_items(records, []) == {["not_applicable", ""]}
	_items([], []) == {["not_applicable", ""]}
}

test_what_was_not_read_unknown if {
	every operation in ["GetFlow", "ListFlowAliases", "GetFlowVersion"] {
		gap := testing.gap(sprintf("bedrock-agent:%s", [operation]), _f)
		_items([testing.record("AWS::Bedrock::Flow", _f, {})], [gap]) == {["unknown", ""]}
		_items([_results(5)], [gap]) == {["unknown", ""]}
		_items([_results(50)], [gap]) == {["fail", "DRAFT/look"]}
	}
	every operation in ["GetAgent", "ListAgentAliases", "GetAgentVersion"] {
		gap := testing.gap(sprintf("bedrock-agent:%s", [operation]), _a)
		_items([testing.record("AWS::Bedrock::Agent", _a, {})], [gap]) == {["unknown", ""]}
		_items([_agent(5)], [gap]) == {["unknown", ""]}
		_items([_agent(50)], [gap]) == {["fail", ""]}
	}
	denied := testing.gap("bedrock-agentcore-control:GetHarness", _h)
	_items([_harness({})], [denied]) == {["unknown", ""]}
}

test_one_kind_stands_whatever_was_not_read_of_another if {
	records := [_results(5), _agent(5), _window({})]
	every operation in ["bedrock-agent:GetAgent", "bedrock-agentcore-control:GetHarness"] {
		"pass" in _kinds(records, [testing.gap(operation, "us-east-1")])
	}
	harnesses := testing.gap("bedrock-agentcore-control:GetHarness", "us-east-1")
	_kinds(records, [harnesses]) == {"pass"}
}

test_denied_listing_unknown if {
	every operation in [
		"bedrock-agent:ListFlows",
		"bedrock-agent:ListAgents",
		"bedrock-agentcore-control:ListHarnesses",
	] {
		_items([], [testing.gap(operation, "us-east-1")]) == {["unknown", ""]}
	}
}
