package lens_test.lib.attestations_test

import data.lens.lib.attestations
import data.lens.lib.finding
import data.lens_test.testing

# A made-up control that a person attests. The snapshots start on 2026-08-01.
_meta := {
	"id": "GENX01-BP01/made-up",
	"mode": "attested",
	"params": {},
	"lists": ["s:List"],
	"evidence": ["s:Get"],
	"named": {},
	"messages": object.union(
		data.lens.catalog.gensec02_bp01.guardrail_enforced.messages,
		{"state": "state it", "bad": "it is bad", "guess": "look at it"},
	),
}

_account := "arn:aws:iam::111122223333:root"

_subject := {"type": "AWS::Account", "id": _account, "region": "global", "item": ""}

_violation := finding.of(_subject, "bad", [], [{"id": _account, "pointer": ""}])

_question := "state it"

_entry := {
	"owner": "Ana Example",
	"statement": "The set covers both personas.",
	"evidence": "https://wiki.example.org/ground-truth",
	"given": "2026-01-31",
	"expires": "2026-12-31",
	"resources": [],
}

_with(changes) := object.union(_entry, changes)

# The rows of the control, with changes to its METADATA, its exports and its parameters.
_rows(changes, exports, params, gaps, entries) := found if {
	meta := object.union(_meta, changes)
	control := object.union({"subjects": {_subject}, "violations": set()}, exports)
	facts := testing.attested(testing.facts([], {}, gaps), _meta.id, entries)
	document := object.union(object.remove(facts, ["params"]), {"params": {_meta.id: params}})
	catalog := {"genx01_bp01": {"made_up": meta}}
	controls := {"genx01_bp01": {"made_up": control}}
	found := data.lens.results with input as document
		with data.lens.controls as controls
		with data.lens.catalog as catalog
}

_asking := {"reviews": {finding.of(_subject, "state", [], [])}}

_kinds(entries) := [row.kind | some row in _rows({}, _asking, {}, [], entries)]

_messages(entries) := [row.message | some row in _rows({}, _asking, {}, [], entries)]

test_in_force_passes_and_says_who_when_and_why if {
	_kinds([_entry]) == ["pass"]
	_messages([_entry]) == [concat("", [
		`attested by "Ana Example" on "2026-01-31", until "2026-12-31"; `,
		`evidence: "https://wiki.example.org/ground-truth"`,
	])]
}

test_result_names_the_attestation if {
	found := [row.attestation | some row in _rows({}, _asking, {}, [], [_entry])]
	found == [object.remove(_entry, ["statement", "resources"])]
}

test_results_without_an_attestation_do_not_have_the_member if {
	[row] := _rows({}, _asking, {}, [], [])
	not row.attestation
}

test_none_is_the_question_of_the_control if {
	_kinds([]) == ["review"]
	_messages([]) == [_question]
}

test_first_and_last_day_are_in_force if {
	_kinds([_with({"given": "2026-08-01"})]) == ["pass"]
	_kinds([_with({"expires": "2026-08-01"})]) == ["pass"]
}

test_expired_fails_with_the_date if {
	_kinds([_with({"expires": "2026-07-31"})]) == ["fail"]
	_messages([_with({"expires": "2026-07-31"})]) == [concat("", [
		`the attestation that "Ana Example" gave on "2026-01-31" expired on "2026-07-31"`,
	])]
}

test_incomplete_fails_and_names_what_is_missing if {
	every name in ["owner", "statement", "evidence", "given", "expires"] {
		_kinds([_with({name: ""})]) == ["fail"]
		_kinds([_with({name: " \t"})]) == ["fail"]
		_kinds([object.remove(_entry, [name])]) == ["fail"]
	}
	_messages([_with({"evidence": "", "statement": ""})]) == [concat("", [
		`the attestation that "Ana Example" gave on "2026-01-31" is incomplete: it lacks "evidence", "statement"`,
	])]
}

test_date_that_does_not_exist_fails if {
	_kinds([_with({"given": "2026-02-30"})]) == ["fail"]
	_messages([_with({"expires": "2026-11-31"})]) == [concat("", [
		`the attestation that "Ana Example" gave on "2026-01-31" has a date that does not exist: "2026-11-31"`,
	])]
}

