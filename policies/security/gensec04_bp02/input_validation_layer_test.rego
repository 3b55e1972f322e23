package lens_test.gensec04_bp02.input_validation_layer_test

import data.lens_test.testing

_control := "GENSEC04-BP02/input-validation-layer"

_agent := testing.record("AWS::Bedrock::Agent", testing.arn("bedrock", "agent/SUPPORT001"), {})

_entry := {
	"owner": "Ana Example",
	"statement": "The API limits length and characters, and a judge model rejects what is off topic.",
	"evidence": "https://wiki.example.org/input_validation_layer",
	"given": "2026-01-31",
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
		"message": data.lens.catalog.gensec04_bp02.input_validation_layer.messages.state,
		"proof": [],
		"causes": [],
	}]
}

test_attestation_in_force_passes if _kinds([_agent], [], [_entry]) == ["pass"]

test_expired_attestation_fails if {
	_kinds([_agent], [], [object.union(_entry, {"expires": "2026-07-31"})]) == ["fail"]
}

test_nothing_in_use_not_applicable if _kinds([], [], [_entry]) == ["not_applicable"]

_denied := testing.gap("bedrock-agent:ListAgents", "eu-west-1")

test_nothing_seen_and_a_gap_unknown if _kinds([], [_denied], [_entry]) == ["unknown"]

test_gap_beside_what_was_seen_passes if _kinds([_agent], [_denied], [_entry]) == ["pass"]
