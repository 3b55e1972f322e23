package lens_test.lib.role_passing_test

import data.lens.lib.role_passing
import data.lens_test.testing

_role := testing.iam("role/r")

_facts(statement) := testing.facts(
	[testing.record("AWS::IAM::Role", _role, {
		"Path": "/",
		"RolePolicyList": [{"PolicyName": "p", "PolicyDocument": {"Statement": [statement]}}],
		"AttachedManagedPolicies": [],
	})],
	{}, [],
)

_allow(members) := object.union({"Effect": "Allow", "Condition": {}}, members)

_passes(resources, condition) := _allow({
	"Action": ["iam:PassRole"],
	"Resource": resources,
	"Condition": condition,
})

_to(service) := {"StringEquals": {"iam:PassedToService": [service]}}

_faults(statement) := {fault[0] |
	facts := _facts(statement)
	some s in role_passing.allows with input as facts
	some fault in _of(s, facts)
}

_of(s, facts) := found if found := role_passing.faults(s) with input as facts

_count(statement) := count(found) if {
	facts := _facts(statement)
	found := role_passing.allows with input as facts
}

test_roles_that_are_named if {
	_faults(_passes([testing.iam("role/agent"), testing.iam("role/a/b")], {})) == set()
	_faults(_passes(["arn:aws:iam::*:role/agent"], {})) == set()
}

test_every_role if {
	every pattern in ["*", testing.iam("role/*"), "arn:aws:iam:*:*:*", testing.iam("*")] {
		_faults(_passes([pattern], {})) == {"every-role-anywhere"}
		_faults(_passes([pattern], _to("bedrock.amazonaws.com"))) == {"every-role"}
	}
}

test_some_roles if {
	pattern := testing.iam("role/app-*")
	_faults(_passes([testing.iam("role/agent"), pattern], {})) == {"some-roles-anywhere"}
	_faults(_passes([pattern], _to("bedrock.amazonaws.com"))) == set()
	_faults(_passes([pattern], _to("bedrock*"))) == set()
	every value in ["*", "*.amazonaws.com", "?edrock.amazonaws.com"] {
		_faults(_passes([pattern], {"StringLike": {"iam:PassedToService": [value]}})) == {"some-roles-anywhere"}
	}
	soft := {"StringEqualsIfExists": {"iam:PassedToService": ["bedrock.amazonaws.com"]}}
	_faults(_passes([pattern], soft)) == {"some-roles-anywhere"}
	other := {"StringEquals": {"aws:ResourceTag/team": ["a"]}}
	_faults(_passes([pattern], other)) == {"some-roles-anywhere"}
}

test_resources_that_are_no_roles if {
	_faults(_passes([testing.iam("role/agent"), "arn:aws:s3:::bucket/*"], {})) == set()
}

test_all_roles_but_some if {
	statement := _allow({"Action": ["iam:PassRole"], "NotResource": [testing.iam("role/admin")]})
	_faults(statement) == {"not-resource"}
}

test_actions if {
	every pattern in ["iam:PassRole", "IAM:PASSROLE", "iam:*", "iam:Pass*"] {
		_count(_allow({"Action": [pattern], "Resource": ["*"]})) == 1
	}
	every pattern in ["*", "*:*", "iam:GetRole", "bedrock:*"] {
		_count(_allow({"Action": [pattern], "Resource": ["*"]})) == 0
	}
	_count(object.union(_passes(["*"], {}), {"Effect": "Deny"})) == 0
}

test_pointers if {
	facts := _facts(_passes([testing.iam("role/agent"), "*"], {}))
	[s] := role_passing.allows with input as facts
	found := role_passing.faults(s) with input as facts
	found == {["every-role-anywhere", ["*"], "/Resource/1"]}
}