test_a_year_is_the_most if {
	_kinds([_with({"expires": "2027-02-01"})]) == ["pass"]
	_kinds([_with({"expires": "2027-02-02"})]) == ["fail"]
	_kinds([_with({"expires": "9999-12-31"})]) == ["fail"]
	_messages([_with({"expires": "2027-02-02"})]) == [concat("", [
		`the attestation that "Ana Example" gave on "2026-01-31" lasts until "2027-02-02", `,
		"which is 367 days, and at most 366 are allowed",
	])]
}

_limited(days, entry) := [row.kind | some row in _rows({}, _asking, {"max_validity_days": days}, [], [entry])]

test_a_parameter_shortens_the_time_and_never_lengthens_it if {
	_limited(334, _entry) == ["pass"]
	_limited(333, _entry) == ["fail"]
	_limited(5000, _with({"expires": "2027-02-02"})) == ["fail"]
}

test_several_faults_are_one_result if {
	_messages([_with({"owner": "", "expires": "2026-07-01"})]) == [concat("", [
		`the attestation that "" gave on "2026-01-31" expired on "2026-07-01"; `,
		`the attestation that "" gave on "2026-01-31" is incomplete: it lacks "owner"`,
	])]
}

test_one_given_after_the_snapshot_is_none if {
	_kinds([_with({"given": "2026-08-02"})]) == ["review"]
	_kinds([_with({"given": "2026-08-02", "owner": ""})]) == ["review"]
	_messages([_with({"given": "2026-08-02"})]) == [concat("; ", [
		_question,
		`the attestation of "Ana Example" was given on "2026-08-02", after this snapshot was taken`,
	])]
}

test_one_of_several_is_enough if {
	bad := [_with({"expires": "2026-07-31"}), _with({"given": "2026-08-02"}), _with({"owner": ""})]
	_kinds(bad) == ["fail"]
	_kinds(array.concat(bad, [_entry])) == ["pass"]
}

test_expired_one_fails_beside_one_that_is_not_yet_given if {
	_kinds([_with({"expires": "2026-07-31"}), _with({"given": "2026-08-02"})]) == ["fail"]
}

test_of_several_the_one_that_expires_last_is_named if {
	_messages([_with({"owner": "A"}), _with({"owner": "B", "expires": "2027-01-01"})]) == [concat("", [
		`attested by "B" on "2026-01-31", until "2027-01-01"; `,
		`evidence: "https://wiki.example.org/ground-truth"`,
	])]
	expired := [_with({"owner": "A", "expires": "2026-03-01"}), _with({"owner": "B", "expires": "2026-02-01"})]
	_messages(expired) == [`the attestation that "A" gave on "2026-01-31" expired on "2026-03-01"`]
}

test_only_covered_resources_are_attested if {
	_kinds([_with({"resources": [_account]})]) == ["pass"]
	_kinds([_with({"resources": ["arn:aws:s3:::*", "arn:*:iam::11112222333?:root"]})]) == ["pass"]
	_kinds([_with({"resources": ["arn:aws:iam::444455556666:root"]})]) == ["review"]
	_kinds([_with({"resources": ["arn:aws:iam::111122223333"]})]) == ["review"]
	_kinds([_with({"resources": ["ARN:*"]})]) == ["review"]
	_kinds([_with({"resources": [_account], "expires": "2026-07-31"})]) == ["fail"]
	_kinds([_with({"resources": ["x"], "expires": "2026-07-31"})]) == ["review"]
}

test_backslash_makes_a_wildcard_an_ordinary_character if {
	_kinds([_with({"resources": ["arn:aws:iam::111122223333:ro\\*"]})]) == ["review"]
	_kinds([_with({"resources": [`arn:aws:iam::111122223333:ro\\*`]})]) == ["review"]
	strange := object.union(_subject, {"id": "arn:aws:x:::a*"})
	every pair in [["pass", `arn:aws:x:::a\*`], ["review", `arn:aws:x:::a\?`], ["review", `arn:aws:x:::b\*`]] {
		entries := [_with({"resources": [pair[1]]})]
		found := [row.kind | some row in _rows({}, {"subjects": {strange}}, {}, [], entries)]
		found == [pair[0]]
	}
}

