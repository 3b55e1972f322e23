package lens_test.gencost05_bp01.maximum_runtime_determined_test

import data.lens_test.testing

_control := "GENCOST05-BP01/maximum-runtime-determined"

_used := [testing.record("AWS::Bedrock::Agent", testing.arn("bedrock", "agent/HELPER"), {})]

_entry := {
	"owner": "Ana Example",
	"statement": "As written down.",
	"evidence": "https://wiki.example.org/agents/limits",
	"given": "2026-07-01",
	"expires": "2027-06-30",
	"resources": [],
}

_kinds(records, gaps, entries) := testing.kinds(
	_control,
	testing.attested(testing.facts(records, {}, gaps), _control, entries),
)

test_nobody_attested_review if {
	testing.results(_control, testing.facts(_used, {}, [])) == [{
		"kind": "review",
		"subject": {
			"type": "AWS::Account",
			"id": "arn:aws:iam::111122223333:root",
			"region": "global",
			"item": "",
		},
		"message": data.lens.catalog.gencost05_bp01.maximum_runtime_determined.messages.state,
		"proof": [],
		"causes": [],
	}]
}

test_attestation_in_force_passes if _kinds(_used, [], [_entry]) == ["pass"]

test_attestation_that_has_expired_fails if {
	_kinds(_used, [], [object.union(_entry, {"given": "2026-02-01", "expires": "2026-07-31"})]) == ["fail"]
}

test_gateway_alone_not_applicable if {
	arn := testing.arn("bedrock-agentcore", "gateway/tools")
	gateway := testing.record("AWS::BedrockAgentCore::Gateway", arn, {})
	_kinds([gateway], [], [_entry]) == ["not_applicable"]
}

test_flow_asks_for_it_review if {
	flow := testing.record("AWS::Bedrock::Flow", testing.arn("bedrock", "flow/FLOW"), {})
	_kinds([flow], [], []) == ["review"]
}

test_nothing_seen_and_a_gap_unknown if {
	_kinds([], [testing.gap("bedrock-agent:ListFlows", "eu-west-1")], [_entry]) == ["unknown"]
	_kinds([], [testing.gap("bedrock-agentcore-control:ListHarnesses", "eu-west-1")], [_entry]) == ["unknown"]
	_kinds([], [testing.gap("stepfunctions:ListStateMachines", "eu-west-1")], [_entry]) == ["unknown"]
}
