package lens_test.policy_holders_test

import data.lens.lib.policy_holders
import data.lens_test.testing

_shared := testing.iam("policy/shared")

_principal(type, id, policies) := testing.record(type, testing.iam(id), {
	"Path": "/",
	"AttachedManagedPolicies": [{"PolicyName": "x", "PolicyArn": arn} | some arn in policies],
})

_policy(name, times) := testing.record("AWS::IAM::ManagedPolicy", testing.iam(sprintf("policy/%s", [name])), {
	"AttachmentCount": times,
	"PolicyVersionList": [],
})

_facts := testing.facts(
	[
		_principal("AWS::IAM::Role", "role/r", [_shared]), _principal("AWS::IAM::User", "user/u", []),
		_principal("AWS::IAM::Group", "group/g", [_shared]), _policy("shared", 2), _policy("hidden", 1),
		_policy("idle", 0),
	],
	{},
	[],
)

test_whom_a_policy_belongs_to if {
	found := policy_holders.of with input as _facts
	{arn: {p.id | some p in list} | some arn, list in found} == {
		_shared: {testing.iam("role/r"), testing.iam("group/g")},
		testing.iam("role/r"): {testing.iam("role/r")},
		testing.iam("user/u"): {testing.iam("user/u")},
		testing.iam("group/g"): {testing.iam("group/g")},
	}
}

test_policies_whose_principals_are_not_all_listed if {
	found := policy_holders.incomplete with input as _facts
	found == {testing.iam("policy/hidden")}
}
