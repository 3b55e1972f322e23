package lens_test.documents_test

import data.lens.lib.documents
import data.lens_test.testing

_document(name) := {"Statement": [{"Sid": name}]}

_versions := [
	{"VersionId": "v1", "IsDefaultVersion": false, "Document": _document("old")},
	{"VersionId": "v2", "IsDefaultVersion": true, "Document": _document("new")},
]

_policy(id, attached) := testing.record("AWS::IAM::ManagedPolicy", id, {
	"AttachmentCount": attached,
	"PolicyVersionList": _versions,
})

_inline(name) := [{"PolicyName": name, "PolicyDocument": _document(name)}]

_role(path) := testing.record("AWS::IAM::Role", testing.iam("role/r"), {
	"Path": path,
	"RolePolicyList": _inline("p"),
})

_all(records) := found if {
	found := documents.policies with input as testing.facts(records, {}, [])
}

_held(type, id, item, pointer, name) := {
	"type": type,
	"id": id,
	"region": "global",
	"item": item,
	"pointer": pointer,
	"document": _document(name),
}

test_attached_policy_in_its_default_version if {
	_all([_policy(testing.iam("policy/p"), 1)]) == [_held(
		"AWS::IAM::ManagedPolicy", testing.iam("policy/p"), "",
		"/properties/PolicyVersionList/1/Document", "new",
	)]
}

test_unattached_policy_is_left_out if _all([_policy(testing.iam("policy/p"), 0)]) == []

_limited(path, arn) := object.union(
	_role(path),
	{"properties": {"PermissionsBoundary": {"PermissionsBoundaryArn": arn}}},
)

_used(records) := found if {
	found := [held.id | some held in documents.used] with input as testing.facts(records, {}, [])
}

# It grants nothing, but its conditions apply to what the principal calls.
test_boundary_of_a_judged_principal_is_used if {
	arn := testing.iam("policy/p")
	_used([_policy(arn, 0), _limited("/", arn)]) == [testing.iam("role/r"), arn]
	_used([_policy(arn, 1), _limited("/", arn)]) == [arn, testing.iam("role/r")]
	_used([_policy(arn, 0), _role("/")]) == [testing.iam("role/r")]
	_used([_policy(arn, 0), _limited("/aws-service-role/bedrock.amazonaws.com/", arn)]) == []
	count(_all([_policy(arn, 0), _limited("/", arn)])) == 1
}

test_policy_of_aws_is_left_out if _all([_policy("arn:aws:iam::aws:policy/AdministratorAccess", 3)]) == []

test_inline_policy_of_a_role if {
	_all([_role("/")]) == [_held(
		"AWS::IAM::Role",
		testing.iam("role/r"),
		"p",
		"/properties/RolePolicyList/0/PolicyDocument",
		"p",
	)]
}

test_inline_policy_of_a_service_linked_role_is_left_out if {
	_all([_role("/aws-service-role/bedrock.amazonaws.com/")]) == []
}

test_inline_policy_of_a_user if {
	user := testing.record("AWS::IAM::User", testing.iam("user/u"), {"UserPolicyList": _inline("p")})
	_all([user]) == [_held(
		"AWS::IAM::User", testing.iam("user/u"), "p",
		"/properties/UserPolicyList/0/PolicyDocument", "p",
	)]
}

test_inline_policy_of_a_group if {
	group := testing.record("AWS::IAM::Group", testing.iam("group/g"), {"GroupPolicyList": _inline("p")})
	_all([group]) == [_held(
		"AWS::IAM::Group", testing.iam("group/g"), "p",
		"/properties/GroupPolicyList/0/PolicyDocument", "p",
	)]
}

test_role_without_a_path_is_not_service_linked if {
	role := testing.record("AWS::IAM::Role", testing.iam("role/r"), {"RolePolicyList": _inline("p")})
	count(_all([role])) == 1
}

test_no_policy if _all([]) == []

test_subject_of_an_inline_policy_is_its_owner if {
	documents.subject(_held("AWS::IAM::Role", "r", "p", "", "p")) == {
		"type": "AWS::IAM::Role",
		"id": "r",
		"region": "global",
		"item": "p",
	}
}
