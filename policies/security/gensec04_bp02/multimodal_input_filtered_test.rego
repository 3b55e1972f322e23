package lens_test.gensec04_bp02.multimodal_input_filtered_test

import data.lens_test.testing

_control := "GENSEC04-BP02/multimodal-input-filtered"

_g := testing.arn("bedrock", "guardrail/g")

_id := sprintf("%s:1", [_g])

_categories := ["HATE", "INSULTS", "SEXUAL", "VIOLENCE"]

_filters(members) := [object.union({"type": type, "inputStrength": "HIGH"}, members) |
	some type in _categories
]

_version(filters) := testing.record(
	"AWS::Bedrock::GuardrailVersion", _id,
	{"version": "1", "status": "READY", "guardrailArn": _g, "contentPolicy": {"filters": filters}},
)

_text := _version(_filters({}))

_both := _version(_filters({"inputModalities": ["TEXT", "IMAGE"]}))

_draft := testing.record("AWS::Bedrock::Guardrail", _g, {"version": "DRAFT", "status": "READY"})

_agent(model) := testing.record("AWS::Bedrock::Agent", testing.arn("bedrock", "agent/A1"), {
	"foundationModel": model,
	"guardrailConfiguration": {"guardrailIdentifier": "g", "guardrailVersion": "1"},
})

_sees := _agent("us.maker.sees-v1:0")

_model(id, kinds) := testing.record(
	"AWS::Bedrock::FoundationModel",
	sprintf("arn:aws:bedrock:us-east-1::foundation-model/%s", [id]),
	{"modelId": id, "inputModalities": kinds},
)

_models := [_model("maker.sees-v1:0", ["TEXT", "IMAGE"]), _model("maker.reads-v1:0", ["TEXT"])]

_enforced := testing.record(
	"AWS::Bedrock::EnforcedGuardrailConfiguration", testing.arn("bedrock", "enforced-guardrail-configuration/c"),
	{"configId": "c", "guardrailArn": _g, "guardrailVersion": "1"},
)

_facts(records, gaps) := testing.facts(array.concat(_models, records), {}, gaps)

_kinds(records, gaps) := testing.kinds(_control, _facts(records, gaps))

test_text_alone_before_a_model_that_sees_fails if {
	testing.results(_control, _facts([_draft, _text, _sees], [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::Bedrock::Guardrail", "id": _g, "region": "us-east-1", "item": "1"},
		"message": concat("; ", array.concat(
			[`model "us.maker.sees-v1:0" behind it takes images`],
			[sprintf(`the "%s" filter does not check images`, [type]) | some type in _categories],
		)),
		"proof": array.concat(
			[{"id": _sees.id, "pointer": "/properties/foundationModel"}],
			[{"id": _id, "pointer": sprintf("/properties/contentPolicy/filters/%d", [i])} | some i in [0, 1, 2, 3]],
		),
		"causes": [],
	}]
}

test_text_and_images_passes if _kinds([_draft, _both, _sees], []) == ["pass"]

test_one_category_without_images_fails if {
	filters := array.concat(array.slice(_filters({"inputModalities": ["TEXT", "IMAGE"]}), 0, 3), [{
		"type": "VIOLENCE", "inputStrength": "HIGH", "inputModalities": ["TEXT"],
	}])
	_kinds([_draft, _version(filters), _sees], []) == ["fail"]
}

test_no_filter_fails if _kinds([_draft, _version([]), _sees], []) == ["fail"]

test_filter_that_does_not_block_fails if {
	every member in [{"inputAction": "NONE"}, {"inputEnabled": false}, {"inputStrength": "NONE"}] {
		filters := _filters(object.union({"inputModalities": ["TEXT", "IMAGE"]}, member))
		_kinds([_draft, _version(filters), _sees], []) == ["fail"]
	}
}

test_other_categories_by_parameter if {
	params := {_control: {"image_categories": []}}
	testing.kinds(_control, testing.facts(array.concat(_models, [_draft, _text, _sees]), params, [])) == ["pass"]
}

test_model_that_takes_text_alone_not_applicable if {
	_kinds([_draft, _text, _agent("maker.reads-v1:0")], []) == ["not_applicable"]
}

test_guardrail_that_nothing_names_not_applicable if _kinds([_draft, _text], []) == ["not_applicable"]

test_model_that_no_call_shows_unknown if {
	[found] := testing.results(_control, _facts([_draft, _text, _agent("maker.hides-v1:0")], []))
	found.kind == "unknown"
	found.message == concat("", [
		"it leaves out images, and no call shows whether model ",
		`"maker.hides-v1:0" behind it takes images`,
	])
	_kinds([_draft, _both, _agent("maker.hides-v1:0")], []) == ["pass"]
}

test_enforced_before_a_model_that_sees_fails if {
	prompt := testing.record("AWS::Bedrock::Prompt", testing.arn("bedrock", "prompt/P"), {
		"variants": [{"modelId": "maker.sees-v1:0"}],
	})
	_kinds([_draft, _text, _enforced, prompt], []) == ["fail"]
	_kinds([_draft, _both, _enforced, prompt], []) == ["pass"]
}

test_enforced_and_no_known_model_sees_review if {
	[found] := testing.results(_control, _facts([_draft, _text, _enforced, _agent("maker.reads-v1:0")], []))
	found.kind == "review"
	found.message == data.lens.catalog.gensec04_bp02.multimodal_input_filtered.messages.enforced
	_kinds([_draft, _both, _enforced], []) == ["pass"]
}

test_guardrail_denied_unknown if {
	unread := testing.record(
		"AWS::Bedrock::GuardrailVersion", _id,
		{"version": "1", "status": "READY"},
	)
	_kinds([_draft, unread, _sees], [testing.gap("bedrock:GetGuardrail", _g)]) == ["unknown"]
	_kinds([_draft, unread, _enforced], [testing.gap("bedrock:GetGuardrail", _g)]) == ["unknown"]
}

test_models_denied_unknown if {
	gap := testing.gap("bedrock:ListFoundationModels", "us-east-1")
	testing.kinds(_control, testing.facts([_draft, _text, _sees], {}, [gap])) == ["unknown"]
	testing.kinds(_control, testing.facts([_draft, _both, _sees], {}, [gap])) == ["pass"]
	_kinds([_draft, _text, _sees], [gap]) == ["fail"]
	_kinds([_draft, _text, _enforced], [gap]) == ["unknown"]
}

test_agents_denied_unknown if {
	gap := testing.gap("bedrock-agent:GetAgent", "us-east-1")
	_kinds([_draft, _text], [gap]) == ["unknown"]
	_kinds([_draft, _text, _enforced], [gap]) == ["unknown", "unknown"]
}

test_guardrails_denied_unknown if {
	_kinds([], [testing.gap("bedrock:ListGuardrails", "us-east-1")]) == ["unknown"]
}
