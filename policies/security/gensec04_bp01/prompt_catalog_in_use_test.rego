package lens_test.gensec04_bp01.prompt_catalog_in_use_test

import data.lens_test.testing

_control := "GENSEC04-BP01/prompt-catalog-in-use"

_prompt := testing.record("AWS::Bedrock::Prompt", testing.arn("bedrock", "prompt/SUMMARY"), {})

_agent := testing.record("AWS::Bedrock::Agent", testing.arn("bedrock", "agent/HELPER"), {})

_definition(prompt) := {"nodes": [{"configuration": {"prompt": {"sourceConfiguration": {"resource": {
	"promptArn": prompt,
}}}}}]}

_flow(prompt) := testing.record(
	"AWS::Bedrock::Flow",
	testing.arn("bedrock", "flow/ROUTE"),
	{"id": "ROUTE", "definition": _definition(prompt)},
)

_entry := {
	"owner": "Ana Example",
	"statement": "Prompts are in the repository prompts, whose main branch needs a review.",
	"evidence": "https://git.example.org/prompts",
	"given": "2026-07-01",
	"expires": "2027-06-30",
	"resources": [],
}

_facts(records, gaps, entries) := testing.attested(testing.facts(records, {}, gaps), _control, entries)

_kinds(records, gaps, entries) := testing.kinds(_control, _facts(records, gaps, entries))

_messages(records) := testing.messages(_control, _facts(records, [], []))

_text := data.lens.catalog.gensec04_bp01.prompt_catalog_in_use.messages

test_no_prompt_review if {
	_kinds([_agent], [], []) == ["review"]
	_messages([_agent]) == [_text.none]
}

test_prompt_that_no_flow_uses_review if {
	_kinds([_prompt], [], []) == ["review"]
	_messages([_prompt]) == [replace(_text.unused, "%s", `"SUMMARY"`)]
}

test_prompt_of_a_deployed_flow_passes if {
	testing.results(_control, _facts([_prompt, _flow(concat(":", [_prompt.id, "3"]))], [], [])) == [{
		"kind": "pass",
		"subject": {
			"type": "AWS::Account",
			"id": "arn:aws:iam::111122223333:root",
			"region": "us-east-1",
			"item": "",
		},
		"message": "",
		"proof": [{"id": testing.arn("bedrock", "flow/ROUTE"), "pointer": ""}],
		"causes": [],
	}]
}

test_prompt_of_a_flow_proves_whatever_was_not_read if {
	alias := testing.record(
		"AWS::Bedrock::FlowAlias",
		testing.arn("bedrock", "flow/ROUTE/alias/LIVE"),
		{"id": "LIVE", "flowId": "ROUTE", "routingConfiguration": [{"flowVersion": "1"}]},
	)
	version := testing.record(
		"AWS::Bedrock::FlowVersion",
		testing.arn("bedrock", "flow/ROUTE:1"),
		{"id": "ROUTE", "version": "1", "definition": _definition(_prompt.id)},
	)
	denied := testing.gap("bedrock-agent:ListPrompts", "us-east-1")
	_kinds([_prompt, _flow("x"), alias, version], [denied], []) == ["pass"]
}

test_draft_of_a_flow_whose_aliases_were_not_read_unknown if {
	denied := testing.gap("bedrock-agent:ListFlowAliases", testing.arn("bedrock", "flow/ROUTE"))
	_kinds([_prompt, _flow(_prompt.id)], [denied], []) == ["unknown"]
}

test_flow_with_a_prompt_that_does_not_exist_review if {
	_kinds([_flow(_prompt.id)], [], []) == ["review"]
}

test_other_catalog_attested_passes if _kinds([_agent], [], [_entry]) == ["pass"]

test_expired_attestation_fails if {
	_kinds([_agent], [], [object.union(_entry, {"given": "2025-08-01", "expires": "2026-07-31"})]) == ["fail"]
}

_denied := testing.gap("bedrock-agent:ListPrompts", "us-east-1")

test_denied_listing_unknown_even_with_an_attestation if {
	_kinds([_agent], [_denied], []) == ["unknown"]
	_kinds([_agent], [_denied], [_entry]) == ["unknown"]
}

test_no_bedrock_not_applicable if _kinds([], [], [_entry]) == ["not_applicable"]
