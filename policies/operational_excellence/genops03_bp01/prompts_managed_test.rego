package lens_test.genops03_bp01.prompts_managed_test

import data.lens_test.testing

_control := "GENOPS03-BP01/prompts-managed"

_agent := testing.record("AWS::Bedrock::Agent", testing.arn("bedrock", "agent/HELPER"), {})

_prompt := testing.record("AWS::Bedrock::Prompt", testing.arn("bedrock", "prompt/SUMMARY"), {})

_bundle := testing.record(
	"AWS::BedrockAgentCore::ConfigurationBundle",
	testing.arn("bedrock-agentcore", "configuration-bundle/texts"),
	{},
)

_entry := {
	"owner": "Ana Example",
	"statement": "As written down.",
	"evidence": "https://git.example.org/prompts",
	"given": "2026-07-01",
	"expires": "2026-12-31",
	"resources": [],
}

_facts(records, gaps, entries) := testing.attested(testing.facts(records, {}, gaps), _control, entries)

_kinds(records, gaps, entries) := testing.kinds(_control, _facts(records, gaps, entries))

_messages(records) := testing.messages(_control, _facts(records, [], []))

_text := data.lens.catalog.genops03_bp01.prompts_managed.messages

test_nothing_found_review if {
	testing.results(_control, _facts([_agent], [], [])) == [{
		"kind": "review",
		"subject": {
			"type": "AWS::Account",
			"id": "arn:aws:iam::111122223333:root",
			"region": "us-east-1",
			"item": "",
		},
		"message": _text.none,
		"proof": [],
		"causes": [],
	}]
}

test_prompts_and_bundles_review if {
	_messages([_agent, _prompt]) == [replace(_text.managed, "%s", `"SUMMARY"`)]
	_messages([_agent, _prompt, _bundle]) == [replace(_text.managed, "%s", `"SUMMARY", "texts"`)]
	_kinds([_agent, _bundle], [], []) == ["review"]
}

test_declared_repository_review if {
	declared := object.union(
		_facts([_agent], [], []),
		{"workload": {"prompt_repository": "https://git.example.org/prompts"}},
	)
	testing.messages(_control, declared) == [replace(_text.declared, "%s", `"https://git.example.org/prompts"`)]
}

test_attestation_in_force_passes if _kinds([_agent], [], [_entry]) == ["pass"]

test_expired_attestation_fails if {
	_kinds([_agent], [], [object.union(_entry, {"given": "2025-08-01", "expires": "2026-07-31"})]) == ["fail"]
}

test_flows_and_harnesses_count if {
	flow := testing.record("AWS::Bedrock::Flow", testing.arn("bedrock", "flow/ROUTE"), {})
	harness := testing.record(
		"AWS::BedrockAgentCore::Harness",
		testing.arn("bedrock-agentcore", "harness/coach"),
		{},
	)
	_kinds([flow], [], []) == ["review"]
	_kinds([harness], [], []) == ["review"]
}

_profile(model) := testing.record(
	"AWS::Bedrock::ApplicationInferenceProfile",
	testing.arn("bedrock", "application-inference-profile/abcdefghij01"),
	{"models": [{"modelArn": sprintf("arn:aws:bedrock:us-east-1::foundation-model/%s", [model])}]},
)

_model(id, kinds) := testing.record(
	"AWS::Bedrock::FoundationModel",
	sprintf("arn:aws:bedrock:us-east-1::foundation-model/%s", [id]),
	{"modelId": id, "outputModalities": kinds},
)

test_models_that_return_text_count if {
	_kinds([_profile("a.writer-v1:0"), _model("a.writer-v1:0", ["TEXT"])], [], []) == ["review"]
	_kinds([_profile("a.vector-v1:0"), _model("a.vector-v1:0", ["EMBEDDING"])], [], []) == ["not_applicable"]
}

test_nothing_that_has_prompts_not_applicable if {
	_kinds([], [], []) == ["not_applicable"]
	_kinds([_prompt, _bundle], [], []) == ["not_applicable"]
}

test_denied_prompts_unknown if {
	_kinds([_agent], [testing.gap("bedrock-agent:ListPrompts", "us-east-1")], [_entry]) == ["unknown"]
}

test_denied_bundles_unknown_without_a_prompt if {
	denied := testing.gap("bedrock-agentcore-control:ListConfigurationBundles", "us-east-1")
	_kinds([_agent], [denied], [_entry]) == ["unknown"]
	_messages([_agent]) == [_text.none]
	testing.messages(_control, _facts([_agent], [denied], [])) == [_text["bundles-not-listed"]]
	_kinds([_agent, _prompt], [denied], []) == ["review"]
}

test_denied_listing_unknown if {
	_kinds([], [testing.gap("bedrock-agent:ListFlows", "us-east-1")], []) == ["unknown"]
}
