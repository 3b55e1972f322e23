package lens_test.object_writers_test

import data.lens.lib.object_writers
import data.lens_test.testing

_object := "arn:aws:s3:::train/set/probe"

_allow(actions, resources) := {"Effect": "Allow", "Action": actions, "Resource": resources, "Condition": {}}

_role(name, statements) := testing.record("AWS::IAM::Role", testing.iam(sprintf("role/%s", [name])), {
	"Path": "/",
	"RolePolicyList": [{"PolicyName": "p", "PolicyDocument": {"Statement": statements}}],
})

_deny := {"Effect": "Deny", "Action": ["s3:Put*"], "Resource": ["arn:aws:s3:::train/*"], "Condition": {}}

_unread := object.union(
	_role("unread", [_allow(["s3:PutObject"], ["*"])]),
	{"properties": {"AttachedManagedPolicies": [{"PolicyArn": testing.iam("policy/lost")}]}},
)

_facts := testing.facts(
	[
		_role("named", [_allow(["s3:PutObject"], ["arn:aws:s3:::train/*"])]),
		_role("both", [_allow(["s3:*"], ["*"]), _allow(["s3:Put*"], ["arn:aws:s3:::train/set/*"])]),
		_role("wide", [_allow(["*"], ["*"])]),
		_role("except", [object.union(
			object.remove(_allow(["s3:PutObject"], []), ["Resource"]),
			{"NotResource": ["arn:aws:s3:::other/*"]},
		)]),
		_role("denied", [_allow(["s3:PutObject"], ["*"]), _deny]),
		_role("other", [_allow(["s3:PutObject"], ["arn:aws:s3:::train/out/*"])]),
		_role("reader", [_allow(["s3:GetObject"], ["*"])]),
		_unread,
	],
	{}, [],
)

_names(arns) := {regex.replace(arn, "^.*/", "") | some arn in arns}

test_named_and_wide_writers if {
	found := object_writers.of({_object}) with input as _facts
	_names(found.named) == {"named", "both"}
	_names(found.wide) == {"wide", "except"}
}

test_doubtful_principals_are_no_writers if {
	doubtful := object_writers.doubtful with input as _facts
	_names(doubtful) == {"unread"}
	object_writers.may_put(testing.iam("role/wide"), _object) with input as _facts
	not object_writers.may_put(testing.iam("role/unread"), _object) with input as _facts
}
