package lens_test.gensec04_bp02.prompt_attack_filter_test

import data.lens_test.testing

_control := "GENSEC04-BP02/prompt-attack-filter"

_g := testing.arn("bedrock", "guardrail/g")

_listed(number, policy) := object.union({"version": number, "status": "READY"}, policy)

_with(filters) := {"guardrailArn": _g, "contentPolicy": {"filters": filters}}

_draft(filters) := testing.record("AWS::Bedrock::Guardrail", _g, _listed("DRAFT", _with(filters)))

_version(number, filters) := testing.record(
	"AWS::Bedrock::GuardrailVersion",
	sprintf("%s:%s", [_g, number]),
	_listed(number, _with(filters)),
)

_filter(changes) := [
	{"type": "HATE", "inputStrength": "NONE", "outputStrength": "NONE"},
	object.union({"type": "PROMPT_ATTACK", "inputStrength": "HIGH", "outputStrength": "NONE"}, changes),
]

_changed(changes) := testing.results(_control, testing.facts([_draft(_filter(changes))], {}, []))

_fault(changes) := found.message if {
	[found] := _changed(changes)
	found.kind == "fail"
}

# AWS keeps its output strength at NONE.
test_high_on_input_passes if {
	_changed({}) == [{
		"kind": "pass",
		"subject": {"type": "AWS::Bedrock::Guardrail", "id": _g, "region": "us-east-1", "item": "DRAFT"},
		"message": "",
		"proof": [],
		"causes": [],
	}]
}

test_weak_on_input_fails if {
	_changed({"inputStrength": "MEDIUM"}) == [{
		"kind": "fail",
		"subject": {"type": "AWS::Bedrock::Guardrail", "id": _g, "region": "us-east-1", "item": "DRAFT"},
		"message": `the "PROMPT_ATTACK" filter is too weak: "inputStrength" is "MEDIUM", below the required "HIGH"`,
		"proof": [{"id": _g, "pointer": "/properties/contentPolicy/filters/1/inputStrength"}],
		"causes": [],
	}]
}

test_action_none_fails if {
	_fault({"inputAction": "NONE"}) == `the "PROMPT_ATTACK" filter lets content through: "inputAction" is "NONE"`
}

test_not_enabled_fails if {
	_fault({"inputEnabled": false}) == `the "PROMPT_ATTACK" filter lets content through: "inputEnabled" is false`
}

test_no_text_fails if {
	_fault({"inputModalities": ["IMAGE"]}) == concat(" ", [
		`the "PROMPT_ATTACK" filter does not check text:`,
		`"inputModalities" is "IMAGE"`,
	])
}

test_blocked_and_enabled_passes if {
	[found] := _changed({"inputAction": "BLOCK", "inputEnabled": true})
	found.kind == "pass"
}

test_output_is_ignored_passes if {
	[found] := _changed({"outputAction": "NONE", "outputEnabled": false})
	found.kind == "pass"
}

test_no_filter_fails if {
	testing.messages(_control, testing.facts([_draft([])], {}, [])) == [`the "PROMPT_ATTACK" filter is missing`]
}

_params(params) := testing.kinds(
	_control,
	testing.facts([_draft(_filter({"inputStrength": "MEDIUM"}))], {_control: params}, []),
)

test_strength_is_a_parameter if _params({"min_strength": "MEDIUM"}) == ["pass"]

test_exempt_guardrail_not_applicable if _params({"exempt_guardrails": ["g"]}) == ["not_applicable"]

test_no_guardrail_not_applicable if testing.kinds(_control, testing.facts([], {}, [])) == ["not_applicable"]

test_bad_draft_beside_a_good_version_passes if {
	testing.verdicts(
		_control,
		testing.facts([_draft([]), _version("1", _filter({}))], {}, []),
	) == {["pass", _g, "1"]}
}

test_detail_denied_unknown if {
	record := testing.record("AWS::Bedrock::Guardrail", _g, _listed("DRAFT", {}))
	testing.kinds(
		_control,
		testing.facts([record], {}, [testing.gap("bedrock:GetGuardrail", _g)]),
	) == ["unknown"]
}

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
	_denied([_draft([]), _version("1", _filter({}))]) == {["unknown", _g, "1"], unseen}
	_denied([_draft([]), _version("1", [])]) == {["unknown", _g, "1"], unseen}
	_denied([_draft([]), _version("1", _filter({})), _enforced]) == {["pass", _g, "1"], unseen}
	_denied([_draft([]), _version("1", []), _enforced]) == {["fail", _g, "1"], unseen}
}

test_guardrails_denied_unknown if {
	testing.kinds(
		_control,
		testing.facts([], {}, [testing.gap("bedrock:ListGuardrails", "us-east-1")]),
	) == ["unknown"]
}
