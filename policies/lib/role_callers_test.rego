package lens_test.role_callers_test

import data.lens.lib.role_callers

_own := {"111122223333", "resource", "o-mine"}

_there := "arn:aws:iam::444455556666:root"

_allow(principal, condition) := {
	"Effect": "Allow",
	"Principal": principal,
	"Action": ["sts:AssumeRole"],
	"Condition": condition,
}

_role(statements) := {"properties": {"AssumeRolePolicyDocument": {"Statement": statements}}}

_faults(statements) := {[message, arguments, operations] |
	facts := {"account": "111122223333", "resources": {}}
	found := role_callers.faults(_role(statements), _own) with input as facts
	some [message, arguments, operations, _] in found
}

_messages(principal, condition) := {fault[0] | some fault in _faults([_allow(principal, condition)])}

test_own_principals_are_no_fault if {
	every name in ["111122223333", "arn:aws:iam::111122223333:root", "arn:aws:sts::111122223333:x/y", "AROA1A"] {
		_messages({"AWS": [name]}, {}) == set()
	}
	_messages({"Service": ["ec2.amazonaws.com"]}, {}) == set()
}

test_other_accounts if {
	every name in ["444455556666", _there, "arn:aws:iam::444455556666:user/bob"] {
		_faults([_allow({"AWS": ["111122223333", name]}, {})]) == {["other-accounts", [{name}], []]}
	}
}

test_external_ids if {
	every condition in [
		{"StringEquals": {"sts:ExternalId": ["abc"]}}, {"StringEquals": {"STS:EXTERNALID": ["abc"]}},
		{"StringLike": {"sts:ExternalId": ["team-*"]}},
	] {
		_messages({"AWS": [_there]}, condition) == set()
	}
	every condition in [
		{"StringEqualsIfExists": {"sts:ExternalId": ["abc"]}}, {"StringLike": {"sts:ExternalId": ["*"]}},
		{"StringLike": {"sts:ExternalId": ["?*"]}}, {"StringNotEquals": {"sts:ExternalId": ["abc"]}},
	] {
		_messages({"AWS": [_there]}, condition) == {"other-accounts"}
	}
	_messages({"AWS": ["*"]}, {"StringEquals": {"sts:ExternalId": ["abc"]}}) == {"any-account"}
}

test_organizations if {
	mine := {"StringEquals": {"aws:PrincipalOrgID": ["o-mine"]}}
	_messages({"AWS": [_there]}, mine) == set()
	_messages({"AWS": ["*"]}, mine) == set()
	other := {"StringEquals": {"aws:PrincipalOrgID": ["o-other"]}}
	_faults([_allow({"AWS": [_there]}, other)]) == {["other-accounts", [{_there}], ["@own-organization"]]}
	_faults([_allow({"AWS": ["*"]}, other)]) == {["other-accounts", [{"o-other"}], ["@own-organization"]]}
	_messages({"AWS": ["*"]}, {"StringLike": {"aws:PrincipalOrgID": ["*"]}}) == {"any-account"}
}

test_everybody if {
	_faults([_allow({"AWS": ["*"]}, {})]) == {["any-account", [], []]}
	_messages({"AWS": ["*"]}, {"StringEquals": {"aws:PrincipalAccount": ["111122223333"]}}) == set()
	_messages({"AWS": ["*"]}, {"ArnLike": {"aws:PrincipalArn": ["arn:aws:iam::111122223333:role/x*"]}}) == set()
	_messages({"AWS": ["*"]}, {"ArnLike": {"aws:PrincipalArn": ["arn:aws:iam::*:role/*"]}}) == {"any-account"}
	_messages({"AWS": ["*"]}, {"StringEquals": {"aws:SourceVpc": ["vpc-1"]}}) == {"any-account"}
	_messages({"AWS": ["*"]}, {"StringLike": {"aws:userid": ["AROA1A:*", "AIDA1A"]}}) == set()
	_messages({"AWS": ["*"]}, {"StringLike": {"aws:userid": ["*:build"]}}) == {"any-account"}
	_messages({"AWS": ["*"]}, {"StringEquals": {"aws:PrincipalAccount": ["444455556666"]}}) == {"other-accounts"}
	_messages({"AWS": ["*"]}, {"StringEquals": {
		"aws:PrincipalAccount": ["444455556666"],
		"sts:ExternalId": ["abc"],
	}}) == set()
}

test_not_principal if {
	statement := {
		"Effect": "Allow",
		"NotPrincipal": {"AWS": [_there]},
		"Action": ["sts:*"],
		"Condition": {},
	}
	_faults([statement]) == {["not-principal", [], []]}
}

test_other_actions_are_not_judged if {
	every actions in [["sts:SetSourceIdentity"], ["iam:PassRole"]] {
		_faults([object.union(_allow({"AWS": [_there]}, {}), {"Action": actions})]) == set()
	}
	every actions in [["sts:*"], ["*"], ["sts:TagSession"], ["STS:Assume*"]] {
		count(_faults([object.union(_allow({"AWS": [_there]}, {}), {"Action": actions})])) == 1
	}
}

_deny(principal, condition) := {
	"Effect": "Deny",
	"Principal": principal,
	"Action": ["sts:*"],
	"Condition": condition,
}

test_a_deny_for_all_others if {
	outside := {"StringNotEquals": {"aws:PrincipalOrgID": ["o-mine"]}}
	_faults([_allow({"AWS": ["*"]}, {}), _deny({"AWS": ["*"]}, outside)]) == set()
	count(_faults([_allow({"AWS": ["*"]}, {}), _deny({"AWS": [_there]}, {})])) == 1
	narrow := object.union(_deny({"AWS": ["*"]}, outside), {"Action": ["sts:TagSession"]})
	count(_faults([_allow({"AWS": ["*"]}, {}), narrow])) == 1
}

test_federated_users if {
	_faults([_allow({"Federated": ["accounts.google.com"]}, {})]) == {["any-app", ["accounts.google.com"], []]}
}

test_the_statement_is_named if {
	facts := {"account": "111122223333", "resources": {}}
	role := _role([_allow({"AWS": ["111122223333"]}, {}), _allow({"AWS": [_there]}, {})])
	found := role_callers.faults(role, _own) with input as facts
	{fault[3] | some fault in found} == {1}
}
