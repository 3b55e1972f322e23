package lens_test.genrel04_bp01.prompt_release_in_pipeline_test

import data.lens_test.testing

_control := "GENREL04-BP01/prompt-release-in-pipeline"

_prompt := testing.record("AWS::Bedrock::Prompt", testing.arn("bedrock", "prompt/PROMPT0001"), {})

_used := [_prompt]

_entry := {
	"owner": "Ana Example",
	"statement": "As written down.",
	"evidence": "https://wiki.example.org/prompts",
	"given": "2026-07-01",
	"expires": "2027-06-30",
	"resources": [],
}

_kinds(records, gaps, entries) := testing.kinds(
	_control,
	testing.attested(testing.facts(records, {}, gaps), _control, entries),
)

test_nobody_attested_review if {
	testing.results(_control, testing.facts(_used, {}, [])) == [{
		"kind": "review",
		"subject": {
			"type": "AWS::Account",
			"id": "arn:aws:iam::111122223333:root",
			"region": "global",
			"item": "",
		},
		"message": data.lens.catalog.genrel04_bp01.prompt_release_in_pipeline.messages.state,
		"proof": [],
		"causes": [],
	}]
}

test_attestation_in_force_passes if _kinds(_used, [], [_entry]) == ["pass"]

test_attestation_that_has_expired_fails if {
	_kinds(_used, [], [object.union(_entry, {"given": "2026-02-01", "expires": "2026-07-31"})]) == ["fail"]
}

test_declared_repository_asks_for_it_review if {
	workload := {"prompt_repository": "https://git.example.org/prompts"}
	testing.kinds(_control, object.union(testing.facts([], {}, []), {"workload": workload})) == ["review"]
}

test_no_prompt_not_applicable if _kinds([], [], [_entry]) == ["not_applicable"]

test_nothing_seen_and_a_gap_unknown if {
	_kinds([], [testing.gap("bedrock-agent:ListPrompts", "eu-west-1")], [_entry]) == ["unknown"]
}
