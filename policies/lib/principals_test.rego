package lens_test.principals_test

import data.lens.lib.principals
import data.lens_test.testing

_allow(actions) := {"Effect": "Allow", "Action": actions, "Resource": ["*"], "Condition": {}}

_deny(actions) := {"Effect": "Deny", "Action": actions, "Resource": ["*"], "Condition": {}}

_document(statements) := {"Version": "2012-10-17", "Statement": statements}

_role(path, statements, more) := testing.record("AWS::IAM::Role", testing.iam("role/r"), object.union(
	{
		"Path": path,
		"RolePolicyList": [{"PolicyName": "p", "PolicyDocument": _document(statements)}],
		"AttachedManagedPolicies": [],
	},
	more,
))

_policy(name, statements) := testing.record(
	"AWS::IAM::ManagedPolicy", testing.iam(sprintf("policy/%s", [name])),
	{
		"AttachmentCount": 1,
		"PolicyVersionList": [
			{"VersionId": "v2", "IsDefaultVersion": true, "Document": _document(statements)},
			{"VersionId": "v1", "IsDefaultVersion": false, "Document": _document([_allow(["bedrock:*"])])},
		],
	},
)

_granted(records) := found if {
	found := principals.model_use with input as testing.facts(records, {}, [])
}

_of_role(statements, more) := object.get(
	_granted([_role("/", statements, more)]),
	testing.iam("role/r"),
	set(),
)

test_allow_grants if _of_role([_allow(["bedrock:InvokeModel"])], {}) == {"bedrock:invokemodel"}

test_actions_compare_without_case if {
	_of_role([_allow(["BEDROCK:invokeMODEL"])], {}) == {"bedrock:invokemodel"}
}

test_wildcards_match if {
	_of_role([_allow(["bedrock:InvokeModel*", "qbusiness:Chat????"])], {}) == {
		"bedrock:invokemodel", "bedrock:invokemodelwithresponsestream", "qbusiness:chatsync",
	}
}

test_a_dot_is_no_wildcard if _of_role([_allow(["bedrock.InvokeModel"])], {}) == set()

test_patterns_that_are_not_ascii_match_nothing if {
	_of_role([_allow(["bedroc\u212a:InvokeModel"])], {}) == set()
}

test_not_action_grants_the_rest if {
	statement := {
		"Effect": "Allow",
		"NotAction": ["aws-*:*", "bedrock*:*", "sagemaker:*"],
		"Resource": ["*"],
		"Condition": {},
	}
	_of_role([statement], {}) == {"qbusiness:chat", "qbusiness:chatsync"}
}

test_deny_takes_away if {
	_of_role([_allow(["qbusiness:*"]), _deny(["qbusiness:ChatSync"])], {}) == {"qbusiness:chat"}
}

test_deny_with_a_condition_takes_nothing_away if {
	condition := {"Condition": {"Bool": {"aws:SecureTransport": ["false"]}}}
	_of_role(
		[_allow(["qbusiness:Chat"]), object.union(_deny(["qbusiness:*"]), condition)],
		{},
	) == {"qbusiness:chat"}
}

test_deny_on_one_resource_takes_nothing_away if {
	one := object.union(_deny(["qbusiness:*"]), {"Resource": ["arn:aws:qbusiness:us-east-1:1:application/a"]})
	_of_role([_allow(["qbusiness:Chat"]), one], {}) == {"qbusiness:chat"}
}

test_a_boundary_limits_what_is_granted if {
	bounded := _role("/", [_allow(["qbusiness:*", "bedrock:InvokeModel"])], {
		"PermissionsBoundary": {"PermissionsBoundaryArn": testing.iam("policy/b")},
	})
	granted := _granted([bounded, _policy("b", [_allow(["qbusiness:*"]), _deny(["qbusiness:ChatSync"])])])
	granted == {testing.iam("role/r"): {"qbusiness:chat"}}
}

