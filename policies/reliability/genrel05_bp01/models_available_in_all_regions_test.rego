package lens_test.genrel05_bp01.models_available_in_all_regions_test

import data.lens_test.testing

_control := "GENREL05-BP01/models-available-in-all-regions"

_model := "provider.model-v1:0"

_both := ["us-east-1", "eu-west-1"]

_agent := testing.record(
	"AWS::Bedrock::Agent",
	testing.arn("bedrock", "agent/HELPER"),
	{"foundationModel": sprintf("us.%s", [_model])},
)

_arn(region, account, what) := sprintf("arn:aws:bedrock:%s:%s:%s", [region, account, what])

_listed(region, model) := testing.record_in(
	region,
	"AWS::Bedrock::FoundationModel",
	_arn(region, "", sprintf("foundation-model/%s", [model])),
	{"modelId": model},
)

_profile(region) := testing.record_in(
	region,
	"AWS::Bedrock::InferenceProfile",
	_arn(region, "111122223333", sprintf("inference-profile/eu.%s", [_model])),
	{"models": [{"modelArn": _arn(region, "", sprintf("foundation-model/%s", [_model]))}]},
)

_answer(region, more) := testing.record_in(
	region,
	"AWS::Bedrock::FoundationModelAvailability",
	_arn(region, "111122223333", sprintf("foundation-model-availability/%s", [_model])),
	object.union({"authorizationStatus": "AUTHORIZED", "regionAvailability": "AVAILABLE"}, more),
)

_facts(records, regions, gaps) := object.union(
	testing.facts(records, {}, gaps),
	{"workload": {"regions": regions}},
)

_kinds(records, gaps) := testing.kinds(_control, _facts(records, _both, gaps))

_messages(records) := testing.messages(_control, _facts(records, _both, []))

_good := [_agent, _listed("eu-west-1", _model), _answer("eu-west-1", {})]

_with(more) := [_agent, _listed("eu-west-1", _model), _answer("eu-west-1", more)]

_uses := sprintf(`; "%s" uses it`, [_agent.id])

_at(member) := [{"id": _answer("eu-west-1", {}).id, "pointer": sprintf("/properties/%s", [member])}]

test_model_of_the_other_region_passes if {
	_kinds(_good, []) == ["pass"]
	testing.proofs(_control, _facts(_good, _both, [])) == _at("authorizationStatus")
	_kinds([_agent, _profile("eu-west-1"), _answer("eu-west-1", {})], []) == ["pass"]
}

test_account_without_authorization_fails if {
	records := _with({"authorizationStatus": "NOT_AUTHORIZED"})
	testing.results(_control, _facts(records, _both, [])) == [{
		"kind": "fail",
		"subject": {
			"type": "AWS::Account",
			"id": "arn:aws:iam::111122223333:root",
			"region": "us-east-1",
			"item": _model,
		},
		"message": concat("", [`the account is not authorized to use it in "eu-west-1"`, _uses]),
		"proof": _at("authorizationStatus"),
		"causes": [],
	}]
}

test_model_that_is_not_available_fails if {
	records := _with({"regionAvailability": "NOT_AVAILABLE"})
	_messages(records) == [concat("", [`AWS does not make it available in "eu-west-1"`, _uses])]
	testing.proofs(_control, _facts(records, _both, [])) == _at("regionAvailability")
}

test_model_that_is_not_listed_fails if {
	records := [_agent, _listed("eu-west-1", "provider.other"), _answer("eu-west-1", {})]
	_messages(records) == [concat("", [
		`neither the models nor the inference profiles of "eu-west-1" include it`,
		_uses,
	])]
}

test_use_in_both_regions_is_judged_twice if {
	agent := testing.record_in(
		"eu-west-1",
		"AWS::Bedrock::Agent",
		_arn("eu-west-1", "111122223333", "agent/HELPER"),
		{"foundationModel": _model},
	)
	own := [agent, _listed("us-east-1", _model), _answer("us-east-1", {"authorizationStatus": "NOT_AUTHORIZED"})]
	_kinds(array.concat(_good, own), []) == ["fail", "pass"]
}

test_undeclared_review if {
	found := testing.results(_control, testing.facts(_good, {}, []))
	[[r.kind, r.subject.region, r.subject.item, r.message] | some r in found] == [[
		"review",
		"global",
		"",
		concat("", [
			`models are in use in "us-east-1", and nobody has declared in which Regions the workload must be `,
			"available: name them under workload.regions in genai-lens.yaml",
		]),
	]]
}

test_one_region_not_applicable if {
	testing.kinds(_control, _facts(_good, ["us-east-1"], [])) == ["not_applicable"]
}

test_use_in_a_region_that_is_not_declared_not_applicable if {
	testing.kinds(_control, _facts(_good, ["eu-west-1", "us-west-2"], [])) == ["not_applicable"]
}

test_custom_model_not_applicable if {
	custom := testing.record(
		"AWS::Bedrock::Agent",
		_agent.id,
		{"foundationModel": testing.arn("bedrock", "imported-model/import000001")},
	)
	_kinds([custom], []) == ["not_applicable"]
	testing.kinds(_control, testing.facts([custom], {}, [])) == ["not_applicable"]
}

test_region_that_was_not_scanned_unknown if {
	found := testing.results(_control, _facts(_good, ["us-east-1", "eu-west-1", "us-west-2"], []))
	[[r.kind, r.message] | some r in found] == [[
		"unknown",
		`the scan left out "us-west-2", which the configuration declares`,
	]]
}

test_region_that_was_not_asked_unknown if {
	every records in [[_agent], [_agent, _listed("eu-west-1", _model)], [_agent, _answer("eu-west-1", {})]] {
		found := testing.results(_control, _facts(records, _both, []))
		[[r.kind, r.message] | some r in found] == [["unknown", concat("", [
			`nothing shows whether the account may use it in "eu-west-1"; `,
			"scan with these Regions declared",
		])]]
	}
}

_denied(operation) := testing.gap(operation, "eu-west-1")

test_listing_that_was_denied_unknown if {
	records := [_agent, _listed("eu-west-1", "provider.other"), _answer("eu-west-1", {})]
	_kinds(records, [_denied("bedrock:ListInferenceProfiles")]) == ["unknown", "unknown"]
	_kinds(records, [_denied("bedrock:ListFoundationModels")]) == ["unknown"]
	_kinds([_agent, _answer("eu-west-1", {})], [_denied("bedrock:ListFoundationModels")]) == ["unknown"]
}

test_answer_that_was_denied_unknown if {
	gap := testing.gap("bedrock:GetFoundationModelAvailability", _agent.id)
	_kinds([_agent, _listed("eu-west-1", _model)], [gap]) == ["unknown"]
}

test_what_was_seen_stands if {
	gap := testing.gap("bedrock:GetFoundationModelAvailability", testing.arn("bedrock", "agent/OTHER"))
	_kinds(_good, [gap]) == ["pass"]
	_kinds(_with({"authorizationStatus": "NOT_AUTHORIZED"}), [gap]) == ["fail"]
}

test_denied_consumers_unknown if {
	_kinds([], [testing.gap("bedrock-agent:GetAgent", "us-east-1")]) == ["unknown"]
}
