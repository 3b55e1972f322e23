package lens_test.genops04_bp02.feedback_loop_practised_test

import data.lens_test.testing

_control := "GENOPS04-BP02/feedback-loop-practised"

_agent := testing.record("AWS::Bedrock::Agent", testing.arn("bedrock", "agent/HELPER"), {})

_entry := {
	"owner": "Ana Example",
	"statement": "As written down.",
	"evidence": "https://wiki.example.org/feedback-loop-practised",
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
		"message": data.lens.catalog.genops04_bp02.feedback_loop_practised.messages.state,
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

test_nothing_in_use_not_applicable if _kinds([], [], [_entry]) == ["not_applicable"]

_denied := testing.gap("bedrock-agent:ListFlows", "eu-west-1")

test_nothing_seen_and_a_gap_unknown if _kinds([], [_denied], [_entry]) == ["unknown"]

test_gap_beside_what_was_seen_in_use_passes if _kinds([_agent], [_denied], [_entry]) == ["pass"]
