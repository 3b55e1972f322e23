package lens_test.lib.endpoint_policies_test

import data.lens.lib.endpoint_policies

_allow := {
	"Effect": "Allow",
	"Principal": {"AWS": ["*"]},
	"Action": ["*"],
	"Resource": ["*"],
	"Condition": {},
}

_open(changes) := endpoint_policies.open({"Statement": [object.union(_allow, changes)]}, "bedrock")

test_open_statements_by_index if {
	closed := object.union(_allow, {"Resource": ["arn:aws:bedrock:us-east-1:111122223333:guardrail/g"]})
	endpoint_policies.open({"Statement": [closed, _allow]}, "bedrock") == {1}
	endpoint_policies.open({"Statement": []}, "bedrock") == set()
}

test_narrower_statements_are_not_open if {
	_open({"Effect": "Deny"}) == set()
	_open({"Principal": {"AWS": ["arn:aws:iam::111122223333:root"]}}) == set()
	_open({"Condition": {"StringEquals": {"aws:PrincipalOrgID": ["o-abc"]}}}) == set()
}

test_a_condition_on_the_owner_of_the_resource_does_not_restrict_calls_to_models if {
	statement := object.union(_allow, {"Condition": {"StringEquals": {"aws:ResourceAccount": ["111122223333"]}}})
	endpoint_policies.open({"Statement": [statement]}, "bedrock") == set()
	endpoint_policies.open({"Statement": [statement]}, "bedrock-runtime") == {0}
}

test_a_deny_for_all_others_closes_the_policy if {
	deny := object.union(_allow, {
		"Effect": "Deny",
		"Condition": {"StringNotEquals": {"aws:PrincipalOrgID": ["o-abc"]}},
	})
	endpoint_policies.open({"Statement": [_allow, deny]}, "bedrock") == set()
	some_actions := object.union(deny, {"Action": ["bedrock:Delete*"]})
	endpoint_policies.open({"Statement": [_allow, some_actions]}, "bedrock") == {0}
}
