package lens_test.gensec01_bp01.subscriptions_reviewed_test

import data.lens_test.testing

_control := "GENSEC01-BP01/subscriptions-reviewed"

_application(status) := testing.record(
	"AWS::QBusiness::Application", testing.arn("qbusiness", "application/a"),
	{"status": status},
)

_active := _application("ACTIVE")

_entry := {
	"owner": "Ana Example",
	"statement": "Four of 60 subscriptions were removed.",
	"evidence": "https://wiki.example.org/subscriptions",
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
		"message": data.lens.catalog.gensec01_bp01.subscriptions_reviewed.messages.state,
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

test_attested_without_an_application if {
	_kinds([], [], [_entry]) == ["pass"]
	_kinds([], [], [object.union(_entry, {"given": "2026-02-01", "expires": "2026-07-31"})]) == ["fail"]
}

test_nothing_not_applicable if {
	_kinds([], [], []) == ["not_applicable"]
	testing.kinds(_control, testing.facts([], {}, [])) == ["not_applicable"]
	_kinds([_application("DELETING")], [], []) == ["not_applicable"]
	_kinds([_application("FAILED")], [], []) == ["not_applicable"]
}

_denied := testing.gap("qbusiness:ListApplications", "us-east-1")

test_nothing_seen_and_a_gap_unknown if _kinds([], [_denied], []) == ["unknown"]

test_gap_beside_what_was_seen if {
	_kinds([_active], [_denied], [_entry]) == ["pass"]
	_kinds([], [_denied], [_entry]) == ["pass"]
}