test_a_managed_policy_grants_by_its_default_version if {
	holder := _role("/", [], {
		"AttachedManagedPolicies": [{"PolicyName": "m", "PolicyArn": testing.iam("policy/m")}],
	})
	_granted([holder, _policy("m", [_allow(["qbusiness:Chat"])])]) == {testing.iam("role/r"): {"qbusiness:chat"}}
}

test_a_user_has_what_its_groups_have if {
	user := testing.record("AWS::IAM::User", testing.iam("user/u"), {
		"Path": "/",
		"UserPolicyList": [],
		"GroupList": ["g"],
		"AttachedManagedPolicies": [],
	})
	group := testing.record("AWS::IAM::Group", testing.iam("group/g"), {
		"GroupName": "g",
		"GroupPolicyList": [{"PolicyName": "p", "PolicyDocument": _document([_allow(["qbusiness:Chat"])])}],
		"AttachedManagedPolicies": [{"PolicyName": "m", "PolicyArn": testing.iam("policy/m")}],
	})
	granted := _granted([user, group, _policy("m", [_allow(["bedrock:InvokeFlow"])])])
	granted == {testing.iam("user/u"): {"qbusiness:chat", "bedrock:invokeflow"}}
}

test_a_user_has_what_is_attached_to_it if {
	user := testing.record("AWS::IAM::User", testing.iam("user/u"), {
		"Path": "/",
		"AttachedManagedPolicies": [{"PolicyName": "m", "PolicyArn": testing.iam("policy/m")}],
	})
	_granted([
		user,
		_policy("m", [_allow(["bedrock:InvokeFlow"])]),
	]) == {testing.iam("user/u"): {"bedrock:invokeflow"}}
}

test_service_linked_roles_are_left_out if {
	_granted([_role("/aws-service-role/x/", [_allow(["*"])], {})]) == {}
	holder := _role("/aws-service-role/x/", [], {
		"AttachedManagedPolicies": [{"PolicyName": "m", "PolicyArn": testing.iam("policy/m")}],
	})
	_granted([holder, _policy("m", [_allow(["qbusiness:Chat"])])]) == {}
}

test_a_user_has_nothing_of_other_groups if {
	other := testing.record("AWS::IAM::Group", testing.iam("group/other"), {
		"GroupName": "other",
		"GroupPolicyList": [{"PolicyName": "p", "PolicyDocument": _document([_allow(["qbusiness:Chat"])])}],
		"AttachedManagedPolicies": [{"PolicyName": "m", "PolicyArn": testing.iam("policy/gone")}],
	})
	_granted([_member, _data({}), other]) == {}
	_unread([_member, _data({}), other], []) == set()
}

test_principals_without_a_grant_are_left_out if {
	document := testing.facts([_role("/", [_allow(["qbusiness:Chat"]), _deny(["qbusiness:*"])], {})], {}, [])
	granted := principals.granted with input as document
	granted == {}
	statements := principals.statements with input as testing.facts(
		[_role("/", [_allow(["ec2:*"])], {})],
		{},
		[],
	)
	statements == {}
}

test_an_attached_policy_that_is_not_shown_is_unread if {
	holder := _role("/", [], {
		"AttachedManagedPolicies": [{"PolicyName": "m", "PolicyArn": "arn:aws:iam::aws:policy/Gone"}],
	})
	found := principals.unread with input as testing.facts([holder], {}, [])
	found == {[testing.iam("role/r"), "arn:aws:iam::aws:policy/Gone"]}
}

test_granted_is_more_than_model_use if {
	found := principals.granted with input as testing.facts(
		[_role("/", [_allow(["kendra:Query", "qbusiness:Chat"])], {})],
		{},
		[],
	)
	found == {testing.iam("role/r"): {"kendra:query", "qbusiness:chat"}}
}

_bounded := {"PermissionsBoundary": {"PermissionsBoundaryArn": testing.iam("policy/b")}}

test_an_unread_boundary_limits_nothing if {
	_of_role([_allow(["qbusiness:Chat"])], _bounded) == {"qbusiness:chat"}
}

