package lens_test.gensec05_bp01.passrole_scoped_test

import data.lens_test.testing

_control := "GENSEC05-BP01/passrole-scoped"

_allow(actions, resources) := {"Effect": "Allow", "Action": actions, "Resource": resources, "Condition": {}}

_build := _allow(["bedrock:CreateAgent"], ["*"])

_pass(resources) := _allow(["iam:PassRole"], resources)

_named := _pass([testing.iam("role/agent")])

_to_bedrock(resources) := object.union(
	_pass(resources),
	{"Condition": {"StringEquals": {"iam:PassedToService": ["bedrock.amazonaws.com"]}}},
)

_inline(list, statements) := {list: [{"PolicyName": "p", "PolicyDocument": {"Statement": statements}}]}

_role(name, statements, more) := testing.record("AWS::IAM::Role", arn, object.union(properties, more)) if {
	arn := testing.iam(sprintf("role/%s", [name]))
	properties := object.union(
		{"Path": "/", "AttachedManagedPolicies": []},
		_inline("RolePolicyList", statements),
	)
}

_policy(name, statements, attached) := testing.record("AWS::IAM::ManagedPolicy", arn, {
	"AttachmentCount": attached,
	"PolicyVersionList": [{"VersionId": "v1", "IsDefaultVersion": true, "Document": document}],
}) if {
	arn := testing.iam(sprintf("policy/%s", [name]))
	document := {"Statement": statements}
}

_attached(names) := {"AttachedManagedPolicies": [{"PolicyArn": arn} |
	some name in names
	arn := testing.iam(sprintf("policy/%s", [name]))
]}

_verdicts(records) := testing.verdicts(_control, testing.facts(records, {}, []))

_kinds(records) := testing.kinds(_control, testing.facts(records, {}, []))

_of(statements) := _kinds([_role("r", statements, {})])

