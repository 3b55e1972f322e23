package lens_test.lib.tool_sessions_test

import data.lens.lib.tool_sessions
import data.lens_test.testing

_tool := testing.record(
	"AWS::BedrockAgentCore::CodeInterpreterCustom",
	testing.arn("bedrock-agentcore", "code-interpreter-custom/sums-abcdefghij"),
	{"executionRoleArn": testing.iam("role/sums")},
)

_start := "bedrock-agentcore:StartCodeInterpreterSession"

_invoke := "bedrock-agentcore:InvokeCodeInterpreter"

_allow(names, patterns) := {"Effect": "Allow", "Action": names, "Resource": patterns, "Condition": {}}

_policy(statements) := [{"PolicyName": "p", "PolicyDocument": {"Statement": statements}}]

_role(name, statements) := testing.record("AWS::IAM::Role", testing.iam(sprintf("role/%s", [name])), {
	"Path": "/",
	"AttachedManagedPolicies": [],
	"RolePolicyList": _policy(statements),
})

_facts(statements, others) := testing.facts(
	array.concat([_tool, _role("caller", statements)], others),
	{},
	[],
)

_caller := testing.iam("role/caller")

_all := [_start, _invoke]

_allowed(statements) := {way.actions | some [p, way, _] in found; p.id == _caller} if {
	document := _facts(statements, [])
	found := tool_sessions.allows with input as document
}

_broad(statements) := {[path, pattern] | some [_, _, _, path, pattern] in found} if {
	document := _facts(statements, [])
	found := tool_sessions.broad with input as document
}

_named(statements, others) := {[p.id, role] | some [p, _, role, _] in found} if {
	document := _facts(statements, others)
	found := tool_sessions.named with input as document
}

test_both_actions_of_a_session if {
	count(_allowed([_allow(_all, ["*"])])) == 1
	count(_allowed([_allow([_start], ["*"]), _allow([_invoke], [_tool.id])])) == 1
	_allowed([_allow([_start], ["*"])]) == set()
	_allowed([_allow(["bedrock-agentcore:*"], ["*"])]) == set()
	count(_allowed([_allow(["bedrock-agentcore:InvokeAgentRuntimeCommand"], ["*"])])) == 1
	browser := ["bedrock-agentcore:StartBrowserSession", "bedrock-agentcore:ConnectBrowserAutomationStream"]
	count(_allowed([_allow(browser, ["*"])])) == 1
}

test_where_every_tool_is_reached if {
	_broad([_allow(_all, ["*"])]) == {["Resource/0", "*"]}
	custom := testing.arn("bedrock-agentcore", "code-interpreter-custom/*")
	_broad([_allow(_all, [_tool.id, custom])]) == {["Resource/1", custom]}
	_broad([_allow([_start], ["*"]), _allow([_invoke], [_tool.id])]) == set()
	but := {"Effect": "Allow", "Action": _all, "NotResource": ["x"], "Condition": {}}
	_broad([but]) == {["NotResource", ""]}
}

# AWS's own interpreter and browser have no role.
test_tools_of_aws_do_not_count if {
	own := "arn:aws:bedrock-agentcore:us-east-1:aws:code-interpreter/*"
	_broad([_allow(_all, [own])]) == set()
	_broad([_allow(_all, [own, "*"])]) == {["Resource/1", "*"]}
	any := "arn:aws:bedrock-agentcore:us-east-1:*:code-interpreter*/*"
	_broad([_allow(_all, [any])]) == {["Resource/0", any]}
}

test_tools_that_are_named if {
	_named([_allow(_all, [_tool.id])], []) == {[_caller, testing.iam("role/sums")]}
	both := [_allow([_start], ["*"]), _allow([_invoke], [_tool.id])]
	_named(both, []) == {[_caller, testing.iam("role/sums")]}
	_named([_allow(_all, ["*"])], []) == set()
	other := testing.arn("bedrock-agentcore", "code-interpreter-custom/x-abcdefghij")
	_named([_allow(_all, [other])], []) == set()
}

