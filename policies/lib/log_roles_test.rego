package lens_test.log_roles_test

import data.lens.lib.log_roles
import data.lens_test.testing

_own := testing.iam("role/logs")

_settings(role) := testing.record(
	"AWS::Bedrock::ModelInvocationLoggingConfiguration",
	testing.arn("bedrock", "model-invocation-logging-configuration"),
	{"loggingConfig": {"cloudWatchConfig": {"logGroupName": "g", "roleArn": role}}},
)

_trust(service) := [{
	"Effect": "Allow",
	"Principal": {"Service": [service]},
	"Action": ["sts:AssumeRole"],
	"Condition": {},
}]

_write := {"Effect": "Allow", "Action": ["logs:*"], "Resource": ["*"], "Condition": {}}

_role(trust, statements) := testing.record("AWS::IAM::Role", _own, {
	"Path": "/",
	"AssumeRolePolicyDocument": {"Statement": trust},
	"RolePolicyList": [{"PolicyName": "p", "PolicyDocument": {"Statement": statements}}],
	"AttachedManagedPolicies": [],
})

_faults(records) := {[f.message, f.arguments, f.proof[0].pointer, f.absent_from] | some f in found} if {
	found := log_roles.faults with input as testing.facts(array.concat([_settings(_own)], records), {}, [])
}

_listing := ["iam:GetAccountAuthorizationDetails"]

test_role_that_may_write_has_no_fault if _faults([_role(_trust("bedrock.amazonaws.com"), [_write])]) == set()

test_role_that_is_missing if {
	pointer := "/properties/loggingConfig/cloudWatchConfig/roleArn"
	_faults([]) == {["no-role", [_own], pointer, _listing]}
}

test_role_that_trusts_another_service if {
	pointer := "/properties/AssumeRolePolicyDocument"
	_faults([_role(_trust("ec2.amazonaws.com"), [_write])]) == {["no-trust", [_own], pointer, []]}
	_faults([_role([], [_write])]) == {["no-trust", [_own], pointer, _listing]}
}

test_role_whose_trust_a_deny_revokes if {
	deny := {"Effect": "Deny", "Principal": {"AWS": ["*"]}, "NotAction": ["sts:TagSession"], "Condition": {}}
	trust := _trust("bedrock.amazonaws.com")
	_faults([_role(array.concat(trust, [deny]), [_write])]) == {
		["no-trust", [_own], "/properties/AssumeRolePolicyDocument", []],
	}
	every less in [
		{"Condition": {"Bool": {"aws:SecureTransport": ["false"]}}},
		{"NotAction": ["sts:*"]},
		{"Principal": {"Service": ["ec2.amazonaws.com"]}},
	] {
		other := object.union(object.remove(deny, object.keys(less)), less)
		_faults([_role(array.concat(trust, [other]), [_write])]) == set()
	}
}

test_role_that_trusts_bedrock_for_another_account if {
	trust := object.union(_trust("bedrock.amazonaws.com")[0], {"Condition": {
		"StringEquals": {"aws:SourceAccount": ["444455556666"]},
	}})
	_faults([_role([trust], [_write])]) == {
		["no-trust", [_own], "/properties/AssumeRolePolicyDocument", []],
	}
}

test_role_that_lacks_a_grant if {
	arguments := [_own, {"logs:CreateLogStream", "logs:PutLogEvents"}]
	_faults([_role(_trust("bedrock.amazonaws.com"), [])]) == {["no-grant", arguments, "/properties", _listing]}
}

_doubts(role, records) := {[f.message, f.arguments] | some f in found} if {
	found := log_roles.doubts with input as testing.facts(array.concat([_settings(role)], records), {}, [])
}

test_role_of_another_account_is_in_doubt if {
	foreign := "arn:aws:iam::444455556666:role/logs"
	_doubts(foreign, []) == {["foreign-role", [foreign]]}
	_doubts("no-arn", []) == {["foreign-role", ["no-arn"]]}
	_doubts(_own, []) == set()
}

test_role_that_was_not_read_whole_is_in_doubt if {
	attached := [{"PolicyName": "p", "PolicyArn": testing.iam("policy/p")}]
	role := object.union(_role([], []), {"properties": {"AttachedManagedPolicies": attached}})
	_doubts(_own, [role]) == {["half-read-role", [_own]]}
	{fault[0] | some fault in _faults([role])} == {"no-trust"}
}

_deniable(settings, gaps) if {
	log_roles.may_be_denied(settings) with input as testing.facts([], {}, gaps)
}

test_role_may_be_denied_by_what_was_not_read if {
	gap := testing.gap(_listing[0], "global")
	_deniable(_settings(_own), [gap])
	not _deniable(_settings(_own), [])
	not _deniable(testing.record("X::Y::Z", "arn:x", {"loggingConfig": {}}), [gap])
}
