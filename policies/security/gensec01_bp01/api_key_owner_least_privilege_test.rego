package lens_test.gensec01_bp01.api_key_owner_least_privilege_test

import data.lens_test.testing

_control := "GENSEC01-BP01/api-key-owner-least-privilege"

_dev := testing.iam("user/dev")

_document(actions) := {"Statement": [{
	"Effect": "Allow",
	"Action": actions,
	"Resource": ["*"],
	"Condition": {},
}]}

# A user whose inline policy has this document, with access keys of these statuses.
_holder(document, statuses) := testing.record("AWS::IAM::User", _dev, {
	"UserName": "dev",
	"Path": "/",
	"GroupList": [],
	"AttachedManagedPolicies": [],
	"UserPolicyList": [{"PolicyName": "own", "PolicyDocument": document}],
	"ListAccessKeys": {"AccessKeyMetadata": [{"UserName": "dev", "AccessKeyId": "AKIA1", "Status": status} |
		some status in statuses
	]},
})

_user(actions) := _holder(_document(actions), [])

_with(record, properties) := object.union(record, {"properties": properties})

_key := testing.record("AWS::IAM::ServiceSpecificCredential", testing.iam("user/dev:credential/ACCA1"), {
	"UserName": "dev",
	"ServiceName": "bedrock.amazonaws.com",
	"Status": "Active",
	"CreateDate": "2026-01-01T00:00:00Z",
	"ServiceSpecificCredentialId": "ACCA1",
})