test_text_that_is_no_text_is_missing if {
	every name in ["owner", "statement", "evidence", "given", "expires"] {
		_kinds([_with({name: null})]) == ["fail"]
		_kinds([_with({name: 20261231})]) == ["fail"]
	}
}

test_owner_is_quoted if {
	_messages([_with({"owner": `" ok; %s {0} `})]) == [concat("", [
		`attested by "' ok; %s {0} " on "2026-01-31", until "2026-12-31"; `,
		`evidence: "https://wiki.example.org/ground-truth"`,
	])]
}

# An automated control does not read attestations.
test_automated_control_is_not_attested if {
	automated := {"mode": "automated"}
	_rows(automated, {}, {}, [], [_entry]) == _rows(automated, {}, {}, [], [])
	_rows(automated, _asking, {}, [], [_entry]) == _rows(automated, _asking, {}, [], [])
}

_hybrid(exports, gaps, entries) := [row.kind |
	some row in _rows({"mode": "hybrid"}, exports, {}, gaps, entries)
]

test_hybrid_without_contrary_evidence_is_decided_by_the_attestation if {
	_hybrid({}, [], []) == ["review"]
	_hybrid(_asking, [], []) == ["review"]
	_hybrid(_asking, [], [_entry]) == ["pass"]
	_hybrid(_asking, [], [_with({"expires": "2026-02-01"})]) == ["fail"]
}

test_hybrid_that_is_proven_passes_without_an_attestation if {
	_hybrid({"proven": {_subject}}, [], []) == ["pass"]
	_hybrid({"proven": {_subject}}, [], [_with({"expires": "2026-02-01"})]) == ["pass"]
}

test_hybrid_with_contrary_evidence_fails_whatever_is_attested if {
	_hybrid({"violations": {_violation}}, [], [_entry]) == ["fail"]
	rows := _rows({"mode": "hybrid"}, {"violations": {_violation}}, {}, [], [_entry])
	[row.message | some row in rows] == ["it is bad"]
}

test_gap_is_unknown_whatever_is_attested if {
	denied := testing.gap("s:Get", "global")
	_hybrid(_asking, [denied], []) == ["unknown"]
	_hybrid(_asking, [denied], [_entry]) == ["unknown"]
	_hybrid(_asking, [denied], [_with({"expires": "2026-02-01"})]) == ["unknown"]
}

test_what_no_call_shows_is_unknown_whatever_is_attested if {
	hidden := {"unseen": {finding.of(_subject, "guess", [], [])}}
	_hybrid(hidden, [], [_entry]) == ["unknown"]
}

test_what_nobody_declared_is_review_whatever_is_attested if {
	open := {"undeclared": {finding.of(_subject, "guess", [], [])}}
	_hybrid(open, [], [_entry]) == ["review"]
	_hybrid(open, [], [_with({"expires": "2026-02-01"})]) == ["review"]
}

test_gap_in_a_listing_does_not_matter_for_a_subject_that_was_seen if {
	_hybrid(_asking, [testing.gap("s:List", "eu-west-1")], [_entry]) == ["pass"]
}

test_control_without_a_question_gets_one if {
	found := [[row.kind, row.message] | some row in _rows({}, {}, {}, [], [])]
	found == [["review", `no attestation is in force; write one with: genai-lens attest "GENX01-BP01/made-up"`]]
}

_in_force(entries) := [e.given | some e in found] if {
	facts := testing.attested(testing.facts([], {}, []), "GENX01-BP01/made-up", entries)
	document := object.union(object.remove(facts, ["params"]), {"params": {"GENX01-BP01/made-up": {}}})
	found := attestations.in_force("GENX01-BP01/made-up", _subject) with input as document
}

test_attestations_in_force if {
	later := _with({"given": "2026-07-31"})
	_in_force([_entry, later]) == ["2026-01-31", "2026-07-31"]
	_in_force([]) == []
	_in_force([_with({"given": "2026-08-02"})]) == []
	_in_force([_with({"expires": "2026-07-31"})]) == []
	_in_force([_with({"evidence": " "})]) == []
	_in_force([_with({"resources": ["arn:aws:iam::111122223333:other"]})]) == []
}
