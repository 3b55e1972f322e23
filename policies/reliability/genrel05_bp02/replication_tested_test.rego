package lens_test.genrel05_bp02.replication_tested_test

import data.lens_test.testing

_control := "GENREL05-BP02/replication-tested"

_base := testing.record("AWS::Bedrock::KnowledgeBase", testing.arn("bedrock", "knowledge-base/MANUALS"), {})

_used := [_base]

_entry := {
	"owner": "Ana Example",
	"statement": "As written down.",
	"evidence": "https://wiki.example.org/replication",
	"given": "2026-07-01",
	"expires": "2026-12-28",
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
		"message": data.lens.catalog.genrel05_bp02.replication_tested.messages.state,
		"proof": [],
		"causes": [],
	}]
}

test_attestation_in_force_passes if _kinds(_used, [], [_entry]) == ["pass"]

test_attestation_that_has_expired_fails if {
	_kinds(_used, [], [object.union(_entry, {"given": "2026-02-01", "expires": "2026-07-31"})]) == ["fail"]
}

test_attestation_of_181_days_fails if {
	_kinds(_used, [], [object.union(_entry, {"expires": "2026-12-29"})]) == ["fail"]
}

_kinds_of(regions) := testing.kinds(
	_control,
	object.union(testing.facts(_used, {}, []), {"workload": {"regions": regions}}),
)

test_one_declared_region_not_applicable if {
	_kinds_of(["us-east-1"]) == ["not_applicable"]
	_kinds_of(["us-east-1", "eu-west-1"]) == ["review"]
}

test_no_knowledge_base_not_applicable if _kinds([], [], [_entry]) == ["not_applicable"]

test_nothing_seen_and_a_gap_unknown if {
	_kinds([], [testing.gap("bedrock-agent:ListKnowledgeBases", "eu-west-1")], [_entry]) == ["unknown"]
}
