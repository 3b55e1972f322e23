package lens_test.gensec01_bp01.inference_principals_bounded_test

import data.lens_test.testing

_control := "GENSEC01-BP01/inference-principals-bounded"

_allow(actions, resources) := {"Effect": "Allow", "Action": actions, "Resource": resources, "Condition": {}}

_deny(actions) := {"Effect": "Deny", "Action": actions, "Resource": ["*"], "Condition": {}}

_managed(name, statements) := testing.record(
	"AWS::IAM::ManagedPolicy", testing.iam(sprintf("policy/%s", [name])),
	{
		"AttachmentCount": 0,
		"PolicyVersionList": [{"IsDefaultVersion": true, "Document": {"Statement": statements}}],
	},
)

_inline(statements) := [{"PolicyName": "p", "PolicyDocument": {"Statement": statements}}]

_calls := _inline([_allow(["bedrock:InvokeModel"], ["*"])])

_trust(principal) := {"AssumeRolePolicyDocument": {"Statement": [{
	"Effect": "Allow",
	"Principal": principal,
	"Action": ["sts:AssumeRole"],
	"Condition": {},
}]}}

_people := _trust({"AWS": [testing.iam("root")]})

_service := _trust({"Service": ["lambda.amazonaws.com"]})

_under(name) := {"PermissionsBoundary": {"PermissionsBoundaryArn": testing.iam(sprintf("policy/%s", [name]))}}

# A role that may call models and that users of the account may assume for an hour, with the members
# of `parts`.
_role(parts) := testing.record("AWS::IAM::Role", testing.iam("role/r"), object.union_n(array.concat(
	[{"Path": "/", "RolePolicyList": _calls, "MaxSessionDuration": 3600}, _people],
	parts,
)))

_user(parts) := testing.record(
	"AWS::IAM::User",
	testing.iam("user/u"),
	object.union_n(array.concat([{"Path": "/", "UserPolicyList": _calls}], parts)),
)

_good := _managed("boundary", [_allow(["bedrock:InvokeModel"], ["*"])])

_kinds(records) := testing.kinds(_control, testing.facts(records, {}, []))

test_bounded_role_with_a_short_session_passes if _kinds([_role([_under("boundary")]), _good]) == ["pass"]

test_bounded_user_passes if _kinds([_user([_under("boundary")]), _good]) == ["pass"]

