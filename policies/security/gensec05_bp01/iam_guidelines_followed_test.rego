package lens_test.gensec05_bp01.iam_guidelines_followed_test

import data.lens_test.testing

_control := "GENSEC05-BP01/iam-guidelines-followed"

_agent := testing.record(
	"AWS::Bedrock::Agent", testing.arn("bedrock", "agent/SUPPORT001"),
	{"agentResourceRoleArn": testing.iam("role/support-agent")},
)

_entry := {
	"owner": "Ana Example",
	"statement": "Roles of agents come from the template agent-role, which was reviewed in January.",
	"evidence": "https://wiki.example.org/iam_guidelines_followed",
	"given": "2026-01-31",
	"expires": "2026-12-31",
	"resources": [],
}

_kinds(records, gaps, entries) := testing.kinds(
	_control,
	testing.attested(testing.facts(records, {}, gaps), _control, entries),
)

test_nobody_attested_review if {
	testing.results(_control, testing.facts([_agent], {}, [])) == [{
		"kind": "review",
		"subject": {
			"type": "AWS::Account",
			"id": "arn:aws:iam::111122223333:root",
			"region": "global",
			"item": "",
		},
		"message": data.lens.catalog.gensec05_bp01.iam_guidelines_followed.messages.state,
		"proof": [],
		"causes": [],
	}]
}

test_attestation_in_force_passes if _kinds([_agent], [], [_entry]) == ["pass"]

test_expired_attestation_fails if {
	_kinds([_agent], [], [object.union(_entry, {"expires": "2026-07-31"})]) == ["fail"]
}

test_nothing_in_use_not_applicable if _kinds([], [], [_entry]) == ["not_applicable"]

_denied := testing.gap("bedrock-agent:ListAgents", "eu-west-1")

test_nothing_seen_and_a_gap_unknown if _kinds([], [_denied], [_entry]) == ["unknown"]

test_gap_beside_what_was_seen_passes if _kinds([_agent], [_denied], [_entry]) == ["pass"]

test_agent_without_a_role_not_applicable if {
	without := testing.record("AWS::Bedrock::Agent", testing.arn("bedrock", "agent/SUPPORT001"), {})
	_kinds([without], [], [_entry]) == ["not_applicable"]
}
