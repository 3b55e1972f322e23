package lens_test.gensec02_bp01.sensitive_information_filters_test

import data.lens_test.testing

_control := "GENSEC02-BP01/sensitive-information-filters"

_g := testing.arn("bedrock", "guardrail/g")

_types := ["AWS_ACCESS_KEY", "AWS_SECRET_KEY", "PASSWORD", "CREDIT_DEBIT_CARD_NUMBER"]

_with(policy) := testing.record("AWS::Bedrock::Guardrail", _g, {
	"version": "DRAFT",
	"guardrailArn": _g,
	"sensitiveInformationPolicy": policy,
})

# All entities are blocked, and PASSWORD (number 2) has changes.
_entities(changes) := [object.union({"type": type, "action": "BLOCK"}, changed) |
	some type in _types
	changed := object.get({"PASSWORD": changes}, type, {})
]

_without_password(regexes) := _with({
	"piiEntities": [e | some e in _entities({}); e.type != "PASSWORD"],
	"regexes": regexes,
})

_judged(record, params) := testing.results(_control, testing.facts([record], {_control: params}, []))

_changed(changes) := [r.kind | some r in _judged(_with({"piiEntities": _entities(changes)}), {})]

test_all_entities_pass if {
	_judged(_with({"piiEntities": _entities({})}), {}) == [{
		"kind": "pass",
		"subject": {"type": "AWS::Bedrock::Guardrail", "id": _g, "region": "us-east-1", "item": "DRAFT"},
		"message": "",
		"proof": [],
		"causes": [],
	}]
}

test_every_fault_is_named_and_fails if {
	entities := [
		{"type": "AWS_ACCESS_KEY", "action": "NONE"},
		{"type": "PASSWORD", "action": "BLOCK", "outputAction": "NONE"},
		{"type": "CREDIT_DEBIT_CARD_NUMBER", "action": "BLOCK", "inputEnabled": false},
	]
	_judged(_with({"piiEntities": entities}), {}) == [{
		"kind": "fail",
		"subject": {"type": "AWS::Bedrock::Guardrail", "id": _g, "region": "us-east-1", "item": "DRAFT"},
		"message": concat("; ", [
			`the "AWS_ACCESS_KEY" filter lets content through: "action" is "NONE"`,
			`the "AWS_SECRET_KEY" filter is missing`,
			`the "CREDIT_DEBIT_CARD_NUMBER" filter lets content through: "inputEnabled" is false`,
			`the "PASSWORD" filter lets content through: "outputAction" is "NONE"`,
		]),
		"proof": [
			{"id": _g, "pointer": "/properties/sensitiveInformationPolicy/piiEntities"},
			{"id": _g, "pointer": "/properties/sensitiveInformationPolicy/piiEntities/0"},
			{"id": _g, "pointer": "/properties/sensitiveInformationPolicy/piiEntities/1"},
			{"id": _g, "pointer": "/properties/sensitiveInformationPolicy/piiEntities/2"},
		],
		"causes": [],
	}]
}

test_masked_passes if _changed({"action": "ANONYMIZE"}) == ["pass"]

test_action_none_fails if _changed({"action": "NONE"}) == ["fail"]

test_action_of_a_direction_goes_before_the_entrys if {
	_changed({"action": "NONE", "inputAction": "BLOCK", "outputAction": "ANONYMIZE"}) == ["pass"]
	_changed({"action": "NONE", "inputAction": "BLOCK"}) == ["fail"]
	_changed({"inputAction": "NONE"}) == ["fail"]
}

test_not_enabled_in_one_direction_fails if {
	_changed({"inputEnabled": false}) == ["fail"]
	_changed({"outputEnabled": false}) == ["fail"]
	_changed({"inputEnabled": true, "outputEnabled": true}) == ["pass"]
}

test_regular_expression_that_stands_for_a_type_passes if {
	[found] := _judged(
		_without_password([{"name": "secrets", "pattern": {}, "action": "BLOCK"}]),
		{"regex_substitutes": {"PASSWORD": ["secrets"]}},
	)
	found.kind == "pass"
}

test_regular_expression_that_only_watches_fails if {
	[found] := _judged(
		_without_password([{"name": "secrets", "pattern": {}, "action": "NONE"}]),
		{"regex_substitutes": {"PASSWORD": ["secrets"]}},
	)
	found.kind == "fail"
	found.proof == [{"id": _g, "pointer": "/properties/sensitiveInformationPolicy/regexes/0"}]
}

test_regular_expression_of_another_name_or_type_fails if {
	regexes := [{"name": "secrets", "pattern": {}, "action": "BLOCK"}]
	every substitutes in [{}, {"PASSWORD": ["others"]}, {"AWS_ACCESS_KEY": ["secrets"]}] {
		[r.kind | some r in _judged(_without_password(regexes), {"regex_substitutes": substitutes})] == ["fail"]
	}
}

test_regular_expression_covers_what_the_entity_does_not if {
	policy := {
		"piiEntities": _entities({"outputAction": "NONE"}),
		"regexes": [{"name": "secrets", "action": "NONE", "outputAction": "BLOCK"}],
	}
	[found] := _judged(_with(policy), {"regex_substitutes": {"PASSWORD": ["secrets"]}})
	found.kind == "pass"
}

test_guardrail_without_the_policy_fails if {
	[found] := _judged(
		testing.record("AWS::Bedrock::Guardrail", _g, {"version": "DRAFT", "guardrailArn": _g}),
		{},
	)
	found.kind == "fail"
}

test_required_entities_are_a_parameter if {
	[found] := _judged(_with({"piiEntities": _entities({})}), {"required_entities": ["EMAIL"]})
	found.message == `the "EMAIL" filter is missing`
}

test_exempt_guardrail_not_applicable if {
	[found] := _judged(_with({}), {"exempt_guardrails": ["g"]})
	found.kind == "not_applicable"
}

test_no_guardrail_not_applicable if testing.kinds(_control, testing.facts([], {}, [])) == ["not_applicable"]

test_detail_denied_unknown if {
	record := testing.record("AWS::Bedrock::Guardrail", _g, {"version": "DRAFT"})
	testing.kinds(
		_control,
		testing.facts([record], {}, [testing.gap("bedrock:GetGuardrail", _g)]),
	) == ["unknown"]
}

_version := testing.record("AWS::Bedrock::GuardrailVersion", sprintf("%s:1", [_g]), {
	"version": "1",
	"guardrailArn": _g,
	"sensitiveInformationPolicy": {"piiEntities": _entities({})},
})

_enforced := testing.record(
	"AWS::Bedrock::EnforcedGuardrailConfiguration", testing.arn("bedrock", "enforced-guardrail-configuration/c"),
	{"configId": "c", "guardrailArn": _g, "guardrailVersion": "1"},
)

_denied(records) := testing.verdicts(
	_control,
	testing.facts(records, {}, [testing.gap("iam:GetAccountAuthorizationDetails", "global")]),
)

test_use_not_seen_unknown if {
	unseen := ["unknown", testing.iam("root"), ""]
	_denied([_with({}), _version]) == {["unknown", _g, "1"], unseen}
	_denied([_with({}), _version, _enforced]) == {["pass", _g, "1"], unseen}
}

test_guardrails_denied_unknown if {
	testing.kinds(
		_control,
		testing.facts([], {}, [testing.gap("bedrock:ListGuardrails", "us-east-1")]),
	) == ["unknown"]
}
