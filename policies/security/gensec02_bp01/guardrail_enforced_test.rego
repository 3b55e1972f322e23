package lens_test.gensec02_bp01.guardrail_enforced_test

import data.lens_test.testing

_control := "GENSEC02-BP01/guardrail-enforced"

_g := testing.arn("bedrock", "guardrail/g")

_agent := testing.record("AWS::Bedrock::Agent", testing.arn("bedrock", "agent/A1"), {"agentId": "A1"})

_draft := testing.record("AWS::Bedrock::Guardrail", _g, {"status": "READY", "version": "DRAFT"})

_version(status) := testing.record(
	"AWS::Bedrock::GuardrailVersion",
	sprintf("%s:1", [_g]),
	{"status": status, "version": "1"},
)

_config_id := testing.arn("bedrock", "enforced-guardrail-configuration/c")

_config(arn, number) := testing.record("AWS::Bedrock::EnforcedGuardrailConfiguration", _config_id, {
	"configId": "c",
	"guardrailArn": arn,
	"guardrailVersion": number,
})

_policy_id := "arn:aws:organizations::111122223333:effective-policy/bedrock_policy"

_policy(region, identifier) := testing.record("AWS::Organizations::EffectivePolicy", _policy_id, {
	"PolicyType": "BEDROCK_POLICY",
	"PolicyContent": {
		"bedrock": {
			"guardrail_inference": {region: {"config_1": {"identifier": identifier, "input_tags": "honor"}}},
		},
	},
})

_foreign := "arn:aws:bedrock:us-east-1:444455556666:guardrail/o:1"

# The results. us-east-1 uses Bedrock, because it has an agent.
_results(records, gaps) := testing.results(_control, testing.facts(array.concat([_agent], records), {}, gaps))

_kinds(records, gaps) := [r.kind | some r in _results(records, gaps)]

_account(region) := {"type": "AWS::Account", "id": testing.iam("root"), "region": region, "item": ""}

test_nothing_enforced_fails if {
	_results([_draft, _version("READY")], []) == [{
		"kind": "fail",
		"subject": _account("us-east-1"),
		"message": "Bedrock is used here, but neither the account nor the organization enforces a guardrail",
		"proof": [],
		"causes": [],
	}]
}

test_ready_version_enforced_for_the_account_passes if {
	_kinds([_version("READY"), _config(_g, "1")], []) == ["pass"]
}

test_ready_version_enforced_by_the_organization_passes if {
	_kinds([_version("READY"), _policy("us-east-1", sprintf("%s:1", [_g]))], []) == ["pass"]
}

test_version_that_is_not_ready_fails if {
	_results([_version("FAILED"), _config(_g, "1")], []) == [{
		"kind": "fail",
		"subject": _account("us-east-1"),
		"message": sprintf(`enforced guardrail "%s:1" is "FAILED", not READY`, [_g]),
		"proof": [
			{"id": _config_id, "pointer": "/properties/guardrailArn"},
			{"id": sprintf("%s:1", [_g]), "pointer": "/properties/status"},
		],
		"causes": [],
	}]
}

test_version_that_does_not_exist_fails if {
	_results([_version("READY"), _config(_g, "2")], []) == [{
		"kind": "fail",
		"subject": _account("us-east-1"),
		"message": sprintf(`enforced guardrail "%s:2" does not exist in this Region`, [_g]),
		"proof": [{"id": _config_id, "pointer": "/properties/guardrailArn"}],
		"causes": [],
	}]
}

test_draft_fails if {
	[found] := _results([_draft, _version("READY"), _config(_g, "DRAFT")], [])
	found.kind == "fail"
	found.message == sprintf(`enforced guardrail "%s" is a draft, not a numbered version`, [_g])
	_kinds([_draft, _version("READY"), _policy("us-east-1", _g)], []) == ["fail"]
}

test_broken_one_beside_a_good_one_fails if {
	[found] := _results([_version("READY"), _config(_g, "1"), _policy("us-east-1", sprintf("%s:2", [_g]))], [])
	found.kind == "fail"
	found.message == sprintf(`enforced guardrail "%s:2" does not exist in this Region`, [_g])
	found.proof == [
		{
			"id": _policy_id,
			"pointer": "/properties/PolicyContent/bedrock/guardrail_inference/us-east-1/config_1/identifier",
		},
	]
}

test_organizations_guardrail_for_another_region_fails if {
	_kinds(
		[_version("READY"), _policy("eu-west-1", "arn:aws:bedrock:eu-west-1:444455556666:guardrail/o:1")],
		[],
	) == ["fail"]
}

test_guardrail_that_lies_in_another_region_fails if {
	id := "arn:aws:bedrock:eu-west-1:111122223333:guardrail/g:1"
	there := testing.record_in("eu-west-1", "AWS::Bedrock::GuardrailVersion", id, {
		"status": "READY",
		"version": "1",
	})
	found := _results([there, _policy("us-east-1", there.id)], [])
	["fail", "us-east-1"] in {[r.kind, r.subject.region] | some r in found}
}