_kinds(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

_messages(records) := testing.messages(_control, testing.facts(records, {}, []))

_needed := ["bedrock:InvokeModel", "bedrock:CallWithBearerToken"]

test_more_than_inference_fails if {
	records := [_key, _user(array.concat(_needed, ["s3:GetObject", "iam:CreateUser"]))]
	testing.results(_control, testing.facts(records, {}, [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::IAM::User", "id": _dev, "region": "global", "item": ""},
		"message": concat("", [
			`the API key is active, and a statement allows more than inference, by "iam:CreateUser", `,
			`"s3:GetObject"`,
		]),
		"proof": [{"id": _dev, "pointer": "/properties/UserPolicyList/0/PolicyDocument/Statement/0"}],
		"causes": [],
	}]
}

test_inference_alone_passes if {
	_kinds([_key, _user(_needed)], []) == ["pass"]
	_kinds([_key, _user(["BEDROCK:INVOKEMODEL", "bedrock:listfoundationmodels"])], []) == ["pass"]
	_kinds([_key, _user(["bedrock-mantle:CreateInference", "bedrock-mantle:ListModels"])], []) == ["pass"]
	_kinds([_key, _holder(_document(_needed), ["Inactive"])], []) == ["pass"]
}

test_a_whole_service_fails if {
	every pattern in ["*", "bedrock:*", "bedrock:Get*"] { _kinds([_key, _user([pattern])], []) == ["fail"] }
}

test_more_actions_that_the_parameter_allows_pass if {
	params := {_control: {"allowed_actions": ["bedrock:InvokeModel", "s3:Get*"]}}
	document := testing.facts([_key, _user(["bedrock:InvokeModel", "s3:GetObject"])], params, [])
	testing.kinds(_control, document) == ["pass"]
}

test_not_action_fails if {
	document := {"Statement": [{"Effect": "Allow", "NotAction": ["iam:*"], "Resource": ["*"], "Condition": {}}]}
	_messages([_key, _holder(document, [])]) == [
		"the API key is active, and a statement with NotAction allows all actions but those that it names",
	]
	_kinds([_key, _holder(document, [])], []) == ["fail"]
}

_policy(arn, actions) := testing.record("AWS::IAM::ManagedPolicy", arn, {
	"AttachmentCount": 1,
	"PolicyVersionList": [{"IsDefaultVersion": true, "Document": _document(actions)}],
})

_attached(arn) := {"AttachedManagedPolicies": [{"PolicyName": "x", "PolicyArn": arn}]}

test_the_policy_of_the_console_is_named_and_fails if {
	arn := "arn:aws:iam::aws:policy/AmazonBedrockLimitedAccess"
	records := [_key, _with(_user(_needed), _attached(arn)), _policy(arn, ["bedrock:Get*", "bedrock:List*"])]
	_messages(records) == [concat("", [
		`"AmazonBedrockLimitedAccess", which the console attaches to the user of a key, allows more than `,
		`inference, by "bedrock:Get*", "bedrock:List*"`,
	])]
	_kinds(records, []) == ["fail"]
}

test_an_active_access_key_fails if {
	user := _holder(_document(_needed), ["Active"])
	_messages([_key, user]) == ["beside the API key, an access key is active"]
	testing.proofs(_control, testing.facts([_key, user], {}, [])) == [{
		"id": _dev,
		"pointer": "/properties/ListAccessKeys/AccessKeyMetadata/0/Status",
	}]
}

_changed(properties) := _with(_key, properties)

test_a_key_that_does_not_work_not_applicable if {
	every change in [
		{"Status": "Inactive"}, {"Status": "Expired"}, {"ExpirationDate": "2026-07-31T00:00:00Z"},
		{"ServiceName": "codecommit.amazonaws.com"},
	] {
		_kinds([_changed(change), _user(["*"])], []) == ["not_applicable"]
	}
	_kinds([_user(["*"])], []) == ["not_applicable"]
}

test_a_key_for_claude_platform_fails if {
	claude := _changed({"ServiceName": "aws-external-anthropic.amazonaws.com"})
	_kinds([claude, _user(["aws-external-anthropic:*"])], []) == ["fail"]
	_kinds([claude, _user(["aws-external-anthropic:CreateInference"])], []) == ["pass"]
}

test_two_keys_of_a_user_make_one_result_pass if {
	other := object.union(_key, {"id": testing.iam("user/dev:credential/ACCA2")})
	_kinds([_key, other, _user(_needed)], []) == ["pass"]
}

_limited(arn) := {"PermissionsBoundary": {"PermissionsBoundaryArn": arn}}

_limit := testing.iam("policy/limit")

test_the_boundary_counts_and_passes if {
	user := _with(_user(["bedrock:InvokeModel", "s3:GetObject"]), _limited(_limit))
	_kinds([_key, user, _policy(_limit, ["bedrock:*"])], []) == ["pass"]
	_kinds([_key, user, _policy(_limit, ["s3:*"])], []) == ["fail"]
}

test_a_policy_that_was_not_read_unknown if {
	every property in [_attached(_limit), _limited(_limit)] {
		records := [_key, _with(_user(["s3:GetObject"]), property)]
		_messages(records) == [`"arn:aws:iam::111122223333:policy/limit" could not be read`]
		_kinds(records, []) == ["unknown"]
	}
	_messages([_key, _with(_user(_needed), {"GroupList": ["team"]})]) == [
		`"a policy of group team" could not be read`,
	]
}

test_an_active_access_key_stands_whatever_was_not_read_fails if {
	user := _with(_holder(_document(_needed), ["Active"]), _attached(_limit))
	_kinds([_key, user], []) == ["fail"]
}

test_a_user_who_is_not_listed_unknown if {
	_messages([_key]) == ["its policies are not in what AWS listed"]
	_kinds([_key], []) == ["unknown"]
}

test_keys_that_aws_does_not_show_unknown if {
	user := testing.without(_user(_needed), "ListAccessKeys")
	_messages([_key, user]) == ["AWS did not return the status of its access keys"]
	_kinds([_key, user], []) == ["unknown"]
}

_denied(operation, place) := testing.gap(sprintf("iam:%s", [operation]), place)

test_denied_unknown if {
	user := testing.without(_user(_needed), "ListAccessKeys")
	_kinds([_key, user], [_denied("ListAccessKeys", _dev)]) == ["unknown"]
	_kinds([_key], [_denied("GetAccountAuthorizationDetails", "global")]) == ["unknown"]
	_kinds([_key, _user(_needed)], [_denied("GetAccountAuthorizationDetails", _dev)]) == ["unknown"]
	_kinds([_user(_needed)], [_denied("ListServiceSpecificCredentials", "global")]) == ["unknown"]
	_kinds([], [_denied("ListServiceSpecificCredentials", "global")]) == ["unknown"]
}

test_a_fault_that_was_seen_stands_and_fails if {
	_kinds([_key, _user(["s3:GetObject"])], [_denied("ListAccessKeys", _dev)]) == ["fail"]
}
