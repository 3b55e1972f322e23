package lens_test.gensec02_bp01.guardrail_available_test

import data.lens_test.testing

_control := "GENSEC02-BP01/guardrail-available"

_agent := testing.record("AWS::Bedrock::Agent", testing.arn("bedrock", "agent/A1"), {"agentId": "A1"})

_guardrail := testing.record(
	"AWS::Bedrock::Guardrail",
	testing.arn("bedrock", "guardrail/g"),
	{"status": "READY", "version": "DRAFT"},
)

_version_in(region, status) := testing.record_in(
	region, "AWS::Bedrock::GuardrailVersion", sprintf("arn:aws:bedrock:%s:111122223333:guardrail/g:1", [region]),
	{"status": status, "version": "1"},
)

_policy_id := "arn:aws:organizations::111122223333:effective-policy/bedrock_policy"

_policy(identifier) := testing.record("AWS::Organizations::EffectivePolicy", _policy_id, {
	"PolicyType": "BEDROCK_POLICY",
	"PolicyContent": {
		"bedrock": {
			"guardrail_inference": {"us-east-1": {"config_1": {"identifier": identifier, "selective": true}}},
		},
	},
})

# The verdicts. us-east-1 uses Bedrock, because it has an agent.
_kinds(records, gaps) := testing.kinds(_control, testing.facts(array.concat([_agent], records), {}, gaps))

_account(region) := {"type": "AWS::Account", "id": testing.iam("root"), "region": region, "item": ""}

test_no_guardrail_fails if {
	testing.results(_control, testing.facts([_agent], {}, [])) == [{
		"kind": "fail",
		"subject": _account("us-east-1"),
		"message": "Bedrock is used here, but no guardrail has a published version that is READY",
		"proof": [],
		"causes": [],
	}]
}

test_ready_version_passes if _kinds([_guardrail, _version_in("us-east-1", "READY")], []) == ["pass"]

test_draft_alone_fails if _kinds([_guardrail], []) == ["fail"]

test_version_that_is_not_ready_fails if {
	_kinds([_guardrail, _version_in("us-east-1", "VERSIONING")], []) == ["fail"]
	_kinds([_guardrail, _version_in("us-east-1", "FAILED")], []) == ["fail"]
}

test_one_ready_version_of_two_passes if {
	old := testing.record(
		"AWS::Bedrock::GuardrailVersion",
		testing.arn("bedrock", "guardrail/g:2"),
		{"status": "FAILED", "version": "2"},
	)
	_kinds([_guardrail, old, _version_in("us-east-1", "READY")], []) == ["pass"]
}

test_guardrail_of_another_region_fails if {
	{[r.kind, r.subject.region] |
		some r in testing.results(_control, testing.facts([_agent, _version_in("eu-west-1", "READY")], {}, []))
	} == {
		["fail", "us-east-1"],
	}
}

test_organizations_guardrail_passes if {
	_kinds([_policy("arn:aws:bedrock:us-east-1:444455556666:guardrail/abc:1")], []) == ["pass"]
	_kinds([_policy("arn:aws-us-gov:bedrock:us-east-1:444455556666:guardrail/abc:1")], []) == ["pass"]
}

test_organizations_guardrail_for_another_region_fails if {
	_kinds([_policy("arn:aws:bedrock:eu-west-1:444455556666:guardrail/abc:1")], []) == ["fail"]
}

test_organization_without_a_guardrail_fails if {
	_kinds([_policy("none")], []) == ["fail"]
	_kinds([_policy("arn:aws:bedrock:us-east-1:444455556666:inference-profile/abc")], []) == ["fail"]
}

test_no_bedrock_not_applicable if {
	endpoint := testing.record(
		"AWS::SageMaker::Endpoint",
		testing.arn("sagemaker", "endpoint/e"),
		{"EndpointStatus": "InService"},
	)
	testing.kinds(
		_control,
		testing.facts([endpoint, _version_in("us-east-1", "READY")], {}, []),
	) == ["not_applicable"]
}

test_guardrails_denied_unknown if {
	testing.messages(
		_control,
		testing.facts([_agent], {}, [testing.gap("bedrock:ListGuardrails", "us-east-1")]),
	) == [concat("", [
		"bedrock:ListGuardrails in us-east-1: AccessDenied ",
		"(allow bedrock:ListGuardrails)",
	])]
}

test_versions_of_one_guardrail_denied_unknown if {
	_kinds([_guardrail], [
		testing.gap("bedrock:ListGuardrails", testing.arn("bedrock", "guardrail/g")),
	]) == ["unknown"]
}

test_organizations_policy_denied_unknown if {
	_kinds([_guardrail], [testing.gap("organizations:DescribeEffectivePolicy", "global")]) == ["unknown"]
}

test_ready_version_that_was_seen_passes if {
	_kinds([_version_in("us-east-1", "READY")], [
		testing.gap("bedrock:ListGuardrails", "us-east-1"),
		testing.gap("organizations:DescribeEffectivePolicy", "global"),
	]) == ["pass"]
}

test_guardrails_denied_elsewhere_fails_here_and_unknown_there if {
	found := testing.results(
		_control,
		testing.facts([_agent], {}, [testing.gap("bedrock:ListGuardrails", "eu-west-1")]),
	)
	{[r.kind, r.subject.region] | some r in found} == {["fail", "us-east-1"], ["unknown", "eu-west-1"]}
}

test_use_of_a_region_not_seen_unknown if {
	testing.kinds(
		_control,
		testing.facts([], {}, [testing.gap("bedrock-agent:ListFlows", "eu-west-1")]),
	) == ["unknown"]
}
