package lens_test.added_context_test

import data.lens.lib.added_context
import data.lens_test.testing

_amounts(records) := {[one.kind, one.subject.item, one.version, one.number, one.proof.pointer] |
	some one in all
} if {
	facts := testing.facts(records, {}, [])
	all := added_context.all with input as facts
}

_flow(base) := testing.record("AWS::Bedrock::Flow", testing.arn("bedrock", "flow/ROUTE"), {"definition": {
	"connections": [],
	"nodes": [{"name": "look", "type": "KnowledgeBase", "configuration": {"knowledgeBase": base}}],
}})

_result(number) := {["results", "DRAFT/look", "", number, "/properties/definition/nodes/0"]}

_rerank(more) := {"rerankingConfiguration": {"bedrockRerankingConfiguration": more}}

test_passages if {
	_amounts([_flow({})]) == _result(5)
	_amounts([_flow({"numberOfResults": 20})]) == _result(20)
	_amounts([_flow(object.union({"numberOfResults": 20}, _rerank({})))]) == _result(20)
	reranked := _rerank({"numberOfRerankedResults": 4})
	_amounts([_flow(object.union({"numberOfResults": 20}, reranked))]) == _result(4)
	_amounts([_flow(_rerank({"numberOfRerankedResults": 50}))]) == _result(5)
}

_agent(memory) := testing.record(
	"AWS::Bedrock::Agent",
	testing.arn("bedrock", "agent/HELPER0001"),
	{"memoryConfiguration": memory},
)

_memory(more) := object.union({"enabledMemoryTypes": ["SESSION_SUMMARY"]}, more)

test_sessions if {
	pointer := "/properties/memoryConfiguration"
	named := _agent(_memory({"sessionSummaryConfiguration": {"maxRecentSessions": 30}}))
	_amounts([named]) == {["sessions", "", "DRAFT", 30, pointer]}
	_amounts([_agent(_memory({}))]) == {["sessions", "", "DRAFT", 0, pointer]}
	_amounts([_agent({"enabledMemoryTypes": []})]) == set()
	_amounts([_agent({})]) == set()
}

_harness(properties) := testing.record(
	"AWS::BedrockAgentCore::Harness",
	testing.arn("bedrock-agentcore", "harness/coach"),
	object.union({"status": "READY"}, properties),
)

_used(records) := {[amount[0], amount[3], amount[4]] | some amount in _amounts(records); amount[3] > 0}

test_messages_and_facts if {
	window := {"truncation": {"config": {"slidingWindow": {"messagesCount": 40}}}}
	_used([_harness(window)]) == {["window", 40, "/properties/truncation"]}
	signs := {"redacted": {"length": 9, "hmac": "x", "signs": {"topK": 7}}}
	memory := {"memory": {"agentCoreMemoryConfiguration": {"messagesCount": 60, "retrievalConfig": signs}}}
	_used([_harness(memory)]) == {["messages", 60, "/properties/memory"], ["facts", 7, "/properties/memory"]}
	_used([_harness({})]) == set()
	_amounts([_harness({"status": "CREATING"})]) == set()
}
