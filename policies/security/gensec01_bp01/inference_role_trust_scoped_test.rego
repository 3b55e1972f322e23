package lens_test.gensec01_bp01.inference_role_trust_scoped_test

import data.lens_test.testing

_control := "GENSEC01-BP01/inference-role-trust-scoped"

_app := testing.iam("role/app")

_there := "arn:aws:iam::444455556666:root"

_trust(principal, condition) := {
	"Effect": "Allow",
	"Principal": principal,
	"Action": ["sts:AssumeRole", "sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML"],
	"Condition": condition,
}

_policy(actions) := {"Statement": [{
	"Effect": "Allow",
	"Action": actions,
	"Resource": ["*"],
	"Condition": {},
}]}

# A role with these statements in its trust policy, whose inline policy allows these actions.
_doing(actions, statements) := testing.record("AWS::IAM::Role", _app, {
	"RoleName": "app",
	"Path": "/",
	"AssumeRolePolicyDocument": {"Statement": statements},
	"AttachedManagedPolicies": [],
	"RolePolicyList": [{"PolicyName": "own", "PolicyDocument": _policy(actions)}],
})

_role(statements) := _doing(["bedrock:InvokeModel"], statements)

_kinds(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

_trusting(principal, condition) := _kinds([_role([_trust(principal, condition)])], [])

_messages(principal, condition) := testing.messages(
	_control,
	testing.facts([_role([_trust(principal, condition)])], {}, []),
)

test_another_account_fails if {
	records := [_role([_trust({"AWS": [testing.iam("role/ci")]}, {}), _trust({"AWS": [_there]}, {})])]
	testing.results(_control, testing.facts(records, {}, [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::IAM::Role", "id": _app, "region": "global", "item": ""},
		"message": concat("", [
			`the trust policy lets "arn:aws:iam::444455556666:root" assume the role, and no condition names an `,
			"external id or this organization",
		]),
		"proof": [{"id": _app, "pointer": "/properties/AssumeRolePolicyDocument/Statement/1"}],
		"causes": [],
	}]
}

test_named_callers_pass if {
	_trusting({"AWS": ["111122223333"]}, {}) == ["pass"]
	_trusting({"AWS": [testing.iam("user/ci"), "AROA1AAAAAAAAAAAAAAAA"]}, {}) == ["pass"]
	_trusting({"AWS": [_there]}, {"StringEquals": {"sts:ExternalId": ["abc"]}}) == ["pass"]
}

_eks := "oidc.eks.us-east-1.amazonaws.com/id/ABC"

_provider := sprintf("arn:aws:iam::111122223333:oidc-provider/%s", [_eks])

test_every_message_and_fails if {
	_messages({"AWS": ["*"]}, {}) == ["the trust policy lets every AWS account assume the role"]
	_messages({"Federated": [_provider]}, {}) == [concat("; ", [
		sprintf(
			`the trust policy lets any user of "%s" assume the role, without a condition on the subject`,
			[_provider],
		),
		sprintf(
			`the trust policy lets users of "%s" assume the role, without a condition on the audience`,
			[_provider],
		),
	])]
	_messages({"Federated": ["accounts.google.com"]}, {}) == [
		`the trust policy lets users of any app that "accounts.google.com" signs in assume the role`,
	]
	pool := {"StringEquals": {"cognito-identity.amazonaws.com:aud": ["us-east-1:1"]}}
	_messages({"Federated": ["cognito-identity.amazonaws.com"]}, pool) == [
		`the trust policy lets guests of "cognito-identity.amazonaws.com" assume the role, who did not sign in`,
	]
	_trusting({"AWS": ["*"]}, {}) == ["fail"]
}

test_not_principal_fails if {
	statement := {
		"Effect": "Allow",
		"NotPrincipal": {"AWS": [_there]},
		"Action": ["sts:AssumeRole"],
		"Condition": {},
	}
	testing.messages(_control, testing.facts([_role([statement])], {}, [])) == [
		"the trust policy lets everyone but its NotPrincipal assume the role",
	]
}

test_a_limited_provider_passes if {
	_trusting({"Federated": [_provider]}, {"StringEquals": {
		sprintf("%s:sub", [_eks]): ["system:serviceaccount:ai:bot"],
		sprintf("%s:aud", [_eks]): ["sts.amazonaws.com"],
	}}) == ["pass"]
}

test_a_trusted_account_passes if {
	records := [_role([_trust({"AWS": [_there]}, {})])]
	params := {_control: {"trusted_accounts": ["444455556666"]}}
	testing.kinds(_control, testing.facts(records, params, [])) == ["pass"]
}

_organization(id) := testing.record(
	"AWS::Organizations::Organization",
	testing.iam("organization"),
	{"Id": id},
)

_of_mine := _role([_trust({"AWS": [_there]}, {"StringEquals": {"aws:PrincipalOrgID": ["o-mine"]}})])

_unread(operation, place) := testing.gap(operation, place)

test_the_own_organization_passes_and_another_fails if {
	_kinds([_of_mine, _organization("o-mine")], []) == ["pass"]
	_kinds([_of_mine, _organization("o-other")], []) == ["fail"]
	_kinds([_of_mine], []) == ["fail"]
}

test_an_organization_that_was_not_read_unknown if {
	gap := _unread("organizations:DescribeOrganization", "global")
	_kinds([_of_mine], [gap]) == ["unknown"]
}

test_the_organization_decides_for_no_other_role_pass_and_fails if {
	gap := _unread("organizations:DescribeOrganization", "global")
	_kinds([_role([_trust({"AWS": ["111122223333"]}, {})])], [gap]) == ["pass"]
	_kinds([_role([_trust({"AWS": [_there]}, {})])], [gap]) == ["fail"]
}

test_services_alone_not_applicable if {
	_trusting({"Service": ["lambda.amazonaws.com", "*"]}, {}) == ["not_applicable"]
	_kinds([], []) == ["not_applicable"]
}

test_a_service_beside_another_account_fails if {
	_trusting({"Service": ["lambda.amazonaws.com"], "AWS": [_there]}, {}) == ["fail"]
}

test_a_role_that_may_not_call_models_not_applicable if {
	_kinds([_doing(["s3:GetObject"], [_trust({"AWS": ["*"]}, {})])], []) == ["not_applicable"]
}

test_a_service_linked_role_not_applicable if {
	role := _role([_trust({"AWS": ["*"]}, {})])
	linked := object.union(role, {"properties": {"Path": "/aws-service-role/bedrock.amazonaws.com/"}})
	_kinds([linked], []) == ["not_applicable"]
}

_attached := {"properties": {"AttachedManagedPolicies": [{
	"PolicyName": "x",
	"PolicyArn": testing.iam("policy/x"),
}]}}

test_a_policy_that_was_not_read_unknown if {
	role := object.union(_role([_trust({"AWS": [_there]}, {})]), _attached)
	testing.messages(_control, testing.facts([role], {}, [])) == [
		`"arn:aws:iam::111122223333:policy/x" could not be read`,
	]
	_kinds([role], []) == ["unknown"]
}

test_without_a_fault_a_policy_that_was_not_read_does_not_matter_and_passes if {
	_kinds([object.union(_role([_trust({"AWS": ["111122223333"]}, {})]), _attached)], []) == ["pass"]
}

_details := "iam:GetAccountAuthorizationDetails"

test_denied_details_unknown if _kinds([], [_unread(_details, "global")]) == ["unknown"]

test_cut_details_keep_what_was_seen_and_unknown if {
	found := testing.facts([_role([_trust({"AWS": [_there]}, {})])], {}, [_unread(_details, "global")])
	testing.verdicts(_control, found) == {["fail", _app, ""], ["unknown", testing.iam("root"), ""]}
}