test_organizations_policy_without_a_guardrail_fails if _kinds([_policy("us-east-1", "none")], []) == ["fail"]

test_organizations_guardrail_of_another_account_review if {
	_results([_policy("us-east-1", _foreign)], []) == [{
		"kind": "review",
		"subject": _account("us-east-1"),
		"message": sprintf(
			`the organization enforces guardrail "%s" of another account: check that it is READY there`,
			[_foreign],
		),
		"proof": [
			{
				"id": _policy_id,
				"pointer": "/properties/PolicyContent/bedrock/guardrail_inference/us-east-1/config_1/identifier",
			},
		],
		"causes": [],
	}]
}

test_accounts_guardrail_of_another_account_unknown if {
	[found] := _results([_config("arn:aws:bedrock:us-east-1:444455556666:guardrail/o", "1")], [])
	found.kind == "unknown"
	found.message == sprintf(
		`the account enforces guardrail "%s" of another account, which alone can show its status`,
		[_foreign],
	)
}

test_good_one_beside_another_accounts_passes if {
	_kinds([_version("READY"), _config(_g, "1"), _policy("us-east-1", _foreign)], []) == ["pass"]
}

test_each_region_is_judged if {
	flow := testing.record_in(
		"eu-west-1",
		"AWS::Bedrock::Flow",
		"arn:aws:bedrock:eu-west-1:111122223333:flow/F1",
		{"id": "F1"},
	)
	found := _results([flow, _version("READY"), _config(_g, "1")], [])
	{[r.kind, r.subject.region] | some r in found} == {["pass", "us-east-1"], ["fail", "eu-west-1"]}
}

test_no_bedrock_not_applicable if {
	endpoint := testing.record(
		"AWS::SageMaker::Endpoint",
		testing.arn("sagemaker", "endpoint/e"),
		{"EndpointStatus": "InService"},
	)
	testing.kinds(_control, testing.facts([endpoint, _config(_g, "1")], {}, [])) == ["not_applicable"]
}

_enforcements_denied := testing.gap("bedrock:ListEnforcedGuardrailsConfiguration", "us-east-1")

_organization_denied := testing.gap("organizations:DescribeEffectivePolicy", "global")

_guardrails_denied := testing.gap("bedrock:ListGuardrails", "us-east-1")

test_enforcements_denied_unknown if {
	[found] := _results([_version("READY")], [_enforcements_denied])
	found.kind == "unknown"
	found.message == concat("", [
		"bedrock:ListEnforcedGuardrailsConfiguration in us-east-1: AccessDenied ",
		"(allow bedrock:ListEnforcedGuardrailsConfiguration)",
	])
}

test_organizations_policy_denied_unknown if _kinds([_version("READY")], [_organization_denied]) == ["unknown"]

test_guardrails_denied_unknown if {
	_kinds([_config(_g, "1")], [_guardrails_denied]) == ["unknown"]
	_kinds([_config(_g, "1")], [testing.gap("bedrock:ListGuardrails", _g)]) == ["unknown"]
}

test_nothing_enforced_fails_whatever_guardrails_there_are if _kinds([], [_guardrails_denied]) == ["fail"]

test_good_one_that_was_seen_passes if {
	_kinds([_version("READY"), _config(_g, "1")], [_organization_denied, _guardrails_denied]) == ["pass"]
	_kinds([_version("READY"), _policy("us-east-1", sprintf("%s:1", [_g]))], [
		_enforcements_denied,
		_guardrails_denied,
	]) == ["pass"]
}

# The second guardrail may exist and be broken.
test_good_one_beside_one_that_was_not_seen_unknown if {
	_kinds(
		[_version("READY"), _config(_g, "1"), _policy("us-east-1", sprintf("%s:2", [_g]))],
		[_guardrails_denied],
	) == ["unknown"]
}

test_version_whose_status_was_not_shown_unknown if {
	stripped := testing.record("AWS::Bedrock::GuardrailVersion", sprintf("%s:1", [_g]), {"version": "1"})
	[found] := _results([stripped, _config(_g, "1")], [])
	found.kind == "unknown"
	found.message == sprintf(`the status of enforced guardrail "%s:1" could not be read`, [_g])
}

test_broken_one_that_was_seen_fails if {
	_kinds([_version("FAILED"), _config(_g, "1")], [_organization_denied, _guardrails_denied]) == ["fail"]
}

test_foreign_guardrail_while_the_account_may_enforce_one_unknown if {
	_kinds([_policy("us-east-1", _foreign)], [_enforcements_denied]) == ["unknown"]
	_kinds([_policy("us-east-1", _foreign)], [_guardrails_denied]) == ["review"]
}

test_use_of_a_region_not_seen_unknown if {
	testing.kinds(
		_control,
		testing.facts([], {}, [testing.gap("bedrock-agent:ListFlows", "eu-west-1")]),
	) == ["unknown"]
}
