package lens_test.genperf03_bp01.customization_workflow_chosen_test

import data.lens_test.testing

_control := "GENPERF03-BP01/customization-workflow-chosen"

_used := [testing.record("AWS::Bedrock::ImportedModel", testing.arn("bedrock", "imported-model/own"), {})]

_entry := {
	"owner": "Ana Example",
	"statement": "As written down.",
	"evidence": "https://wiki.example.org/customization/workflow",
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
		"message": data.lens.catalog.genperf03_bp01.customization_workflow_chosen.messages.state,
		"proof": [],
		"causes": [],
	}]
}

test_attestation_in_force_passes if _kinds(_used, [], [_entry]) == ["pass"]

test_attestation_that_has_expired_fails if {
	_kinds(_used, [], [object.union(_entry, {"given": "2026-02-01", "expires": "2026-07-31"})]) == ["fail"]
}

test_nothing_customized_not_applicable if _kinds([], [], [_entry]) == ["not_applicable"]

test_nothing_seen_and_a_gap_unknown if {
	_kinds([], [testing.gap("bedrock:ListCustomModels", "eu-west-1")], [_entry]) == ["unknown"]
	_kinds([], [testing.gap("bedrock:ListImportedModels", "eu-west-1")], [_entry]) == ["unknown"]
	_kinds([], [testing.gap("sagemaker:Search", "eu-west-1")], [_entry]) == ["unknown"]
}
