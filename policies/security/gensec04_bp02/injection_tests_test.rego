package lens_test.gensec04_bp02.injection_tests_test

import data.lens_test.testing

_control := "GENSEC04-BP02/injection-tests"

_g := testing.arn("bedrock", "guardrail/g")

_one := sprintf("%s:1", [_g])

_old := {"createdAt": "2026-03-01T00:00:00Z", "updatedAt": "2026-03-01T00:00:01Z"}

_draft(times) := testing.record(
	"AWS::Bedrock::Guardrail", _g,
	object.union({"version": "DRAFT", "guardrailArn": _g}, times),
)

_version(times) := testing.record(
	"AWS::Bedrock::GuardrailVersion", _one,
	object.union({"version": "1", "status": "READY", "guardrailArn": _g}, times),
)

_agent(number) := testing.record("AWS::Bedrock::Agent", testing.arn("bedrock", "agent/A1"), {
	"guardrailConfiguration": {"guardrailIdentifier": "g", "guardrailVersion": number},
})

_entry := {
	"owner": "Ana Example",
	"statement": "240 attempts were run against version 1. All but 3 were stopped.",
	"evidence": "https://wiki.example.org/injection-tests",
	"given": "2026-07-01",
	"expires": "2026-12-28",
	"resources": [],
}

_results(records, gaps, entries) := testing.results(
	_control,
	testing.attested(testing.facts(records, {}, gaps), _control, entries),
)

_kinds(records, gaps, entries) := [r.kind | some r in _results(records, gaps, entries)]

_used(times) := [_draft(_old), _version(times), _agent("1")]

_subject := {"type": "AWS::Account", "id": testing.iam("root"), "region": "global", "item": ""}

_at(at) := {"createdAt": at, "updatedAt": at}

test_nobody_attested_review if {
	_results(_used(_at("2026-07-02T00:00:00Z")), [], []) == [{
		"kind": "review",
		"subject": _subject,
		"message": data.lens.catalog.gensec04_bp02.injection_tests.messages.state,
		"proof": [],
		"causes": [],
	}]
}

test_older_version_passes if _kinds(_used(_old), [], [_entry]) == ["pass"]

test_version_of_the_same_day_passes if {
	_kinds(_used(_at("2026-07-01T23:59:59Z")), [], [_entry]) == ["pass"]
}

test_newer_version_fails if {
	_results(_used(_at("2026-07-02T00:00:00Z")), [], [_entry]) == [{
		"kind": "fail",
		"subject": _subject,
		"message": sprintf(
			`guardrail versions in use are newer than the test attested on "2026-07-01": "%s"`,
			[_one],
		),
		"proof": [{"id": _one, "pointer": "/properties"}],
		"causes": [],
	}]
}

test_each_time_counts if {
	_kinds(_used(object.union(_old, {"updatedAt": "2026-07-02T00:00:00Z"})), [], [_entry]) == ["review"]
	_kinds(_used({"createdAt": "2026-07-02T00:00:00Z"}), [], [_entry]) == ["fail"]
}

test_last_attestation_counts if {
	later := object.union(_entry, {"given": "2026-07-15", "expires": "2026-08-31"})
	_kinds(_used(_at("2026-07-10T00:00:00Z")), [], [_entry, later]) == ["pass"]
	_kinds(_used(_at("2026-07-16T00:00:00Z")), [], [later, _entry]) == ["fail"]
}

test_draft_in_use_that_changed_fails if {
	changed := _draft(object.union(_old, {"updatedAt": "2026-07-02T00:00:00Z"}))
	_kinds([changed, _version(_old), _agent("DRAFT")], [], [_entry]) == ["fail"]
	_kinds([changed, _version(_old), _agent("1")], [], [_entry]) == ["pass"]
}

test_newer_version_that_nothing_names_review if {
	[found] := _results([_draft(_old), _version(_at("2026-07-02T00:00:00Z"))], [], [_entry])
	found.kind == "review"
	found.message == concat("", [
		`guardrail versions that are newer than the test attested on "2026-07-01" may be in use: "`,
		_one,
		`"`,
	])
}

test_version_without_times_unknown if {
	[found] := _results(_used({}), [], [_entry])
	found.kind == "unknown"
	found.message == sprintf(`no call shows when these guardrail versions were made: "%s"`, [_one])
	_kinds(_used({}), [], []) == ["review"]
}

test_no_guardrail_passes if {
	agent := testing.record("AWS::Bedrock::Agent", testing.arn("bedrock", "agent/A1"), {})
	_kinds([agent], [], [_entry]) == ["pass"]
}

test_expired_attestation_fails if {
	_kinds(_used(_old), [], [object.union(_entry, {"given": "2026-02-01", "expires": "2026-07-31"})]) == ["fail"]
}

test_attestation_of_more_than_180_days_fails if {
	_kinds(_used(_old), [], [object.union(_entry, {"expires": "2026-12-29"})]) == ["fail"]
}

test_nothing_in_use_not_applicable if _kinds([], [], [_entry]) == ["not_applicable"]

test_agent_that_was_not_read_unknown if {
	gap := testing.gap("bedrock-agent:GetAgent", testing.arn("bedrock", "agent/A2"))
	_kinds(_used(_old), [gap], [_entry]) == ["unknown"]
	_kinds(_used(_at("2026-07-02T00:00:00Z")), [gap], [_entry]) == ["fail"]
}

test_nothing_seen_and_a_gap_unknown if {
	_kinds([], [testing.gap("bedrock:ListGuardrails", "us-east-1")], [_entry]) == ["unknown"]
}
