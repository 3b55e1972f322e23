package lens_test.gensec02_bp01.content_filters_complete_test

import data.lens_test.testing

_control := "GENSEC02-BP01/content-filters-complete"

_g := testing.arn("bedrock", "guardrail/g")

_categories := ["HATE", "INSULTS", "SEXUAL", "VIOLENCE", "MISCONDUCT"]

# All filters at MEDIUM, and the VIOLENCE filter (number 3) with changes.
_filters(changes) := [object.union(
	{"type": type, "inputStrength": "MEDIUM", "outputStrength": "MEDIUM"},
	changed,
) |
	some type in _categories
	changed := object.get({"VIOLENCE": changes}, type, {})
]

_listed(number, policy) := object.union({"version": number, "status": "READY"}, policy)

_with(filters) := {"guardrailArn": _g, "contentPolicy": {"filters": filters}}

_draft(filters) := testing.record("AWS::Bedrock::Guardrail", _g, _listed("DRAFT", _with(filters)))

_version(number, filters) := testing.record(
	"AWS::Bedrock::GuardrailVersion",
	sprintf("%s:%s", [_g, number]),
	_listed(number, _with(filters)),
)

_unread(number) := testing.record(
	"AWS::Bedrock::GuardrailVersion",
	sprintf("%s:%s", [_g, number]),
	_listed(number, {}),
)

_enforced(number) := testing.record(
	"AWS::Bedrock::EnforcedGuardrailConfiguration", testing.arn("bedrock", "enforced-guardrail-configuration/c"),
	{"configId": "c", "guardrailArn": _g, "guardrailVersion": number},
)

_bad := _filters({"inputStrength": "LOW"})

_good := _filters({})

_verdicts(records, gaps) := {[r.kind, r.subject.item] |
	some r in testing.results(_control, testing.facts(records, {}, gaps))
}

_changed(changes) := testing.kinds(_control, testing.facts([_draft(_filters(changes))], {}, []))

test_all_categories_pass if {
	testing.results(_control, testing.facts([_draft([]), _version("1", _good)], {}, [])) == [{
		"kind": "pass",
		"subject": {"type": "AWS::Bedrock::Guardrail", "id": _g, "region": "us-east-1", "item": "1"},
		"message": "",
		"proof": [],
		"causes": [],
	}]
}

