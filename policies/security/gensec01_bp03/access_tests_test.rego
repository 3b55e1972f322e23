package lens_test.gensec01_bp03.access_tests_test

import data.lens_test.testing

_control := "GENSEC01-BP03/access-tests"

_base(status) := testing.record(
	"AWS::Bedrock::KnowledgeBase", testing.arn("bedrock", "knowledge-base/MANUALS001"),
	{"status": status},
)

_active := _base("ACTIVE")

_entry := {
	"owner": "Ana Example",
	"statement": "80 prompts for each audience were run against release 7. None got the data of another.",
	"evidence": "https://wiki.example.org/access-tests",
	"given": "2026-07-01",
	"expires": "2026-12-28",
	"resources": [],
}

_kinds(records, gaps, entries) := testing.kinds(
	_control,
	testing.attested(testing.facts(records, {}, gaps), _control, entries),
)

test_nobody_attested_review if {
	testing.results(_control, testing.facts([_active], {}, [])) == [{
		"kind": "review",
		"subject": {
			"type": "AWS::Account",
			"id": "arn:aws:iam::111122223333:root",
			"region": "global",
			"item": "",
		},
		"message": data.lens.catalog.gensec01_bp03.access_tests.messages.state,
		"proof": [],
		"causes": [],
	}]
}

test_attestation_in_force_passes if _kinds([_active], [], [_entry]) == ["pass"]

test_attestation_of_more_than_180_days_fails if {
	_kinds([_active], [], [object.union(_entry, {"expires": "2026-12-29"})]) == ["fail"]
}

test_expired_attestation_fails if {
	_kinds([_active], [], [object.union(_entry, {"given": "2026-02-01", "expires": "2026-07-31"})]) == ["fail"]
}

test_each_kind_is_enough if {
	every r in [
		testing.record("AWS::QBusiness::Application", testing.arn("qbusiness", "application/a"), {}),
		testing.record("AWS::Kendra::Index", testing.arn("kendra", "index/i"), {"Status": "ACTIVE"}),
		testing.record("AWS::Bedrock::CustomModel", testing.arn("bedrock", "custom-model/m"), {}),
	] {
		_kinds([r], [], []) == ["review"]
	}
}

test_what_failed_tells_nobody_anything if {
	failed := testing.record("AWS::Kendra::Index", testing.arn("kendra", "index/i"), {"Status": "FAILED"})
	_kinds([failed, _base("DELETING")], [], [_entry]) == ["not_applicable"]
}

test_nothing_in_use_not_applicable if _kinds([], [], [_entry]) == ["not_applicable"]

_denied := testing.gap("kendra:ListIndices", "eu-west-1")

test_nothing_seen_and_a_gap_unknown if _kinds([], [_denied], [_entry]) == ["unknown"]

test_gap_beside_what_was_seen_passes if _kinds([_active], [_denied], [_entry]) == ["pass"]