_compared(own, of_role) := [more, wider] if {
	role := testing.iam("role/sums")
	caller := _role("caller", own)
	document := testing.facts([_tool, caller, _role("sums", of_role)], {}, [])
	more := tool_sessions.more(caller, role) with input as document
	wider := tool_sessions.wider(caller, role) with input as document
}

_get := "s3:GetObject"

test_what_only_the_role_may_do if {
	sql := "rds-data:ExecuteStatement"
	_compared([_allow([_get], ["*"])], [_allow([sql], ["*"])])[0] == {sql}
	_compared([_allow(["S3:get*"], ["*"])], [_allow([_get], ["*"])])[0] == set()
	_compared([_allow([_get], ["*"])], [_allow(["s3:Get*"], ["*"])])[0] == {"s3:Get*"}
	_compared([_allow(["s3:GetObjec?"], ["*"])], [_allow([_get], ["*"])])[0] == {_get}
	every_other := {"Effect": "Allow", "NotAction": ["iam:*"], "Resource": ["*"], "Condition": {}}
	_compared([_allow([_get], ["*"])], [every_other])[0] == {"*"}
	_compared([_allow(["*"], ["*"])], [every_other])[0] == set()
}

test_a_deny_takes_rights_away_unless_it_has_a_condition if {
	deny := {"Effect": "Deny", "Action": ["s3:Get*"], "Resource": ["*"], "Condition": {}}
	met := object.union(deny, {"Condition": {"Bool": {"aws:SecureTransport": ["false"]}}})
	_compared([_allow([_get], ["*"]), deny], [_allow([_get], ["*"])])[0] == {_get}
	_compared([_allow([_get], ["*"]), met], [_allow([_get], ["*"])])[0] == set()
}

test_what_the_role_may_do_more_widely if {
	_compared([_allow([_get], ["arn:aws:s3:::one/x"])], [_allow([_get], ["*"])]) == [set(), {"s3:getobject"}]
	_compared([_allow([_get], ["*"])], [_allow([_get], ["arn:aws:s3:::one/x"])]) == [set(), set()]
}

test_rights_of_groups_count if {
	user := testing.record("AWS::IAM::User", testing.iam("user/u"), {
		"AttachedManagedPolicies": [],
		"UserPolicyList": [],
		"GroupList": ["team"],
	})
	group := testing.record("AWS::IAM::Group", testing.iam("group/team"), {
		"GroupName": "team",
		"AttachedManagedPolicies": [],
		"GroupPolicyList": _policy([_allow([_get], ["*"])]),
	})
	document := testing.facts([user, group, _role("sums", [_allow([_get], ["*"])])], {}, [])
	more := tool_sessions.more(user, testing.iam("role/sums")) with input as document
	more == set()
}

_certain(own, of_role) if {
	caller := _role("caller", own)
	document := testing.facts([caller, _role("sums", of_role)], {}, [])
	tool_sessions.certain(caller, testing.iam("role/sums")) with input as document
}

test_when_the_comparison_is_certain if {
	data_api := [_allow(["rds-data:ExecuteStatement"], ["*"])]
	deny := {"Effect": "Deny", "Action": ["x:y"], "Resource": ["*"], "Condition": {}}
	_certain([_allow([_get], ["*"])], data_api)
	not _certain([_allow([_get], ["*"]), deny], data_api)
	not _certain([_allow([_get], ["*"])], array.concat(data_api, [deny]))
	_certain([deny], [_allow(["iam:PassRole"], ["*"])])
}

test_roles_of_which_nothing_is_known if {
	found := tool_sessions.unknown with input as _facts([_allow(_all, [_tool.id])], [])
	{role | some [_, _, role] in found} == {testing.iam("role/sums")}
	read := _facts([_allow(_all, [_tool.id])], [_role("sums", [])])
	known := tool_sessions.unknown with input as read
	known == []
	attached := _role("sums", [])
	policy := {"properties": {"AttachedManagedPolicies": [{"PolicyArn": testing.iam("policy/p")}]}}
	unread := _facts([_allow(_all, [_tool.id])], [object.union(attached, policy)])
	doubted := tool_sessions.unknown with input as unread
	count(doubted) == 1
}
