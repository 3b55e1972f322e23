package lens_test.enforced_guardrails_test

import data.lens.lib.enforced_guardrails
import data.lens_test.guardrail_fixtures as fixtures
import data.lens_test.testing

_account := {"type": "AWS::Account", "id": testing.iam("root"), "region": "us-east-1", "item": ""}

test_account_enforces_in_the_region_of_its_configuration if {
	found := enforced_guardrails.all with input as testing.facts([fixtures.enforced("2")], {}, [])
	found == {{
		"by": "account",
		"region": "us-east-1",
		"subject": _account,
		"guardrail": sprintf("%s:2", [fixtures.arn]),
		"proof": [{
			"id": testing.arn("bedrock", "enforced-guardrail-configuration/c"),
			"pointer": "/properties/guardrailArn",
		}],
	}}
}

test_organization_enforces_another_accounts_guardrail if {
	foreign := "arn:aws:bedrock:us-east-1:444455556666:guardrail/o:1"
	found := enforced_guardrails.all with input as testing.facts(
		[fixtures.for_region("us-east-1", foreign)],
		{},
		[],
	)
	found == {{
		"by": "organization",
		"region": "us-east-1",
		"subject": _account,
		"guardrail": foreign,
		"proof": [{
			"id": fixtures.policy_arn,
			"pointer": "/properties/PolicyContent/bedrock/guardrail_inference/us-east-1/config_1/identifier",
		}],
	}}
}

test_policy_of_another_form_enforces_nothing if {
	every content in [
		{},
		{"bedrock": {}},
		{"bedrock": {"guardrail_inference": "all"}},
		{"bedrock": {"guardrail_inference": [{"config_1": {"identifier": fixtures.arn}}]}},
		{"bedrock": {"guardrail_inference": {"us-east-1": "none"}}},
		{"bedrock": {"guardrail_inference": {"us-east-1": [{"identifier": fixtures.arn}]}}},
		{"bedrock": {"guardrail_inference": {"us-east-1": {"config_1": {}}}}},
		{"bedrock": {"guardrail_inference": {"us-east-1": {"config_1": {"identifier": 1}}}}},
		{"bedrock": {"guardrail_inference": {"us-east-1": {"config_1": {"identifier": "none"}}}}},
	] {
		found := enforced_guardrails.all with input as testing.facts([fixtures.organization(content)], {}, [])
		count(found) == 0
	}
}

test_record_of_the_version_that_is_enforced if {
	facts := testing.facts(fixtures.versions, {}, [])
	enforced := {"region": "us-east-1", "guardrail": sprintf("%s:2", [fixtures.arn])}
	found := enforced_guardrails.version(enforced) with input as facts
	found == fixtures.numbered("2")
	not enforced_guardrails.version(object.union(enforced, {"region": "eu-west-1"})) with input as facts
	not enforced_guardrails.version(object.union(enforced, {"guardrail": fixtures.arn})) with input as facts
}

test_draft_has_no_number if {
	enforced_guardrails.is_draft({"guardrail": fixtures.arn})
	not enforced_guardrails.is_draft({"guardrail": sprintf("%s:12", [fixtures.arn])})
}

test_arn_of_a_guardrail if {
	enforced_guardrails.is_arn("arn:aws-us-gov:bedrock:us-gov-west-1:444455556666:guardrail/o")
	not enforced_guardrails.is_arn("arn:aws:bedrock:us-east-1:444455556666:inference-profile/o")
	not enforced_guardrails.is_arn(1)
}
