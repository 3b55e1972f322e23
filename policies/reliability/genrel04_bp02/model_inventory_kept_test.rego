package lens_test.genrel04_bp02.model_inventory_kept_test

import data.lens_test.testing

_control := "GENREL04-BP02/model-inventory-kept"

_agent(model) := testing.record(
	"AWS::Bedrock::Agent",
	testing.arn("bedrock", "agent/HELPER"),
	{"foundationModel": model},
)

_nova := "amazon.nova-lite-v1:0"

_nova_arn := "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0"

_custom := testing.record(
	"AWS::Bedrock::CustomModel",
	testing.arn("bedrock", "custom-model/amazon.nova-lite-v1:0:300k/tuned0000001"),
	{"modelStatus": "Active"},
)

_throughput := testing.record(
	"AWS::Bedrock::ProvisionedModelThroughput",
	testing.arn("bedrock", "provisioned-model/abcdefghijkl"),
	{"modelArn": _custom.id, "status": "InService"},
)

_imported := testing.record(
	"AWS::Bedrock::ImportedModel",
	testing.arn("bedrock", "imported-model/import000001"),
	{},
)

_account := "arn:aws:iam::111122223333:root"

_entry(resources) := {
	"owner": "Ana Example",
	"statement": "As written down.",
	"evidence": "https://git.example.org/models",
	"given": "2026-07-01",
	"expires": "2026-12-28",
	"resources": resources,
}

_verdicts(records, gaps, entries) := testing.verdicts(
	_control,
	testing.attested(testing.facts(records, {}, gaps), _control, entries),
)

test_nobody_attested_review if {
	testing.results(_control, testing.facts([_agent(_nova)], {}, [])) == [{
		"kind": "review",
		"subject": {"type": "AWS::Bedrock::FoundationModel", "id": _nova_arn, "region": "us-east-1", "item": ""},
		"message": data.lens.catalog.genrel04_bp02.model_inventory_kept.messages.state,
		"proof": [],
		"causes": [],
	}]
}

test_attestation_covers_the_models_that_it_names if {
	both := [_agent(_nova), _custom, _throughput]
	_verdicts(both, [], [_entry(["arn:aws:bedrock:*::foundation-model/amazon.*"])]) == {
		["pass", _nova_arn, ""],
		["review", _custom.id, ""],
	}
	_verdicts(both, [], [_entry([_custom.id])]) == {["review", _nova_arn, ""], ["pass", _custom.id, ""]}
}

test_context_size_makes_no_other_model if {
	_verdicts([_agent(sprintf("%s:300k", [_nova_arn]))], [], [_entry([_nova_arn])]) == {["pass", _nova_arn, ""]}
}

test_imported_model_is_named if {
	_verdicts([_agent(_imported.id), _imported], [], [_entry([_imported.id])]) == {["pass", _imported.id, ""]}
}

test_two_models_of_one_normal_id_are_both_judged if {
	id := testing.arn("bedrock", "custom-model/amazon.nova-lite-v1:0:300k/import000001")
	same := object.union(_custom, {"id": id})
	_verdicts([_agent(_imported.id), _imported, same], [], []) == {
		["review", _imported.id, ""],
		["review", same.id, ""],
	}
}

test_model_that_nothing_uses_is_left_out if {
	_verdicts([_custom, _imported], [], []) == {["not_applicable", _account, ""]}
}

test_attestation_of_181_days_fails if {
	long := object.union(_entry([]), {"expires": "2026-12-29"})
	_verdicts([_agent(_nova)], [], [long]) == {["fail", _nova_arn, ""]}
}

test_attestation_that_has_expired_fails if {
	old := object.union(_entry([]), {"given": "2026-02-01", "expires": "2026-07-31"})
	_verdicts([_agent(_nova)], [], [old]) == {["fail", _nova_arn, ""]}
}

test_model_that_no_listing_shows_unknown if {
	foreign := "arn:aws:bedrock:us-east-1:444455556666:imported-model/import000009"
	_verdicts([_agent(foreign)], [], [_entry([])]) == {["unknown", _account, ""]}
	hidden := testing.arn("bedrock", "provisioned-model/zzzzzzzzzzzz")
	testing.messages(_control, testing.facts([_agent(hidden)], {}, [])) == [
		sprintf(`no listing of this account shows which models these are: "%s"`, [hidden]),
	]
}

test_gap_unknown if {
	denied := testing.gap("bedrock-agent:GetAgent", "us-east-1")
	_verdicts([], [denied], [_entry([])]) == {["unknown", _account, ""]}
}
