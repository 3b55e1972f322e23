package lens_test.knowledge_base_roles_test

import data.lens.lib.knowledge_base_roles
import data.lens_test.testing

_base(id, role, status) := testing.record(
	"AWS::Bedrock::KnowledgeBase",
	testing.arn("bedrock", sprintf("knowledge-base/%s", [id])),
	{"roleArn": testing.iam(role), "status": status},
)

_role(name) := testing.record("AWS::IAM::Role", testing.iam(name), {"Path": "/", "AttachedManagedPolicies": [
	{"PolicyName": "seen", "PolicyArn": testing.iam("policy/seen")},
	{"PolicyName": "lost", "PolicyArn": testing.iam("policy/lost")},
]})

_policy := testing.record("AWS::IAM::ManagedPolicy", testing.iam("policy/seen"), {
	"AttachmentCount": 1,
	"PolicyVersionList": [{"IsDefaultVersion": true, "Document": {"Statement": []}}],
})

_records := [
	_base("KB1", "role/a", "ACTIVE"), _base("KB2", "role/a", "FAILED"), _base("KB3", "role/gone", "CREATING"),
	_base("KB4", "role/a", "DELETING"),
	testing.record("AWS::Bedrock::KnowledgeBase", "half", {"status": "ACTIVE"}),
	_role("role/a"), _role("role/b"), _policy,
]

_ids(found) := {[f.subject.id, f.message, f.arguments] | some f in found}

test_subjects_are_all_that_are_not_being_deleted if {
	facts := testing.facts(_records, {}, [])
	found := knowledge_base_roles.subjects with input as facts
	{s.id | some s in found} == {_records[0].id, _records[1].id, _records[2].id, "half"}
	pairs := knowledge_base_roles.pairs with input as facts
	{[b.id, r.id] | some [b, r] in pairs} == {
		[_records[0].id, testing.iam("role/a")],
		[_records[1].id, testing.iam("role/a")],
	}
}

test_what_was_not_read if {
	gap := testing.gap("iam:GetAccountAuthorizationDetails", testing.iam("role/a"))
	facts := testing.facts(_records, {}, [gap])
	unread := knowledge_base_roles.unread with input as facts
	_ids(unread) == {
		[_records[2].id, "role-not-shown", [testing.iam("role/gone")]],
		[_records[0].id, "role-unreadable", [testing.iam("role/a")]],
		[_records[1].id, "role-unreadable", [testing.iam("role/a")]],
	}
	unseen := knowledge_base_roles.unseen with input as facts
	_ids(unseen - unread) == {
		[_records[0].id, "policy-not-shown", [testing.iam("policy/lost")]],
		[_records[1].id, "policy-not-shown", [testing.iam("policy/lost")]],
	}
}
