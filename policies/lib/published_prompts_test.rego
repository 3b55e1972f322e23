package lens_test.lib.published_prompts_test

import data.lens.lib.published_prompts
import data.lens_test.testing

_id := testing.arn("bedrock", "prompt/SUMMARY001")

_prompt(id, created) := testing.record("AWS::Bedrock::Prompt", id, {"createdAt": created})

_version(id) := testing.record("AWS::Bedrock::PromptVersionSummary", id, {})

test_versions_of_a_prompt if {
	other := concat("", [_id, "1"])
	draft := testing.arn("bedrock", "prompt/SUMMARY002:DRAFT")
	records := [_version(concat("", [_id, ":1"])), _version(concat("", [other, ":7"])), _version(draft)]
	found := published_prompts.versions with input as testing.facts(records, {}, [])
	found == {_id: [concat("", [_id, ":1"])], other: [concat("", [other, ":7"])]}
}

test_young_prompts_are_not_expected if {
	old := _prompt(_id, "2026-07-01T00:00:00Z")
	young := _prompt(concat("", [_id, "1"]), "2026-07-31T00:00:00Z")
	undated := testing.without(_prompt(concat("", [_id, "2"]), ""), "createdAt")
	found := published_prompts.expected(14) with input as testing.facts([old, young, undated], {}, [])
	{p.id | some p in found} == {_id, undated.id}
	not published_prompts.has_version(old) with input as testing.facts([old], {}, [])
}
