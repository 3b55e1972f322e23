package lens_test.genrel04_bp01.prompt_version_published_test

import data.lens_test.testing

_control := "GENREL04-BP01/prompt-version-published"

_id := testing.arn("bedrock", "prompt/PROMPT0001")

_prompt(created) := testing.record("AWS::Bedrock::Prompt", _id, {"id": "PROMPT0001", "createdAt": created})

_old := _prompt("2026-07-01T00:00:00Z")

_version := testing.record(
	"AWS::Bedrock::PromptVersionSummary",
	sprintf("%s:12", [_id]),
	{"id": "PROMPT0001", "version": "12"},
)

_kinds(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

test_version_passes if _kinds([_old, _version], []) == ["pass"]

test_draft_alone_fails if {
	testing.results(_control, testing.facts([_old], {}, [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::Bedrock::Prompt", "id": _id, "region": "us-east-1", "item": ""},
		"message": "no version was published",
		"proof": [],
		"causes": [],
	}]
}

test_version_of_another_prompt_fails if {
	other := object.union(_version, {"id": replace(_version.id, "PROMPT0001", "PROMPT0002")})
	_kinds([_old, other], []) == ["fail"]
}

test_young_prompt_not_applicable if {
	_kinds([_prompt("2026-07-18T12:00:00Z")], []) == ["not_applicable"]
	_kinds([_prompt("2026-07-17T12:00:00Z")], []) == ["fail"]
}

test_prompt_without_a_date_is_judged if _kinds([testing.without(_old, "createdAt")], []) == ["fail"]

test_grace_is_a_parameter if {
	facts := testing.facts([_old], {_control: {"grace_days": 90}}, [])
	testing.kinds(_control, facts) == ["not_applicable"]
}

test_versions_that_were_not_read_unknown if {
	denied := testing.gap("bedrock-agent:ListPrompts", _id)
	_kinds([_old], [denied]) == ["unknown", "unknown"]
	"pass" in _kinds([_old, _version], [denied])
}

test_denied_listing_unknown if {
	_kinds([], [testing.gap("bedrock-agent:ListPrompts", "us-east-1")]) == ["unknown"]
}
