package lens_test.genops03_bp02.agent_traces_requested_and_stored_test

import data.lens_test.testing

_control := "GENOPS03-BP02/agent-traces-requested-and-stored"

_agent := _alias("AWS::Bedrock::AgentAlias", "agent-alias/HELPER", {"agentAliasId": "LIVE"})

_alias(type, id, properties) := testing.record(type, testing.arn("bedrock", id), properties)

_entry := {
	"owner": "Ana Example",
	"statement": "As written down.",
	"evidence": "https://wiki.example.org/traces",
	"given": "2026-07-01",
	"expires": "2026-12-31",
	"resources": [],
}

_kinds(records, gaps, entries) := testing.kinds(
	_control,
	testing.attested(testing.facts(records, {}, gaps), _control, entries),
)

test_nobody_attested_review if {
	testing.results(_control, testing.facts([_agent], {}, [])) == [{
		"kind": "review",
		"subject": {
			"type": "AWS::Account",
			"id": "arn:aws:iam::111122223333:root",
			"region": "global",
			"item": "",
		},
		"message": data.lens.catalog.genops03_bp02.agent_traces_requested_and_stored.messages.state,
		"proof": [],
		"causes": [],
	}]
}

test_attestation_in_force_passes if _kinds([_agent], [], [_entry]) == ["pass"]

test_attestation_that_lasts_too_long_fails if {
	_kinds([_agent], [], [object.union(_entry, {"expires": "2027-07-03"})]) == ["fail"]
}

test_attestation_for_as_long_as_allowed_passes if {
	_kinds([_agent], [], [object.union(_entry, {"expires": "2027-07-02"})]) == ["pass"]
}

test_no_alias_not_applicable if _kinds([], [], [_entry]) == ["not_applicable"]

test_alias_of_a_flow_counts if {
	_kinds([_alias("AWS::Bedrock::FlowAlias", "flow/ROUTE/alias/LIVE", {"id": "LIVE"})], [], []) == ["review"]
}

test_built_in_aliases_do_not_count if {
	records := [
		_alias("AWS::Bedrock::AgentAlias", "agent-alias/HELPER/TSTALIASID", {"agentAliasId": "TSTALIASID"}),
		_alias("AWS::Bedrock::FlowAlias", "flow/ROUTE/alias/TSTALIASID", {"id": "TSTALIASID"}),
	]
	_kinds(records, [], [_entry]) == ["not_applicable"]
}

_denied := testing.gap("bedrock-agent:ListFlowAliases", testing.arn("bedrock", "flow/ROUTE"))

test_nothing_seen_and_a_gap_unknown if _kinds([], [_denied], [_entry]) == ["unknown"]

test_gap_beside_what_was_seen_in_use_passes if _kinds([_agent], [_denied], [_entry]) == ["pass"]
