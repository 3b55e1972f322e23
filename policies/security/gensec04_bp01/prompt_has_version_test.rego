package lens_test.gensec04_bp01.prompt_has_version_test

import data.lens_test.testing

_control := "GENSEC04-BP01/prompt-has-version"

_id := testing.arn("bedrock", "prompt/SUMMARY001")

_prompt(created) := testing.record("AWS::Bedrock::Prompt", _id, {"id": "SUMMARY001", "createdAt": created})

_old := _prompt("2026-07-01T00:00:00Z")

_version(number) := testing.record(
	"AWS::Bedrock::PromptVersionSummary", sprintf("%s:%s", [_id, number]),
	{"id": "SUMMARY001", "version": number},
)

_kinds(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

test_draft_alone_fails if {
	testing.results(_control, testing.facts([_old], {}, [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::Bedrock::Prompt", "id": _id, "region": "us-east-1", "item": ""},
		"message": "no version was published (as GENREL04-BP01/prompt-version-published says)",
		"proof": [{"id": _id, "pointer": "/properties"}],
		"causes": [],
	}]
}

test_version_passes if {
	document := testing.facts([_old, _version("1"), _version("2")], {}, [])
	testing.kinds(_control, document) == ["pass"]
	testing.proofs(_control, document) == [
		{"id": concat("", [_id, ":1"]), "pointer": "/properties"},
		{"id": concat("", [_id, ":2"]), "pointer": "/properties"},
	]
}

test_version_of_another_prompt_does_not_count if {
	other := testing.record(
		"AWS::Bedrock::PromptVersionSummary", testing.arn("bedrock", "prompt/SUMMARY0011:1"),
		{"id": "SUMMARY0011", "version": "1"},
	)
	_kinds([_old, other], []) == ["fail"]
}

test_grace_time if {
	_kinds([_prompt("2026-07-18T00:00:00Z")], []) == ["not_applicable"]
	_kinds([_prompt("2026-07-17T23:59:59Z")], []) == ["fail"]
	strict := {_control: {"grace_days": 0}}
	testing.kinds(_control, testing.facts([_prompt("2026-07-31T00:00:00Z")], strict, [])) == ["fail"]
}

test_prompt_without_a_date_is_judged if {
	undated := testing.without(_old, "createdAt")
	_kinds([undated], []) == ["fail"]
	_kinds([undated, _version("1")], []) == ["pass"]
}

test_lost_listing_unknown if {
	_kinds([], [testing.gap("bedrock-agent:ListPrompts", "us-east-1")]) == ["unknown"]
	own := testing.gap("bedrock-agent:ListPrompts", _id)
	_kinds([_old], [own]) == ["unknown", "unknown"]
	_kinds([_old, _version("1")], [own]) == ["pass", "unknown"]
}

test_no_prompt_not_applicable if _kinds([], []) == ["not_applicable"]
