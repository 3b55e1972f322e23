package lens_test.genrel04_bp02.models_in_use_authorised_test

import data.lens_test.testing

_control := "GENREL04-BP02/models-in-use-authorised"

_model := "provider.model-v1:0"

_agent_of(id, model) := testing.record(
	"AWS::Bedrock::Agent",
	testing.arn("bedrock", sprintf("agent/%s", [id])),
	{"foundationModel": model},
)

_agent := _agent_of("HELPER", _model)

_answer_of(model, more) := testing.record(
	"AWS::Bedrock::FoundationModelAvailability",
	testing.arn("bedrock", sprintf("foundation-model-availability/%s", [model])),
	object.union(
		{
			"agreementAvailability": {"status": "AVAILABLE"},
			"authorizationStatus": "AUTHORIZED",
			"entitlementAvailability": "AVAILABLE",
			"regionAvailability": "AVAILABLE",
		},
		more,
	),
)

_answer(more) := _answer_of(_model, more)

_kinds(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

_messages(more) := testing.messages(_control, testing.facts([_agent, _answer(more)], {}, []))

_proofs(more) := testing.proofs(_control, testing.facts([_agent, _answer(more)], {}, []))

_uses := sprintf(`; "%s" uses it`, [_agent.id])

_at(member) := [{"id": _answer({}).id, "pointer": sprintf("/properties/%s", [member])}]

test_all_in_order_passes if {
	_kinds([_agent, _answer({})], []) == ["pass"]
	_proofs({}) == _at("authorizationStatus")
}

test_account_without_authorization_fails if {
	records := [_agent, _answer({"authorizationStatus": "NOT_AUTHORIZED"})]
	testing.results(_control, testing.facts(records, {}, [])) == [{
		"kind": "fail",
		"subject": {
			"type": "AWS::Account",
			"id": "arn:aws:iam::111122223333:root",
			"region": "us-east-1",
			"item": _model,
		},
		"message": concat("", ["the account is not authorized to use it", _uses]),
		"proof": _at("authorizationStatus"),
		"causes": [],
	}]
}

test_account_without_entitlement_fails if {
	more := {"entitlementAvailability": "NOT_AVAILABLE"}
	_messages(more) == [concat("", ["the account is not entitled to use it", _uses])]
	_proofs(more) == _at("entitlementAvailability")
}

test_model_that_is_not_available_fails if {
	more := {"regionAvailability": "NOT_AVAILABLE"}
	_messages(more) == [concat("", ["AWS does not make it available here", _uses])]
	_proofs(more) == _at("regionAvailability")
}

test_agreement_that_is_not_available_review if {
	every status in ["PENDING", "NOT_AVAILABLE", "ERROR"] {
		_kinds([_agent, _answer({"agreementAvailability": {"status": status}})], []) == ["review"]
	}
	more := {"agreementAvailability": {"status": "PENDING"}}
	_messages(more) == [concat("", [
		`the status of its agreement is "PENDING": accept the agreement, or check that a call succeeds`,
		_uses,
	])]
	_proofs(more) == _at("agreementAvailability/status")
}

test_fault_beside_an_agreement_fails if {
	more := {"agreementAvailability": {"status": "ERROR"}, "authorizationStatus": "NOT_AUTHORIZED"}
	_kinds([_agent, _answer(more)], []) == ["fail"]
}

test_name_of_a_profile_is_about_its_model if {
	agent := _agent_of("HELPER", testing.arn("bedrock", sprintf("inference-profile/us.%s", [_model])))
	_kinds([agent, _answer({"authorizationStatus": "NOT_AUTHORIZED"})], []) == ["fail"]
}

test_each_model_is_judged if {
	other := "provider.other-v1:0"
	records := [
		_agent,
		_agent_of("SECOND", other),
		_answer({}),
		_answer_of(other, {"entitlementAvailability": "NOT_AVAILABLE"}),
	]
	account := "arn:aws:iam::111122223333:root"
	found := testing.verdicts(_control, testing.facts(records, {}, []))
	found == {["pass", account, _model], ["fail", account, other]}
}

test_model_that_nobody_uses_does_not_matter if {
	bad := _answer_of("provider.other-v1:0", {"authorizationStatus": "NOT_AUTHORIZED"})
	_kinds([_agent, _answer({}), bad], []) == ["pass"]
	_kinds([bad], []) == ["not_applicable"]
}

test_custom_model_not_applicable if {
	imported := testing.arn("bedrock", "imported-model/import000001")
	_kinds([_agent_of("HELPER", imported)], []) == ["not_applicable"]
}

test_name_that_no_listing_shows_unknown if {
	every kind in ["application-inference-profile", "provisioned-model"] {
		agent := _agent_of("HELPER", testing.arn("bedrock", sprintf("%s/hidden000001", [kind])))
		results := testing.results(_control, testing.facts([agent], {}, []))
		[[r.kind, r.subject.item, r.message] | some r in results] == [[
			"unknown",
			"hidden000001",
			concat("", ["no listing of this account shows which model it stands for", _uses]),
		]]
	}
	deployment := testing.arn("bedrock", "custom-model-deployment/hidden000001")
	_kinds([_agent_of("HELPER", deployment)], []) == ["not_applicable"]
}

test_model_that_aws_does_not_know_unknown if {
	results := testing.results(_control, testing.facts([_agent], {}, []))
	[[r.kind, r.message] | some r in results] == [[
		"unknown",
		concat("", ["AWS does not say whether the account may use it", _uses]),
	]]
}

test_value_that_means_nothing_yet_unknown if {
	_kinds([_agent, _answer({"regionAvailability": "LATER"})], []) == ["unknown"]
	_kinds([_agent, _answer({"agreementAvailability": {"status": "LATER"}})], []) == ["unknown"]
}

_lost := testing.gap("bedrock:GetFoundationModelAvailability", testing.arn("bedrock", "agent/SECOND"))

test_answer_that_was_lost_unknown if {
	_kinds([_agent_of("SECOND", _model)], [_lost]) == ["unknown"]
}

test_other_models_stand if {
	other := _agent_of("SECOND", "provider.other-v1:0")
	_kinds([_agent, _answer({}), other], [_lost]) == ["pass", "unknown"]
	bad := _answer({"authorizationStatus": "NOT_AUTHORIZED"})
	_kinds([_agent, bad, other], [_lost]) == ["fail", "unknown"]
}

test_denied_listing_unknown if {
	denied := testing.gap("bedrock-agent:GetFlow", "us-east-1")
	_kinds([], [denied]) == ["unknown"]
	_kinds([_agent, _answer({})], [denied]) == ["pass", "unknown"]
}