test_statements_of_a_role_and_its_policies if {
	holder := _role("/", [_allow(["ec2:*"]), _deny(["qbusiness:ChatSync"])], {
		"AttachedManagedPolicies": [{"PolicyName": "m", "PolicyArn": testing.iam("policy/m")}],
	})
	found := principals.statements with input as testing.facts(
		[holder, _policy("m", [_allow(["qbusiness:Chat"])])],
		{},
		[],
	)
	object.keys(found) == {testing.iam("role/r")}
	[[s.policy, s.pointer, s.effect, s.actions, s.statement] | some s in found[testing.iam("role/r")]] == [
		[
			testing.iam("role/r"), "/properties/RolePolicyList/0/PolicyDocument/Statement/1",
			"Deny", {"qbusiness:chatsync"}, _deny(["qbusiness:ChatSync"]),
		],
		[
			testing.iam("policy/m"), "/properties/PolicyVersionList/0/Document/Statement/0",
			"Allow", {"qbusiness:chat"}, _allow(["qbusiness:Chat"]),
		],
	]
}

_app := "arn:aws:qbusiness:us-east-1:111122223333:application/a"

_other := "arn:aws:qbusiness:us-east-1:111122223333:application/b"

_on(resource, statement) := object.union(statement, {"Resource": [resource]})

# The resources on which the role is granted the chat action.
_chats(statements, more, others) := {resource |
	some resource in [_app, _other]
	principals.granted_on(testing.iam("role/r"), "qbusiness:chat", resource) with input as testing.facts(
		array.concat([_role("/", statements, more)], others),
		{},
		[],
	)
}

test_granted_on_what_the_allow_names if _chats([_on(_app, _allow(["qbusiness:*"]))], {}, []) == {_app}

test_granted_on_all_but_not_resource if {
	statement := {"Effect": "Allow", "Action": ["qbusiness:*"], "NotResource": [_app], "Condition": {}}
	_chats([statement], {}, []) == {_other}
}

test_a_deny_on_one_resource_takes_that_away if {
	_chats([_allow(["qbusiness:*"]), _on(_app, _deny(["qbusiness:*"]))], {}, []) == {_other}
}

test_a_conditional_deny_takes_no_resource_away if {
	condition := {"Condition": {"Bool": {"aws:SecureTransport": ["false"]}}}
	_chats([_allow(["qbusiness:*"]), object.union(_deny(["qbusiness:*"]), condition)], {}, []) == {_app, _other}
}

test_a_conditional_deny_alone_grants_nothing if {
	condition := {"Condition": {"Bool": {"aws:SecureTransport": ["false"]}}}
	_chats([object.union(_deny(["qbusiness:*"]), condition)], {}, []) == set()
}

test_a_boundary_must_allow_the_resource_too if {
	_chats([_allow(["qbusiness:*"])], _bounded, [_policy("b", [_on(_app, _allow(["qbusiness:*"]))])]) == {_app}
	_chats(
		[_allow(["qbusiness:*"])],
		_bounded,
		[_policy("b", [_allow(["qbusiness:*"]), _on(_app, _deny(["qbusiness:*"]))])],
	) == {_other}
	_chats([_allow(["qbusiness:*"])], _bounded, [_policy("b", [_allow(["ec2:*"])])]) == set()
	_chats([_allow(["qbusiness:*"])], _bounded, []) == {_app, _other}
}

test_principals_without_a_statement_are_granted_nothing if _chats([], {}, []) == set()

_member := testing.record("AWS::IAM::User", testing.iam("user/u"), {
	"Path": "/",
	"UserPolicyList": [],
	"AttachedManagedPolicies": [],
	"GroupList": ["data"],
})

_data(properties) := testing.record(
	"AWS::IAM::Group",
	testing.iam("group/data"),
	object.union({"GroupName": "data", "GroupPolicyList": [], "AttachedManagedPolicies": []}, properties),
)

_unread(records, gaps) := found if {
	found := principals.unread with input as testing.facts(records, {}, gaps)
}

test_a_group_that_was_read_is_not_unread if _unread([_member, _data({})], []) == set()

