package lens_test.guardrail_findings_test

import data.lens.lib.guardrail_findings
import data.lens_test.guardrail_fixtures as fixtures
import data.lens_test.testing

_id(number) := sprintf("%s:%s", [fixtures.arn, number])

_fault := ["weak", ["HATE"], "/properties/contentPolicy"]

_violations(faults, records, gaps) := found if {
	document := testing.facts(array.concat(fixtures.versions, records), {}, gaps)
	found := guardrail_findings.violations(faults, ["bedrock:X"]) with input as document
}

_absent_from(number, records, gaps) := names if {
	[found] := [v | some v in _violations({_id(number): {_fault}}, records, gaps)]
	names := [name | some name in found.absent_from; name != "bedrock:X"]
}

test_each_fault_is_a_violation if {
	other := ["open", ["HATE", "inputAction"], "/properties/guardrailArn"]
	subject := {"type": "AWS::Bedrock::Guardrail", "id": fixtures.arn, "region": "us-east-1", "item": "2"}
	_violations({_id("1"): set(), _id("2"): {_fault, other}}, [fixtures.enforced("2")], []) == {
		{
			"subject": subject,
			"message": "weak",
			"arguments": ["HATE"],
			"proof": [{"id": _id("2"), "pointer": "/properties/contentPolicy"}],
			"absent_from": ["bedrock:X"],
		},
		{
			"subject": subject,
			"message": "open",
			"arguments": ["HATE", "inputAction"],
			"proof": [{"id": _id("2"), "pointer": "/properties/guardrailArn"}],
			"absent_from": ["bedrock:X"],
		},
	}
}

_faults := {_id("1"): {_fault}, _id("2"): set(), _id("10"): set()}

test_every_judged_version_is_a_subject if {
	document := testing.facts(fixtures.versions, {}, [])
	found := guardrail_findings.subjects(_faults) with input as document
	{s.item | some s in found} == {"1", "2", "10"}
}

test_good_version_is_proven_where_something_names_it if {
	records := array.concat(fixtures.versions, [fixtures.enforced("2"), fixtures.flow([fixtures.prompt("1")])])
	document := testing.facts(records, {}, [])
	found := guardrail_findings.proven(_faults) with input as document
	{s.item | some s in found} == {"2"}
}

test_what_a_violation_rests_on if {
	_absent_from("10", [fixtures.enforced("10")], []) == []
	_absent_from("10", [], []) == ["@guardrails-in-use"]
	_absent_from("10", [], [
		testing.gap("bedrock:ListGuardrails", fixtures.arn),
	]) == ["bedrock:GetGuardrail", "@guardrails-in-use"]
	_absent_from("10", [fixtures.enforced("10")], [testing.gap("bedrock:ListGuardrails", fixtures.arn)]) == []
	unread := testing.record(
		"AWS::Bedrock::GuardrailVersion",
		sprintf("%s:11", [fixtures.arn]),
		{"id": "g", "version": "11"},
	)
	_absent_from("11", [unread, fixtures.enforced("11")], []) == ["bedrock:GetGuardrail"]
}
