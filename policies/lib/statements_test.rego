package lens_test.statements_test

import data.lens.lib.statements
import data.lens_test.testing

_allow := {"Effect": "Allow", "Action": ["qbusiness:Chat"], "Resource": ["*"], "Condition": {}}

_deny := {"Effect": "Deny", "Action": ["qbusiness:*"], "Resource": ["*"], "Condition": {}}

_other := {"Effect": "Allow", "Action": ["ec2:*"], "Resource": ["*"], "Condition": {}}

_role(list) := testing.record("AWS::IAM::Role", testing.iam("role/r"), {
	"Path": "/",
	"RolePolicyList": [{"PolicyName": "p", "PolicyDocument": {"Statement": list}}],
})

_policy(id, attached) := testing.record("AWS::IAM::ManagedPolicy", id, {
	"AttachmentCount": attached,
	"PolicyVersionList": [
		{"VersionId": "v1", "IsDefaultVersion": false, "Document": {"Statement": [_deny]}},
		{"VersionId": "v2", "IsDefaultVersion": true, "Document": {"Statement": [_allow]}},
	],
})

_of(records) := found if {
	found := statements.of with input as testing.facts(records, {}, [])
}

_allows(records) := found if {
	found := statements.allows with input as testing.facts(records, {}, [])
}

_first := {
	"type": "AWS::IAM::Role",
	"id": testing.iam("role/r"),
	"region": "global",
	"item": "p",
	"policy": testing.iam("role/r"),
	"pointer": "/properties/RolePolicyList/0/PolicyDocument/Statement/1",
	"effect": "Allow",
	"actions": {"qbusiness:chat"},
	"named": {"qbusiness:chat"},
	"statement": _allow,
}

_second := object.union(_first, {
	"pointer": "/properties/RolePolicyList/0/PolicyDocument/Statement/2",
	"effect": "Deny",
	"actions": {"qbusiness:chat", "qbusiness:chatsync", "qbusiness:createapplication"},
	"named": set(),
	"statement": _deny,
})

test_statements_without_a_known_action_are_left_out if {
	_of([_role([_other, _allow, _deny])]) == {testing.iam("role/r"): [_first, _second]}
}

test_policies_without_such_a_statement_are_left_out if _of([_role([_other])]) == {}

test_allows_are_the_allow_statements if _allows([_role([_other, _allow, _deny])]) == [_first]

test_a_managed_policy_is_its_own_subject if {
	found := _allows([_policy(testing.iam("policy/p"), 1)])
	[[a.type, a.id, a.item, a.pointer] | some a in found] == [[
		"AWS::IAM::ManagedPolicy", testing.iam("policy/p"), "",
		"/properties/PolicyVersionList/1/Document/Statement/0",
	]]
}

test_policies_of_aws_and_unattached_ones_are_not_judged if {
	records := [_policy("arn:aws:iam::aws:policy/P", 1), _policy(testing.iam("policy/p"), 0)]
	object.keys(_of(records)) == {r.id | some r in records}
	_allows(records) == []
}