test_every_fault_is_named_and_fails if {
	filters := [
		{"type": "HATE", "inputStrength": "NONE", "outputStrength": "HIGH"},
		{"type": "INSULTS", "inputStrength": "HIGH", "outputStrength": "HIGH", "outputAction": "NONE"},
		{"type": "SEXUAL", "inputStrength": "HIGH", "outputStrength": "HIGH", "inputEnabled": false},
		{"type": "VIOLENCE", "inputStrength": "HIGH", "outputStrength": "HIGH"},
	]
	testing.results(_control, testing.facts([_draft(filters)], {}, [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::Bedrock::Guardrail", "id": _g, "region": "us-east-1", "item": "DRAFT"},
		"message": concat("; ", [
			`the "HATE" filter is too weak: "inputStrength" is "NONE", below the required "MEDIUM"`,
			`the "INSULTS" filter lets content through: "outputAction" is "NONE"`,
			`the "MISCONDUCT" filter is missing`,
			`the "SEXUAL" filter lets content through: "inputEnabled" is false`,
		]),
		"proof": [
			{"id": _g, "pointer": "/properties/contentPolicy/filters"},
			{"id": _g, "pointer": "/properties/contentPolicy/filters/0/inputStrength"},
			{"id": _g, "pointer": "/properties/contentPolicy/filters/1/outputAction"},
			{"id": _g, "pointer": "/properties/contentPolicy/filters/2/inputEnabled"},
		],
		"causes": [],
	}]
}

test_weak_on_input_fails if _changed({"inputStrength": "LOW"}) == ["fail"]

test_weak_on_output_fails if _changed({"outputStrength": "NONE"}) == ["fail"]

test_unheard_of_strength_fails if _changed({"outputStrength": "UTMOST"}) == ["fail"]

test_strong_passes if _changed({"inputStrength": "HIGH", "outputStrength": "HIGH"}) == ["pass"]

test_action_none_on_input_fails if _changed({"inputAction": "NONE"}) == ["fail"]

test_action_none_on_output_fails if _changed({"outputAction": "NONE"}) == ["fail"]

test_action_block_passes if _changed({"inputAction": "BLOCK", "outputAction": "BLOCK"}) == ["pass"]

test_no_text_fails if {
	_changed({"inputModalities": ["IMAGE"]}) == ["fail"]
	_changed({"outputModalities": ["IMAGE"]}) == ["fail"]
	_changed({"inputModalities": ["IMAGE", "TEXT"], "outputModalities": ["TEXT"]}) == ["pass"]
}

test_not_enabled_on_input_fails if _changed({"inputEnabled": false}) == ["fail"]

test_not_enabled_on_output_fails if _changed({"outputEnabled": false}) == ["fail"]

test_enabled_passes if _changed({"inputEnabled": true, "outputEnabled": true}) == ["pass"]

test_guardrail_without_content_policy_fails if {
	record := testing.record("AWS::Bedrock::Guardrail", _g, _listed("DRAFT", {"guardrailArn": _g}))
	testing.kinds(_control, testing.facts([record], {}, [])) == ["fail"]
}

_params(params, filters) := testing.kinds(_control, testing.facts([_draft(filters)], {_control: params}, []))

test_categories_are_a_parameter if {
	_params({"categories": ["HATE"]}, _filters({"inputStrength": "NONE"})) == ["pass"]
}

test_strength_is_a_parameter if {
	_params({"min_strength": "HIGH"}, _good) == ["fail"]
	_params({"min_strength": "LOW"}, _bad) == ["pass"]
}

test_exempt_guardrail_not_applicable if {
	_params({"exempt_guardrails": ["g"]}, _bad) == ["not_applicable"]
	_params({"exempt_guardrails": ["*:guardrail/g"]}, _bad) == ["not_applicable"]
	_params({"exempt_guardrails": ["masks-*"]}, _bad) == ["fail"]
}

test_no_guardrail_not_applicable if testing.kinds(_control, testing.facts([], {}, [])) == ["not_applicable"]

test_bad_draft_beside_a_good_version_passes if {
	_verdicts([_draft(_bad), _version("1", _good)], []) == {["pass", "1"]}
}

test_good_draft_beside_a_bad_version_fails if {
	_verdicts([_draft(_good), _version("1", _bad)], []) == {["fail", "1"]}
}

test_newest_version_counts_where_none_is_named if {
	_verdicts([_draft(_bad), _version("9", _bad), _version("10", _good)], []) == {["pass", "10"]}
}

test_each_version_in_use_is_judged if {
	agent := testing.record(
		"AWS::Bedrock::Agent",
		testing.arn("bedrock", "agent/A1"),
		{"guardrailConfiguration": {
			"guardrailIdentifier": "g",
			"guardrailVersion": "1",
		}},
	)
	_verdicts(
		[_draft(_bad), _version("1", _bad), _version("2", _good), agent, _enforced("2")],
		[],
	) == {["fail", "1"], ["pass", "2"]}
}

_detail(id) := testing.gap("bedrock:GetGuardrail", id)

test_detail_denied_unknown if {
	_verdicts([_draft(_good), _unread("1")], [_detail(_g), _detail(sprintf("%s:1", [_g]))]) == {["unknown", "1"]}
	_verdicts([_draft(_good), _unread("1"), _enforced("1")], [_detail(_g)]) == {["unknown", "1"]}
}

# A reference to the version was read, and so was its detail.
test_version_that_is_seen_in_use_is_judged_whatever_else_is_not if {
	gaps := [
		testing.gap("iam:GetAccountAuthorizationDetails", "global"),
		testing.gap("bedrock-agent:GetAgent", testing.arn("bedrock", "agent/A1")),
		_detail(_g),
	]
	unseen := {["unknown", ""]}
	_verdicts([_draft(_good), _version("1", _good), _enforced("1")], gaps) == {["pass", "1"]} | unseen
	_verdicts([_draft(_good), _version("1", _bad), _enforced("1")], gaps) == {["fail", "1"]} | unseen
}

# Each of these resources could name another version.
test_newest_version_while_another_may_be_named_unknown if {
	agent := testing.record("AWS::Bedrock::Agent", testing.arn("bedrock", "agent/A1"), {})
	every gap in [
		testing.gap("iam:GetAccountAuthorizationDetails", "global"),
		testing.gap("organizations:DescribeEffectivePolicy", "global"),
		testing.gap("bedrock:ListEnforcedGuardrailsConfiguration", "us-east-1"),
		testing.gap("bedrock-agent:GetAgent", agent.id),
		testing.gap("bedrock-agent:ListAgentAliases", agent.id),
		testing.gap("bedrock-agent:GetAgentVersion", agent.id),
		testing.gap("bedrock-agent:GetFlow", "us-east-1"),
		testing.gap("bedrock-agent:ListFlowAliases", "us-east-1"),
		testing.gap("bedrock-agent:GetFlowVersion", "us-east-1"),
	] {
		_verdicts([_draft(_bad), _version("1", _bad), agent], [gap]) == {["unknown", "1"], ["unknown", ""]}
		_verdicts([_draft(_bad), _version("1", _good), agent], [gap]) == {["unknown", "1"], ["unknown", ""]}
	}
}

test_gap_of_another_region_leaves_this_one if {
	found := testing.results(
		_control,
		testing.facts([_draft(_good)], {}, [testing.gap("bedrock-agent:GetFlow", "eu-west-1")]),
	)
	{[r.kind, r.subject.region] | some r in found} == {["pass", "us-east-1"], ["unknown", "eu-west-1"]}
}

test_versions_denied_unknown if {
	_verdicts([_draft(_bad)], [
		testing.gap("bedrock:ListGuardrails", _g),
		_detail(_g),
	]) == {["unknown", "DRAFT"], ["unknown", ""]}
}

test_guardrails_denied_unknown if {
	_verdicts([], [testing.gap("bedrock:ListGuardrails", "us-east-1")]) == {["unknown", ""]}
}

# scanner/judging/facts.py gives the detail that gap too. The gap does not touch the versions that
# were listed.
test_cut_listing_judges_what_was_seen_and_unknown if {
	gaps := [
		testing.gap("bedrock:ListGuardrails", "us-east-1"),
		object.union(_detail("us-east-1"), {
			"spares": ["AWS::Bedrock::Guardrail", "AWS::Bedrock::GuardrailVersion"],
		}),
	]
	_verdicts([_draft(_good)], gaps) == {["pass", "DRAFT"], ["unknown", ""]}
}
