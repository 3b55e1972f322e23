package lens_test.genops05_bp01.customization_decision_recorded_test

import data.lens_test.testing

_control := "GENOPS05-BP01/customization-decision-recorded"

_custom := testing.record(
	"AWS::Bedrock::CustomModel",
	testing.arn("bedrock", "custom-model/amazon.nova-lite-v1:0:300k/tuned0000001"),
	{"modelStatus": "Active"},
)

_imported := testing.record(
	"AWS::Bedrock::ImportedModel",
	testing.arn("bedrock", "imported-model/import000001"),
	{},
)

_entry(resources) := {
	"owner": "Ana Example",
	"statement": "As written down.",
	"evidence": "https://wiki.example.org/customization-decision-recorded",
	"given": "2026-07-01",
	"expires": "2026-12-31",
	"resources": resources,
}

_verdicts(records, gaps, entries) := testing.verdicts(
	_control,
	testing.attested(testing.facts(records, {}, gaps), _control, entries),
)

test_nobody_attested_review if {
	testing.results(_control, testing.facts([_custom], {}, [])) == [{
		"kind": "review",
		"subject": {"type": "AWS::Bedrock::CustomModel", "id": _custom.id, "region": "us-east-1", "item": ""},
		"message": data.lens.catalog.genops05_bp01.customization_decision_recorded.messages.state,
		"proof": [],
		"causes": [],
	}]
}

test_attestation_covers_the_models_that_it_names if {
	_verdicts([_custom, _imported], [], [_entry([_custom.id])]) == {
		["pass", _custom.id, ""],
		["review", _imported.id, ""],
	}
}

test_attestation_without_resources_covers_all if {
	_verdicts([_custom, _imported], [], [_entry([])]) == {["pass", _custom.id, ""], ["pass", _imported.id, ""]}
}

test_expired_attestation_fails if {
	expired := object.union(_entry([]), {"expires": "2026-07-31"})
	_verdicts([_custom], [], [expired]) == {["fail", _custom.id, ""]}
}

test_failed_customization_is_no_model if {
	failed := object.union(_custom, {"properties": {"modelStatus": "Failed"}})
	testing.kinds(_control, testing.facts([failed], {}, [])) == ["not_applicable"]
}

test_denied_listing_unknown if {
	denied := testing.gap("bedrock:ListCustomModels", "us-east-1")
	testing.kinds(_control, testing.facts([], {}, [denied])) == ["unknown"]
}
