package lens_test.lib.memories_test

import data.lens.lib.memories
import data.lens_test.testing

_memory(region, id, properties) := testing.record_in(
	region, "AWS::BedrockAgentCore::Memory",
	sprintf("arn:aws:bedrock-agentcore:%s:111122223333:memory/%s", [region, id]),
	object.union({"status": "ACTIVE"}, properties),
)

_a := _memory("us-east-1", "a", {})

_document(records, gaps) := object.union(
	testing.facts(records, {}, gaps),
	{"workload": {"regions": ["us-east-1", "eu-west-1"]}},
)

_pairs(records) := {[m.id, region, own, other] | some [m, region, own, other] in found} if {
	document := _document(records, [])
	found := memories.pairs with input as document
}

test_pairs if {
	_pairs([_a]) == {[_a.id, "eu-west-1", 1, 0]}
	_pairs([_a, _memory("eu-west-1", "b", {"status": "FAILED"})]) == {[_a.id, "eu-west-1", 1, 0]}
	_pairs([_a, _memory("us-east-1", "b", {"managedByResourceArn": "arn"})]) == {[_a.id, "eu-west-1", 1, 0]}
}

_enough(records, gaps) := found if {
	document := _document(records, gaps)
	found := memories.enough with input as document
}

test_enough if {
	other := _memory("eu-west-1", "b", {"status": "CREATING"})
	_enough([_a], []) == set()
	_enough([_a, other], []) == {[_a.id, "eu-west-1"], [other.id, "us-east-1"]}

	# One that was not read may be one more.
	gaps := [testing.gap("bedrock-agentcore-control:ListMemories", "us-east-1")]
	_enough([_a, other], gaps) == {[other.id, "us-east-1"]}
}

test_subject if {
	found := memories.subject(_a) with input as testing.facts([], {}, [])
	found == {
		"type": "AWS::Account",
		"id": "arn:aws:iam::111122223333:root",
		"region": "us-east-1",
		"item": "memories",
	}
}
