package lens_test.gensec01_bp01.no_full_access_managed_policies_test

import data.lens_test.testing

_control := "GENSEC01-BP01/no-full-access-managed-policies"

_aws(name) := sprintf("arn:aws:iam::aws:policy/%s", [name])

_principal(type, id, path, arns) := testing.record(sprintf("AWS::IAM::%s", [type]), testing.iam(id), {
	"Path": path,
	"AttachedManagedPolicies": [{"PolicyName": regex.replace(arn, `^.*/`, ""), "PolicyArn": arn} |
		some arn in arns
	],
})

_role(arns) := _principal("Role", "role/r", "/", arns)

_kinds(records) := testing.kinds(_control, testing.facts(records, {}, []))

test_full_access_fails if {
	document := testing.facts([_role([_aws("ReadOnlyAccess"), _aws("AmazonBedrockFullAccess")])], {}, [])
	testing.results(_control, document) == [{
		"kind": "fail",
		"subject": {"type": "AWS::IAM::Role", "id": testing.iam("role/r"), "region": "global", "item": ""},
		"message": `AWS managed policy "arn:aws:iam::aws:policy/AmazonBedrockFullAccess" is attached`,
		"proof": [{"id": testing.iam("role/r"), "pointer": "/properties/AttachedManagedPolicies/1"}],
		"causes": [],
	}]
}

test_every_policy_of_the_list_fails if {
	every name in [
		"AmazonBedrockFullAccess", "AmazonBedrockMantleFullAccess", "AmazonBedrockMarketplaceAccess",
		"BedrockAgentCoreFullAccess", "AmazonSageMakerFullAccess", "AmazonQFullAccess",
		"AmazonKendraFullAccess", "AnthropicFullAccess", "service-role/AmazonSageMakerFullAccess",
	] {
		_kinds([_role([_aws(name)])]) == ["fail"]
	}
}

test_other_policies_pass if {
	_kinds([_role([])]) == ["pass"]
	_kinds([testing.record("AWS::IAM::Role", testing.iam("role/r"), {"Path": "/"})]) == ["pass"]
	every name in [
		"AmazonBedrockReadOnly", "AmazonBedrockLimitedAccess", "AmazonS3FullAccess",
		"job-function/AmazonBedrockFullAccess",
	] {
		_kinds([_role([_aws(name)])]) == ["pass"]
	}
}

test_names_are_compared_whole_and_with_case_passes if {
	every name in [
		"amazonbedrockfullaccess", "AmazonBedrockFullAccess2", "MyAmazonBedrockFullAccess", "%s",
		`"; AmazonBedrockFullAccess`,
	] {
		_kinds([_role([_aws(name)])]) == ["pass"]
	}
}

test_the_accounts_own_policy_of_that_name_passes if {
	_kinds([_role([testing.iam("policy/AmazonBedrockFullAccess")])]) == ["pass"]
	_kinds([_role(["arn:aws-cn:iam::aws:policy/AmazonBedrockFullAccess"])]) == ["pass"]
}

test_another_partition_fails if {
	facts := object.union(
		testing.facts([_role(["arn:aws-cn:iam::aws:policy/AmazonBedrockFullAccess"])], {}, []),
		{"partition": "aws-cn"},
	)
	testing.kinds(_control, facts) == ["fail"]
}

test_roles_users_and_groups_one_by_one if {
	bad := [_aws("AmazonQFullAccess")]
	records := [
		_principal("Role", "role/r", "/", bad),
		_principal("User", "user/u", "/", bad),
		_principal("Group", "group/g", "/", bad),
		_principal("User", "user/good", "/", []),
	]
	testing.verdicts(_control, testing.facts(records, {}, [])) == {
		["fail", testing.iam("role/r"), ""],
		["fail", testing.iam("user/u"), ""],
		["fail", testing.iam("group/g"), ""],
		["pass", testing.iam("user/good"), ""],
	}
}

test_two_policies_make_one_result if {
	document := testing.facts([_role([_aws("AmazonQFullAccess"), _aws("AmazonKendraFullAccess")])], {}, [])
	testing.messages(_control, document) == [concat("; ", [
		`AWS managed policy "arn:aws:iam::aws:policy/AmazonKendraFullAccess" is attached`,
		`AWS managed policy "arn:aws:iam::aws:policy/AmazonQFullAccess" is attached`,
	])]
}

test_permissions_boundary_is_no_excuse_fails if {
	bounded := object.union(_role([_aws("AmazonQFullAccess")]), {
		"properties": {"PermissionsBoundary": {"PermissionsBoundaryArn": testing.iam("policy/b")}},
	})
	_kinds([bounded]) == ["fail"]
}

test_service_linked_role_not_applicable if {
	_kinds([_principal(
		"Role",
		"role/aws-service-role/x/r",
		"/aws-service-role/x/",
		[_aws("AmazonQFullAccess")],
	)]) == ["not_applicable"]
}

_exempting(pattern) := testing.kinds(_control, testing.facts([admin], params, [])) if {
	admin := _principal("Role", "role/ml/admin", "/ml/", [_aws("AmazonQFullAccess")])
	params := {_control: {"exempt_principals": [pattern]}}
}

test_exempt_path_or_name_not_applicable if {
	every pattern in ["/ml/", "/ml", "/m*", "admin", "adm?n"] { _exempting(pattern) == ["not_applicable"] }
}

test_other_path_or_name_fails if {
	every pattern in ["/m", "/mlops/", "Admin", "adm", testing.iam("role/ml/admin")] {
		_exempting(pattern) == ["fail"]
	}
}

test_policy_names_are_a_parameter if {
	params := {_control: {"policy_names": ["AmazonS3FullAccess"]}}
	testing.kinds(_control, testing.facts([_role([_aws("AmazonS3FullAccess")])], params, [])) == ["fail"]
	testing.kinds(_control, testing.facts([_role([_aws("AmazonQFullAccess")])], params, [])) == ["pass"]
}

test_no_principal_not_applicable if _kinds([]) == ["not_applicable"]

_denied := testing.gap("iam:GetAccountAuthorizationDetails", "global")

test_denied_unknown if {
	testing.results(_control, testing.facts([], {}, [_denied])) == [{
		"kind": "unknown",
		"subject": {"type": "AWS::Account", "id": testing.iam("root"), "region": "global", "item": ""},
		"message": concat(" ", [
			"iam:GetAccountAuthorizationDetails in global: AccessDenied (allow",
			"iam:GetAccountAuthorizationDetails)",
		]),
		"proof": [],
		"causes": [testing.cause(_denied)],
	}]
}

test_cut_listing_judges_what_was_seen_and_unknown if {
	good := _principal("User", "user/u", "/", [])
	testing.verdicts(_control, testing.facts([good, _role([_aws("AmazonQFullAccess")])], {}, [_denied])) == {
		["pass", testing.iam("user/u"), ""],
		["fail", testing.iam("role/r"), ""],
		["unknown", testing.iam("root"), ""],
	}
}
