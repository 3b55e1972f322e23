package lens_test.inference_only_test

import data.lens.lib.inference_only
import data.lens_test.testing

_dev := testing.iam("user/dev")

_limit := testing.iam("policy/limit")

_document(actions, resources) := {"Statement": [{
	"Effect": "Allow",
	"Action": actions,
	"Resource": resources,
	"Condition": {},
}]}

_user(document, boundary) := testing.record("AWS::IAM::User", _dev, object.union(
	{
		"UserName": "dev",
		"Path": "/",
		"GroupList": ["team"],
		"AttachedManagedPolicies": [],
		"UserPolicyList": [{"PolicyName": "own", "PolicyDocument": document}],
	},
	boundary,
))

_group := testing.record("AWS::IAM::Group", testing.iam("group/team"), {
	"GroupName": "team",
	"Path": "/",
	"GroupPolicyList": [{"PolicyName": "shared", "PolicyDocument": _document(["sns:Publish"], ["*"])}],
	"AttachedManagedPolicies": [],
})

_boundary(actions) := testing.record("AWS::IAM::ManagedPolicy", _limit, {
	"AttachmentCount": 0,
	"PolicyVersionList": [{"IsDefaultVersion": true, "Document": _document(actions, ["*"])}],
})

_allowed := ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream", "sns:*"]

# The patterns of an inline policy that are beyond.
_beyond(actions, allowed) := {p | some f in found; some p in f.patterns} if {
	facts := testing.facts([_user(_document(actions, ["*"]), {}), _group], {}, [])
	found := inference_only.beyond(_dev, allowed) with input as facts
}

test_calls_of_models_are_not_beyond if {
	calls := ["bedrock:InvokeModel", "bedrock:InvokeModel*", "bedrock:Converse*"]
	_beyond(calls, _allowed) == set()
	_beyond(calls, ["bedrock:InvokeModel", "sns:*"]) == {"bedrock:InvokeModel*", "bedrock:Converse*"}
}

test_policies_of_groups_count if {
	facts := testing.facts([_user(_document(["s3:GetObject"], ["*"]), {}), _group], {}, [])
	found := inference_only.beyond(_dev, ["s3:*"]) with input as facts
	[[f.held.policy, f.held.pointer, f.patterns] | some f in found] == [[
		testing.iam("group/team"),
		"/properties/GroupPolicyList/0/PolicyDocument/Statement/0",
		{"sns:Publish"},
	]]
}

test_changes_are_beyond_whatever_is_allowed if {
	changes := [
		"bedrock:CreateAgent", "bedrock:PutUseCaseForModelAccess", "bedrock:UpdateAgent", "bedrock:Delete*",
		"bedrock:*", "iam:CreateUser", "iam:*", "iam:P*",
	]
	_beyond(changes, ["*"]) == {p | some p in changes}
	_beyond(["iam:GetUser", "iam:List*", "bedrock:GetAgent", "s3:*"], ["*"]) == set()
}

test_reading_the_own_user_is_not_beyond if {
	reads := ["iam:ListAccessKeys", "iam:Get*"]
	own := testing.facts([_user(_document(reads, [_dev]), {}), _group], {}, [])
	mine := inference_only.beyond(_dev, _allowed) with input as own
	mine == []
	changing := testing.facts([_user(_document(["iam:CreateAccessKey"], [_dev]), {}), _group], {}, [])
	changed := inference_only.beyond(_dev, _allowed) with input as changing
	count(changed) == 1
	others := testing.facts([_user(_document(reads, [_dev, testing.iam("user/x")]), {}), _group], {}, [])
	theirs := inference_only.beyond(_dev, _allowed) with input as others
	{p | some f in theirs; some p in f.patterns} == {p | some p in reads}
}

test_the_boundary_narrows if {
	limited := {"PermissionsBoundary": {"PermissionsBoundaryArn": _limit}}
	user := _user(_document(["s3:*"], ["*"]), limited)
	narrow := testing.facts([user, _group, _boundary(["bedrock:InvokeModel"])], {}, [])
	none := inference_only.beyond(_dev, _allowed) with input as narrow
	none == []
	wide := testing.facts([user, _group, _boundary(["s3:Get*"])], {}, [])
	found := inference_only.beyond(_dev, _allowed) with input as wide
	[f.patterns | some f in found] == [{"s3:*"}]
}
