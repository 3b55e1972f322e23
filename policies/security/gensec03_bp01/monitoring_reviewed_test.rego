package lens_test.gensec03_bp01.monitoring_reviewed_test

import data.lens_test.testing

_control := "GENSEC03-BP01/monitoring-reviewed"

_agent := testing.record("AWS::Bedrock::Agent", testing.arn("bedrock", "agent/A1"), {"agentId": "A1"})

_entry := {
	"owner": "Ana Example",
	"statement": "As written down.",
	"evidence": "https://wiki.example.org/monitoring",
	"given": "2026-07-01",
	"expires": "2026-09-15",
	"resources": [],
}

_kinds(records, gaps, entries) := testing.kinds(
	_control,
	testing.attested(testing.facts(records, {}, gaps), _control, entries),
)

test_nobody_attested_review if {
	testing.results(_control, testing.facts([_agent], {}, [])) == [{
		"kind": "review",
		"subject": {"type": "AWS::Account", "id": testing.iam("root"), "region": "global", "item": ""},
		"message": concat("", [
			"state who reviews alarms, findings, cost and audit logs, how the consent of users is tracked, and ",
			"when the last review took place; write it with: genai-lens attest GENSEC03-BP01/monitoring-reviewed",
		]),
		"proof": [],
		"causes": [],
	}]
}

test_attestation_in_force_passes if _kinds([_agent], [], [_entry]) == ["pass"]

test_attestation_that_has_expired_fails if {
	_kinds([_agent], [], [object.union(_entry, {"given": "2026-05-01", "expires": "2026-07-31"})]) == ["fail"]
}

test_attestation_for_more_than_90_days_fails if {
	_kinds([_agent], [], [object.union(_entry, {"expires": "2027-01-01"})]) == ["fail"]
}

test_nothing_in_use_not_applicable if _kinds([], [], []) == ["not_applicable"]

test_use_not_seen_unknown if {
	_kinds([], [testing.gap("bedrock-agent:ListAgents", "us-east-1")], []) == ["unknown"]
}

test_use_that_was_seen_is_enough if {
	_kinds([_agent], [testing.gap("bedrock-agent:ListFlows", "eu-west-1")], [_entry]) == ["pass"]
}