test_every_role_to_every_service_fails if {
	role := _role("r", [_build, _pass(["*"])], {})
	testing.results(_control, testing.facts([role], {}, [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::IAM::Role", "id": role.id, "region": "global", "item": "p"},
		"message": `a statement allows iam:PassRole on "*", so every role to every service`,
		"proof": [{"id": role.id, "pointer": "/properties/RolePolicyList/0/PolicyDocument/Statement/1/Resource/0"}],
		"causes": [],
	}]
}

_message(statement) := found if {
	[found] := testing.messages(_control, testing.facts([_role("r", [_build, statement], {})], {}, []))
}

test_every_role_to_one_service_fails if {
	_of([_build, _to_bedrock(["*"])]) == ["fail"]
	_message(_to_bedrock(["*"])) == concat("", [
		`a statement allows iam:PassRole on "*", `,
		"so every role to the services of its condition",
	])
}

test_some_roles_to_every_service_fails if {
	_of([_build, _pass([testing.iam("role/app-*")])]) == ["fail"]
	_message(_pass([testing.iam("role/app-*")])) == concat("", [
		`a statement allows iam:PassRole on "arn:aws:iam::111122223333:role/app-*" `,
		"without the condition iam:PassedToService",
	])
}

test_all_roles_but_one_fails if {
	but := object.union(object.remove(_named, ["Resource"]), {"NotResource": [testing.iam("role/admin")]})
	_of([_build, but]) == ["fail"]
	_message(but) == `a statement with NotResource allows "iam:PassRole" on every other resource`
}

test_named_roles_passes if _of([_build, _named]) == ["pass"]

test_some_roles_to_one_service_passes if _of([_build, _to_bedrock([testing.iam("role/app-*")])]) == ["pass"]

test_who_does_not_build_not_applicable if {
	_of([_allow(["bedrock:ListAgents"], ["*"]), _pass(["*"])]) == ["not_applicable"]
	_of([_build]) == ["not_applicable"]
	_of([_build, object.union(_pass(["*"]), {"Effect": "Deny"})]) == ["not_applicable"]
}

# Another control reports these.
test_every_action_not_applicable if _of([_allow(["*"], ["*"])]) == ["not_applicable"]

test_every_action_of_iam_fails if {
	every pattern in ["iam:*", "ia*:*", "?am:*"] { _of([_build, _allow([pattern], ["*"])]) == ["fail"] }
}

test_other_builders_fails if {
	every action in ["sagemaker:CreateTrainingJob", "bedrock-agentcore:Create*", "bedrock:*"] {
		_of([_allow([action], ["*"]), _pass(["*"])]) == ["fail"]
	}
}

test_builders_by_parameter if {
	params := {_control: {"builder_actions": ["lambda:CreateFunction"]}}
	records := [
		_role("r", [_build, _pass(["*"])], {}),
		_role("s", [_allow(["lambda:Create*"], ["*"]), _pass(["*"])], {}),
	]
	testing.verdicts(_control, testing.facts(records, params, [])) == {["fail", testing.iam("role/s"), "p"]}
}

test_managed_policy_fails if {
	_verdicts([
		_role("r", [], _attached(["hand-over"])),
		_policy("hand-over", [_build, _pass(["*"])], 1),
		_policy("unused", [_build, _pass(["*"])], 0),
	]) == {["fail", testing.iam("policy/hand-over"), ""]}
}

test_building_by_another_policy if {
	records := [_policy("builders", [_build], 1), _policy("passers", [_pass(["*"])], 1)]
	_verdicts(array.concat(records, [_role("r", [_pass(["*"])], _attached(["builders"]))])) == {
		["fail", testing.iam("role/r"), "p"],
	}
	_verdicts(array.concat(records, [_role("r", [], _attached(["builders", "passers"]))])) == {
		["fail", testing.iam("policy/passers"), ""],
	}
	apart := [_role("r", [], _attached(["builders"])), _role("s", [], _attached(["passers"]))]
	_kinds(array.concat(records, apart)) == ["not_applicable"]
}

test_users_and_groups if {
	user := testing.record("AWS::IAM::User", testing.iam("user/u"), object.union(
		{"GroupList": ["g"], "AttachedManagedPolicies": []},
		_inline("UserPolicyList", [_build]),
	))
	group := testing.record("AWS::IAM::Group", testing.iam("group/g"), object.union(
		{"GroupName": "g", "AttachedManagedPolicies": []},
		_inline("GroupPolicyList", [_pass(["*"])]),
	))
	_verdicts([user, group]) == {["fail", testing.iam("group/g"), "p"]}
	_kinds([group]) == ["not_applicable"]
}

# A boundary that does not allow to build.
test_boundary_not_applicable if {
	bounded := _role("r", [_pass(["*"])], object.union(
		_attached(["builders"]),
		{"PermissionsBoundary": {"PermissionsBoundaryArn": testing.iam("policy/limit")}},
	))
	limit := _policy("limit", [_allow(["iam:PassRole"], ["*"])], 0)
	_kinds([bounded, limit, _policy("builders", [_build], 1)]) == ["not_applicable"]
}

test_policy_that_was_not_read_unknown if {
	passing := _role("r", [_pass(["*"])], _attached(["hidden"]))
	[found] := testing.results(_control, testing.facts([passing], {}, []))
	found.kind == "unknown"
	found.message == concat("", [
		"a statement allows iam:PassRole too broadly; whether a principal of it may build is not known, ",
		"because one of its policies could not be read",
	])
	_kinds([_role("r", [_named], _attached(["hidden"]))]) == ["not_applicable"]
	_kinds([_role("r", [_build, _pass(["*"])], _attached(["hidden"]))]) == ["fail"]
	_kinds([_role("r", [_build, _named], _attached(["hidden"]))]) == ["pass"]
}

test_listing_denied_unknown if {
	testing.kinds(
		_control,
		testing.facts([], {}, [testing.gap("iam:GetAccountAuthorizationDetails", "global")]),
	) == ["unknown"]
}