test_a_group_that_was_not_listed_is_unread if {
	_unread([_member], []) == {[_member.id, "a policy of group data"]}
}

test_a_group_with_a_malformed_document_is_unread if {
	_unread(
		[_member, _data({})],
		[testing.gap("iam:GetAccountAuthorizationDetails", testing.iam("group/data"))],
	) == {[_member.id, "a policy of group data"]}
}

test_a_malformed_policy_is_unread if {
	policy := _policy("p", [])
	group := _data({"AttachedManagedPolicies": [{"PolicyArn": policy.id}]})
	_unread([_member, group, policy], []) == set()
	_unread(
		[_member, group, policy],
		[testing.gap("iam:GetAccountAuthorizationDetails", policy.id)],
	) == {[_member.id, policy.id]}
}

_trusting(statements) := {"properties": {"AssumeRolePolicyDocument": {"Statement": statements}}}

_trust(effect, principal) := {"Effect": effect, "Principal": principal}

test_people_assume if {
	principals.people_assume(_trusting([_trust("Allow", {"AWS": ["*"]})]))
	principals.people_assume(_trusting([_trust("Allow", {"AWS": ["*"], "Service": ["ec2.amazonaws.com"]})]))
	not principals.people_assume(_trusting([_trust("Allow", {"Service": ["ec2.amazonaws.com"]})]))
	not principals.people_assume(_trusting([_trust("Deny", {"AWS": ["*"]})]))
	not principals.people_assume({"properties": {}})
}

test_doubts_are_policies_boundaries_and_own_documents if {
	gone := "arn:aws:iam::aws:policy/Gone"
	holder := _role("/", [], {"AttachedManagedPolicies": [{"PolicyName": "m", "PolicyArn": gone}]})
	role := object.union(holder, {"properties": _bounded})
	gaps := [testing.gap("iam:GetAccountAuthorizationDetails", role.id)]
	found := principals.doubts with input as testing.facts([role], {}, gaps)

	# A gap is listed at its place and at `*`, which is not a principal.
	found - {["*", "*"]} == {[role.id, gone], [role.id, testing.iam("policy/b")], [role.id, role.id]}
}

test_who_may_use_models if {
	caller := _role("/", [_allow(["qbusiness:Chat"])], {})
	found := principals.may_use_models with input as testing.facts([caller, _member], {}, [])
	found == {caller.id, _member.id}
	document := testing.facts([_role("/", [], {}), _member, _data({})], {}, [])
	others := principals.may_use_models with input as document
	others == set()
}

test_holders_of_policies if {
	user := testing.record("AWS::IAM::User", testing.iam("user/u"), {
		"GroupList": ["g"],
		"AttachedManagedPolicies": [],
	})
	team := testing.record("AWS::IAM::Group", testing.iam("group/g"), {
		"GroupName": "g",
		"AttachedManagedPolicies": [{"PolicyArn": testing.iam("policy/p")}],
	})
	role := _role("/", [], {"AttachedManagedPolicies": [{"PolicyArn": testing.iam("policy/p")}]})
	facts := testing.facts([user, team, role, _policy("p", [])], {}, [])
	found := principals.holders with input as facts
	found == {
		testing.iam("role/r"): [testing.iam("role/r")],
		testing.iam("user/u"): [testing.iam("user/u")],
		testing.iam("group/g"): [testing.iam("user/u")],
		testing.iam("policy/p"): [testing.iam("role/r"), testing.iam("user/u")],
	}
}

test_held_by_and_holders_of_one_account if {
	role := testing.record("AWS::IAM::Role", testing.iam("role/r"), {
		"Path": "/", "RolePolicyList": [],
		"AttachedManagedPolicies": [{"PolicyName": "p", "PolicyArn": testing.iam("policy/p")}],
	})
	facts := testing.facts([role], {}, [])
	of_principals := principals.held_by with input as facts
	of_principals == {role.id: [role.id, testing.iam("policy/p")]}
	of_policies := principals.holders with input as facts
	of_policies == {role.id: [role.id], testing.iam("policy/p"): [role.id]}
}
