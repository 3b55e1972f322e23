package lens_test.gensec01_bp01.iam_users_no_inference_test

import data.lens_test.testing

_control := "GENSEC01-BP01/iam-users-no-inference"

_dev := testing.iam("user/dev")

_allow(actions) := {"Statement": [{"Effect": "Allow", "Action": actions, "Resource": ["*"], "Condition": {}}]}

# A user whose inline policy allows these actions, with access keys of these statuses.
_user(actions, statuses) := testing.record("AWS::IAM::User", _dev, {
	"UserName": "dev",
	"Path": "/",
	"GroupList": [],
	"AttachedManagedPolicies": [],
	"UserPolicyList": [{"PolicyName": "own", "PolicyDocument": _allow(actions)}],
	"ListAccessKeys": {"AccessKeyMetadata": [{"UserName": "dev", "AccessKeyId": "AKIA1", "Status": status} |
		some status in statuses
	]},
})

_with(user, properties) := object.union(user, {"properties": properties})

_kinds(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

test_active_key_fails if {
	user := _user(["bedrock:InvokeModel", "SageMaker:InvokeEndpoint", "s3:GetObject"], ["Inactive", "Active"])
	testing.results(_control, testing.facts([user], {}, [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::IAM::User", "id": _dev, "region": "global", "item": ""},
		"message": concat("", [
			"an access key is active, and the policies allow actions that use models of ",
			`"bedrock", "sagemaker"`,
		]),
		"proof": [
			{"id": _dev, "pointer": "/properties/ListAccessKeys/AccessKeyMetadata/1/Status"},
			{"id": _dev, "pointer": "/properties/UserPolicyList/0/PolicyDocument/Statement/0"},
		],
		"causes": [],
	}]
}

test_no_active_key_passes if {
	_kinds([_user(["bedrock:InvokeModel"], [])], []) == ["pass"]
	_kinds([_user(["*"], ["Inactive", "Expired"])], []) == ["pass"]
}

test_a_user_who_may_not_call_models_not_applicable if {
	_kinds([_user(["s3:*"], ["Active"])], []) == ["not_applicable"]
	_kinds([], []) == ["not_applicable"]
}

_boundary(actions) := testing.record("AWS::IAM::ManagedPolicy", testing.iam("policy/limit"), {
	"AttachmentCount": 0,
	"PolicyVersionList": [{"IsDefaultVersion": true, "Document": _allow(actions)}],
})

_within := {"PermissionsBoundary": {"PermissionsBoundaryArn": testing.iam("policy/limit")}}

test_the_boundary_counts if {
	user := _with(_user(["bedrock:InvokeModel"], ["Active"]), _within)
	_kinds([user, _boundary(["s3:*"])], []) == ["not_applicable"]
	_kinds([user, _boundary(["bedrock:*"])], []) == ["fail"]
}

test_a_boundary_that_was_not_read_unknown if {
	user := _with(_user(["bedrock:InvokeModel"], ["Active"]), _within)
	testing.messages(_control, testing.facts([user], {}, [])) == [
		`"arn:aws:iam::111122223333:policy/limit" could not be read`,
	]
	_kinds([user], []) == ["unknown"]
}

_group := testing.record("AWS::IAM::Group", testing.iam("group/team"), {
	"GroupName": "team",
	"Path": "/",
	"GroupPolicyList": [{"PolicyName": "own", "PolicyDocument": _allow(["bedrock:InvokeModel"])}],
	"AttachedManagedPolicies": [],
})

test_policies_of_groups_count if {
	member := _with(_user(["s3:GetObject"], ["Active"]), {"GroupList": ["team"]})
	_kinds([member, _group], []) == ["fail"]
	_kinds([member], []) == ["unknown"]
}

_attached := {"AttachedManagedPolicies": [{"PolicyName": "x", "PolicyArn": testing.iam("policy/x")}]}

test_a_policy_that_was_not_read_unknown if {
	_kinds([_with(_user(["s3:GetObject"], ["Active"]), _attached)], []) == ["unknown"]
	_kinds([_with(_user(["bedrock:InvokeModel"], ["Active"]), _attached)], []) == ["unknown"]
}

test_without_an_active_key_a_policy_that_was_not_read_does_not_matter_and_passes if {
	_kinds([_with(_user(["s3:GetObject"], ["Inactive"]), _attached)], []) == ["pass"]
}

_denied(place) := testing.gap("iam:ListAccessKeys", place)

test_denied_keys_unknown if {
	user := testing.without(_user(["bedrock:InvokeModel"], []), "ListAccessKeys")
	_kinds([user], [_denied(_dev)]) == ["unknown"]
	_kinds([user], [_denied("global")]) == ["unknown"]
}

test_denied_keys_of_another_user_do_not_matter_and_fails if {
	_kinds([_user(["bedrock:InvokeModel"], ["Active"])], [_denied(testing.iam("user/other"))]) == ["fail"]
	_kinds([_user(["s3:GetObject"], [])], [_denied(_dev)]) == ["not_applicable"]
}

test_keys_that_aws_does_not_show_unknown if {
	message := "AWS did not return the status of its access keys"
	user := _user(["bedrock:InvokeModel"], [])
	testing.messages(_control, testing.facts([testing.without(user, "ListAccessKeys")], {}, [])) == [message]
	testing.messages(_control, testing.facts([_user(["bedrock:*"], ["Odd"])], {}, [])) == [message]
	_kinds([testing.without(user, "ListAccessKeys")], []) == ["unknown"]
}

_unread(place) := testing.gap("iam:GetAccountAuthorizationDetails", place)

test_denied_details_unknown if _kinds([], [_unread("global")]) == ["unknown"]

test_cut_details_keep_what_was_seen_and_unknown if {
	fails := testing.facts([_user(["bedrock:InvokeModel"], ["Active"])], {}, [_unread("global")])
	testing.verdicts(_control, fails) == {["fail", _dev, ""], ["unknown", testing.iam("root"), ""]}
	passes := testing.facts([_user(["bedrock:InvokeModel"], [])], {}, [_unread("global")])
	testing.verdicts(_control, passes) == {["pass", _dev, ""], ["unknown", testing.iam("root"), ""]}
}

test_a_malformed_document_of_the_user_unknown if {
	user := _user(["bedrock:InvokeModel"], ["Active"])
	document := testing.facts([user], {}, [_unread(_dev)])
	testing.verdicts(_control, document) == {["unknown", _dev, ""], ["unknown", testing.iam("root"), ""]}
}