test_no_boundary_fails if {
	testing.results(_control, testing.facts([_role([])], {}, [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::IAM::Role", "id": testing.iam("role/r"), "region": "global", "item": ""},
		"message": "no permissions boundary is set",
		"proof": [{"id": testing.iam("role/r"), "pointer": "/properties/PermissionsBoundary"}],
		"causes": [],
	}]
	testing.verdicts(_control, testing.facts([_user([])], {}, [])) == {["fail", testing.iam("user/u"), ""]}
}

test_two_faults_make_one_result if {
	[found] := testing.results(_control, testing.facts([_role([{"MaxSessionDuration": 43200}])], {}, []))
	found.message == concat("; ", [
		"no permissions boundary is set",
		"the maximum session duration is 12 hours, longer than the allowed 4 hours",
	])
	found.proof == [
		{"id": testing.iam("role/r"), "pointer": "/properties/MaxSessionDuration"},
		{"id": testing.iam("role/r"), "pointer": "/properties/PermissionsBoundary"},
	]
}

_bounded_by(statements) := _kinds([_role([_under("b")]), _managed("b", statements)])

test_boundary_that_allows_every_model_use_action_fails if {
	document := testing.facts([_role([_under("b")]), _managed("b", [_allow(["*"], ["*"])])], {}, [])
	testing.messages(_control, document) == [
		sprintf(`permissions boundary "%s" does not restrict model use`, [testing.iam("policy/b")]),
	]
	_bounded_by([
		_allow(["s3:GetObject"], ["*"]),
		_allow(["aws-external-anthropic:*", "bedrock*:*", "sagemaker:*", "qbusiness:Chat*"], ["*"]),
	]) == ["fail"]
	_bounded_by([{"Effect": "Allow", "NotAction": ["iam:*"], "Resource": ["*"], "Condition": {}}]) == ["fail"]
}

test_boundary_without_one_model_use_action_passes if {
	_bounded_by([_allow(["*"], ["*"]), _deny(["qbusiness:ChatSync"])]) == ["pass"]
	_bounded_by([_allow(["aws-*:*", "bedrock*:*", "sagemaker:*", "qbusiness:Chat"], ["*"])]) == ["pass"]
	_bounded_by([_allow(["bedrock*:*", "sagemaker:*", "qbusiness:Chat*"], ["*"])]) == ["pass"]
	_bounded_by([{
		"Effect": "Allow",
		"NotAction": ["qbusiness:ChatSync"],
		"Resource": ["*"],
		"Condition": {},
	}]) == ["pass"]
	_bounded_by([
		_allow(["*"], ["*"]),
		{"Effect": "Deny", "NotAction": ["bedrock:*"], "Resource": ["*"], "Condition": {}},
	]) == ["pass"]
}

test_boundary_on_named_resources_passes if {
	_bounded_by([_allow(["*"], ["arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-v2"])]) == ["pass"]
}

# Assume that conditions hold: a conditional Deny does not limit.
test_boundary_with_a_conditional_limit_fails if {
	conditioned := {"Condition": {"StringEquals": {"aws:RequestedRegion": ["us-east-1"]}}}
	_bounded_by([object.union(_allow(["*"], ["*"]), conditioned)]) == ["fail"]
	_bounded_by([_allow(["*"], ["*"]), object.union(_deny(["bedrock:*"]), conditioned)]) == ["fail"]
}

test_deny_on_one_resource_limits_nothing_fails if {
	_bounded_by([
		_allow(["*"], ["*"]),
		object.union(_deny(["bedrock:*"]), {"Resource": ["arn:aws:bedrock:us-east-1::foundation-model/x"]}),
	]) == ["fail"]
}

test_only_the_boundarys_default_version_counts_fails if {
	versions := [
		{"IsDefaultVersion": false, "Document": {"Statement": [_allow(["bedrock:InvokeModel"], ["*"])]}},
		{"IsDefaultVersion": true, "Document": {"Statement": [_allow(["*"], ["*"])]}},
	]
	boundary := testing.record("AWS::IAM::ManagedPolicy", testing.iam("policy/b"), {
		"AttachmentCount": 0,
		"PolicyVersionList": versions,
	})
	_kinds([_role([_under("b")]), boundary]) == ["fail"]
}

test_session_fails_only_when_longer if {
	_lasting(14400) == ["pass"]
	_lasting(14401) == ["fail"]
}

_lasting(seconds) := _kinds([_role([_under("boundary"), {"MaxSessionDuration": seconds}]), _good])

_trusting(trust) := _kinds([_role([_under("boundary"), {"MaxSessionDuration": 43200}, trust]), _good])

test_long_session_of_a_service_passes if _trusting(_service) == ["pass"]

test_long_session_of_anything_else_fails if {
	every principal in [
		{"AWS": ["*"]},
		{"Federated": ["accounts.google.com"]},
		{"Service": ["ec2.amazonaws.com"], "AWS": [testing.iam("root")]},
	] {
		_trusting(_trust(principal)) == ["fail"]
	}
	_trusting({"AssumeRolePolicyDocument": {"Statement": [{
		"Effect": "Allow",
		"NotPrincipal": {"Service": ["ec2.amazonaws.com"]},
	}]}}) == ["fail"]
	_trusting({"AssumeRolePolicyDocument": {"Statement": array.concat(
		_service.AssumeRolePolicyDocument.Statement,
		_people.AssumeRolePolicyDocument.Statement,
	)}}) == ["fail"]
}

test_denied_principals_do_not_count_passes if {
	_trusting({"AssumeRolePolicyDocument": {"Statement": array.concat(
		_service.AssumeRolePolicyDocument.Statement,
		[{"Effect": "Deny", "Principal": {"AWS": ["*"]}, "Action": ["sts:AssumeRole"], "Condition": {}}],
	)}}) == ["pass"]
}

test_session_length_is_a_parameter if {
	facts := testing.facts([_role([_under("boundary")]), _good], {_control: {"max_session_seconds": 1800}}, [])
	testing.messages(_control, facts) == [
		"the maximum session duration is 1 hour, longer than the allowed 30 minutes",
	]
}

test_principal_without_model_use_not_applicable if {
	_kinds([_role([{"RolePolicyList": _inline([_allow(["s3:*"], ["*"])])}])]) == ["not_applicable"]
	_kinds([_role([{"RolePolicyList": []}])]) == ["not_applicable"]
}

test_principal_with_denied_model_use_not_applicable if {
	_kinds([_role([{"RolePolicyList": _inline([
		_allow(["bedrock:InvokeModel"], ["*"]),
		_deny(["bedrock:*"]),
	])}])]) == ["not_applicable"]
}

test_boundary_without_model_use_not_applicable if {
	_kinds([_role([_under("b")]), _managed("b", [_allow(["s3:*"], ["*"])])]) == ["not_applicable"]
}

test_every_kind_of_model_use_fails if {
	every action in ["sagemaker:InvokeEndpoint", "bedrock-agentcore:InvokeGateway", "qbusiness:Chat", "*"] {
		_kinds([_role([{"RolePolicyList": _inline([_allow([action], ["*"])])}])]) == ["fail"]
	}
}

test_service_linked_role_not_applicable if {
	role := testing.record("AWS::IAM::Role", testing.iam("role/aws-service-role/x/r"), {
		"Path": "/aws-service-role/x/",
		"RolePolicyList": _calls,
	})
	_kinds([role]) == ["not_applicable"]
}

test_exempt_path_not_applicable if {
	_kinds([_role([{"Path": "/aws-reserved/sso.amazonaws.com/"}])]) == ["not_applicable"]
	some_paths := {_control: {"exempt_paths": ["/m?/"]}}
	testing.kinds(_control, testing.facts([_user([{"Path": "/ml/"}])], some_paths, [])) == ["not_applicable"]
	no_paths := {_control: {"exempt_paths": []}}
	testing.kinds(_control, testing.facts([_role([{"Path": "/aws-reserved/"}])], no_paths, [])) == ["fail"]
}

test_users_policies_through_a_group_count_fails if {
	group := testing.record("AWS::IAM::Group", testing.iam("group/g"), {
		"Path": "/",
		"GroupName": "g",
		"GroupPolicyList": _calls,
		"AttachedManagedPolicies": [],
	})
	user := testing.record("AWS::IAM::User", testing.iam("user/u"), {
		"Path": "/",
		"GroupList": ["g"],
		"AttachedManagedPolicies": [],
	})
	testing.verdicts(_control, testing.facts([group, user], {}, [])) == {["fail", user.id, ""]}
}

test_no_principal_not_applicable if _kinds([]) == ["not_applicable"]

_missing(records, operation, place) := testing.kinds(
	_control,
	testing.facts(records, {}, [testing.gap(operation, place)]),
)

_without_roles(records) := _missing(records, "iam:ListRoles", "global")

_no_session(parts) := testing.without(_role(parts), "MaxSessionDuration")

test_session_that_matters_is_unknown_without_list_roles if {
	_without_roles([_no_session([_under("boundary")]), _good]) == ["unknown"]
	_without_roles([_role([_under("boundary")]), _good]) == ["pass"]
}

test_other_faults_are_judged_without_list_roles if {
	_without_roles([_no_session([_under("boundary"), _service]), _good]) == ["pass"]
	_without_roles([_user([_under("boundary")]), _good]) == ["pass"]
	_without_roles([_no_session([])]) == ["fail"]
	_without_roles([_role([_under("boundary"), {"MaxSessionDuration": 43200}]), _good]) == ["fail"]
}

test_role_that_list_roles_does_not_show_unknown if {
	testing.results(_control, testing.facts([_no_session([_under("boundary")]), _good], {}, [])) == [{
		"kind": "unknown",
		"subject": {"type": "AWS::IAM::Role", "id": testing.iam("role/r"), "region": "global", "item": ""},
		"message": "AWS did not return the maximum session duration",
		"proof": [{"id": testing.iam("role/r"), "pointer": "/properties"}],
		"causes": [],
	}]
}

test_unread_boundary_unknown if {
	testing.results(_control, testing.facts([_role([_under(`b"; x`)])], {}, [])) == [{
		"kind": "unknown",
		"subject": {"type": "AWS::IAM::Role", "id": testing.iam("role/r"), "region": "global", "item": ""},
		"message": sprintf(`"%s" could not be read`, [testing.iam("policy/b'; x")]),
		"proof": [{"id": testing.iam("role/r"), "pointer": "/properties"}],
		"causes": [],
	}]
	_kinds([_user([_under("b")])]) == ["unknown"]
}

_attached(name) := {"AttachedManagedPolicies": [{
	"PolicyName": name,
	"PolicyArn": testing.iam(sprintf("policy/%s", [name])),
}]}

# A policy that was not read may grant a model, or deny what another policy grants.
test_unread_policy_unknown if {
	testing.messages(_control, testing.facts([_role([{"RolePolicyList": []}, _attached("p")])], {}, [])) == [
		sprintf(`"%s" could not be read`, [testing.iam("policy/p")]),
	]
	_kinds([_role([_attached("p")])]) == ["unknown"]
	_kinds([_role([_attached("p"), _under("boundary")]), _good]) == ["unknown"]
	_kinds([_role([_attached("p"), {"Path": "/aws-reserved/"}])]) == ["not_applicable"]
}

_account := "iam:GetAccountAuthorizationDetails"

# scanner/judging/facts.py empties a malformed document and puts a gap on its holder.
test_malformed_document_unknown if {
	records := [_role([_under("boundary"), _attached("p")]), _good, _managed("p", [])]
	every id in [testing.iam("role/r"), _good.id, testing.iam("policy/p")] {
		_missing(records, _account, id) == ["unknown", "unknown"]
	}
}

test_malformed_document_of_its_own_is_no_name if {
	gap := testing.gap(_account, testing.iam("role/r"))
	document := testing.facts([_role([_under("boundary")]), _good], {}, [gap])
	"one of its policy documents could not be read" in testing.messages(_control, document)
}

test_denied_unknown if _missing([], _account, "global") == ["unknown"]

test_cut_listing_judges_what_was_seen_and_unknown if {
	document := testing.facts(
		[_role([_under("boundary")]), _good, _user([])],
		{},
		[testing.gap(_account, "global")],
	)
	testing.verdicts(_control, document) == {
		["pass", testing.iam("role/r"), ""],
		["fail", testing.iam("user/u"), ""],
		["unknown", testing.iam("root"), ""],
	}
}
