package lens_test.genperf04_bp01.retrieval_design_record_test

import data.lens_test.testing

_control := "GENPERF04-BP01/retrieval-design-record"

_base(kind) := testing.record("AWS::Bedrock::KnowledgeBase", testing.arn("bedrock", "knowledge-base/BASE"), {
	"status": "ACTIVE",
	"knowledgeBaseConfiguration": {"type": kind},
})

_used := [_base("VECTOR")]

_entry := {
	"owner": "Ana Example",
	"statement": "As written down.",
	"evidence": "https://wiki.example.org/retrieval/design",
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
		"message": data.lens.catalog.genperf04_bp01.retrieval_design_record.messages.state,
		"proof": [],
		"causes": [],
	}]
}

test_attestation_in_force_passes if _kinds(_used, [], [_entry]) == ["pass"]

test_attestation_that_has_expired_fails if {
	_kinds(_used, [], [object.union(_entry, {"given": "2026-02-01", "expires": "2026-07-31"})]) == ["fail"]
}

test_no_vectors_not_applicable if {
	_kinds([], [], [_entry]) == ["not_applicable"]
	_kinds([_base("KENDRA")], [], [_entry]) == ["not_applicable"]
}

test_nothing_seen_and_a_gap_unknown if {
	_kinds([], [testing.gap("bedrock-agent:ListKnowledgeBases", "eu-west-1")], [_entry]) == ["unknown"]
}
