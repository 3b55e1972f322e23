package lens_test.gensec05_bp01.user_impersonation_restricted_test

import data.lens_test.testing

_control := "GENSEC05-BP01/user-impersonation-restricted"

_arn := testing.iam("role/caller")

_runtime := testing.arn("bedrock-agentcore", "runtime/planner-abc1234567")

_action := "bedrock-agentcore:InvokeAgentRuntimeForUser"

_statement(actions, resources, condition) := {
	"Effect": "Allow",
	"Action": actions,
	"Resource": resources,
	"Condition": condition,
}

_role(statements) := testing.record("AWS::IAM::Role", _arn, {
	"Path": "/",
	"RolePolicyList": [{"PolicyName": "p", "PolicyDocument": {"Statement": statements}}],
	"AttachedManagedPolicies": [],
})

_agent := testing.record("AWS::BedrockAgentCore::Runtime", _runtime, {"roleArn": _arn})

_results(records, gaps) := testing.results(_control, testing.facts(records, {}, gaps))

_kinds(records, gaps) := testing.kinds(_control, testing.facts(records, {}, gaps))

_verdict(statement) := kind if {
	[kind] := _kinds([_role([statement])], [])
}

test_any_runtime_fails if {
	_results([_role([_statement([_action], ["*"], {})])], []) == [{
		"kind": "fail",
		"subject": {"type": "AWS::IAM::Role", "id": _arn, "region": "global", "item": ""},
		"message": concat(" ", [
			`a statement allows "bedrock-agentcore:InvokeAgentRuntimeForUser"`,
			`on "*" for any user`,
		]),
		"proof": [{
			"id": _arn,
			"pointer": "/properties/RolePolicyList/0/PolicyDocument/Statement/0/Resource/0",
		}],
		"causes": [],
	}]
}

_directory := "workload-identity-directory/default/workload-identity"

test_broad_fails if {
	every resource in [
		"arn:aws:bedrock-agentcore:*:*:runtime/*",
		"arn:aws:bedrock-agentcore:us-east-1:111122223333:*",
	] {
		_verdict(_statement([_action], [resource], {})) == "fail"
	}
	token := ["bedrock-agentcore:GetWorkloadAccessTokenForUserId"]
	all_identities := testing.arn("bedrock-agentcore", concat("/", [_directory, "*"]))
	_verdict(_statement(token, [all_identities], {})) == "fail"
	_verdict(_statement(["bedrock-agentcore:GetWorkloadAccessToken*"], ["*"], {})) == "fail"
	_verdict(_statement(["bedrock-agentcore:InvokeAgentRuntimeWithWebSocketStreamForUser"], ["*"], {})) == "fail"
}

test_not_resource_fails if {
	[result] := _results(
		[_role([{
			"Effect": "Allow",
			"Action": [_action],
			"NotResource": [_runtime],
			"Condition": {},
		}])],
		[],
	)
	result.kind == "fail"
	contains(result.message, "a statement with NotResource allows")
	contains(result.message, "on every other resource for any user")
}

test_named_passes if {
	_verdict(_statement([_action], [_runtime], {})) == "pass"
	identity := testing.arn("bedrock-agentcore", concat("/", [_directory, "planner-*"]))
	token := ["bedrock-agentcore:GetWorkloadAccessTokenForUserId"]
	_verdict(_statement(token, [identity], {})) == "pass"
}

test_user_id if {
	key := "bedrock-agentcore:userid"
	_verdict(_statement([_action], ["*"], {"StringEquals": {key: ["alice"]}})) == "pass"
	_verdict(_statement([_action], ["*"], {"StringLike": {key: ["*"]}})) == "fail"
	_verdict(_statement([_action], ["*"], {"StringLike": {key: ["?*"]}})) == "fail"
	_verdict(_statement([_action], ["*"], {"StringEqualsIfExists": {key: ["alice"]}})) == "fail"
	_verdict(_statement([_action], ["*"], {"StringEquals": {"aws:PrincipalTag/team": ["x"]}})) == "fail"
}

test_agent_fails if {
	[result] := _results([_role([_statement([_action], [_runtime], {})]), _agent], [])
	result.kind == "fail"
	result.message == concat(" ", [
		`a statement allows "bedrock-agentcore:InvokeAgentRuntimeForUser" for any user,`,
		sprintf(`and an agent runs with the role ("%s")`, [_runtime]),
	])
	alice := {"StringEquals": {"bedrock-agentcore:userid": ["alice"]}}
	_kinds([_role([_statement([_action], [_runtime], alice)]), _agent], []) == ["pass"]
}

# An endpoint may serve an older version with another role.
test_served_version_fails if {
	type := "AWS::BedrockAgentCore::RuntimeVersion"
	version := testing.record(type, sprintf("%s:1", [_runtime]), {"roleArn": _arn})
	newest := testing.record("AWS::BedrockAgentCore::Runtime", _runtime, {"roleArn": testing.iam("role/new")})
	role := _role([_statement([_action], [_runtime], {})])
	[result] := _results([role, newest, version], [])
	result.kind == "fail"
	result.message == concat(" ", [
		`a statement allows "bedrock-agentcore:InvokeAgentRuntimeForUser" for any user,`,
		sprintf(`and an agent runs with the role ("%s")`, [version.id]),
	])
	gap := testing.gap("bedrock-agentcore-control:ListAgentRuntimeEndpoints", _runtime)
	_kinds([role, newest], [gap]) == ["unknown"]
	_kinds([role, newest], []) == ["pass"]
}

test_whole_service_not_judged if {
	every action in ["*", "bedrock-agentcore:*"] {
		_verdict(_statement([action], ["*"], {})) == "not_applicable"
	}
}

test_denied_action_not_judged if {
	deny := object.union(_statement([_action], ["*"], {}), {"Effect": "Deny"})
	_kinds([_role([_statement([_action], ["*"], {}), deny])], []) == ["not_applicable"]
}

test_other_actions_not_judged if {
	_verdict(_statement(["bedrock-agentcore:InvokeAgentRuntime"], ["*"], {})) == "not_applicable"
	_kinds([], []) == ["not_applicable"]
}

_user := testing.record("AWS::IAM::User", testing.iam("user/ann"), {
	"Path": "/",
	"GroupList": ["callers"],
	"AttachedManagedPolicies": [],
})

_group := testing.record("AWS::IAM::Group", testing.iam("group/callers"), {
	"GroupName": "callers",
	"GroupPolicyList": [{
		"PolicyName": "p",
		"PolicyDocument": {"Statement": [_statement([_action], ["*"], {})]},
	}],
	"AttachedManagedPolicies": [],
})

test_user_of_group_fails if {
	[result] := _results([_user, _group], [])
	result.kind == "fail"
	result.subject.id == _user.id
	result.proof[0].id == _group.id
}

# ---- what was not read

test_policy_not_shown_unknown if {
	policy := testing.iam("policy/lost")
	role := testing.record("AWS::IAM::Role", _arn, {
		"Path": "/",
		"AttachedManagedPolicies": [{"PolicyArn": policy}],
	})
	[result] := _results([role], [])
	result.kind == "unknown"
	startswith(result.message, "one of its policies could not be read")
}

# A boundary that was not read takes nothing away where nothing is allowed.
test_boundary_not_shown if {
	bounded := {"PermissionsBoundary": {"PermissionsBoundaryArn": testing.iam("policy/lost")}}
	role := testing.record("AWS::IAM::Role", _arn, object.union({"Path": "/"}, bounded))
	_kinds([role], []) == ["not_applicable"]
	allowing := _role([_statement([_action], ["*"], {})])
	_kinds([object.union(allowing, {"properties": bounded})], []) == ["unknown"]
}

test_malformed_document_unknown if {
	gap := testing.gap("iam:GetAccountAuthorizationDetails", _arn)
	kinds := _kinds([_role([_statement([_action], ["*"], {})])], [gap])
	every kind in kinds { kind == "unknown" }
	count(kinds) > 0
}

test_denied_unknown if {
	_kinds([], [testing.gap("iam:GetAccountAuthorizationDetails", "global")]) == ["unknown"]
}

test_agents_not_read if {
	gap := testing.gap("bedrock-agentcore-control:ListAgentRuntimes", "us-east-1")
	_kinds([_role([_statement([_action], [_runtime], {})])], [gap]) == ["unknown"]
	_kinds([_role([_statement([_action], ["*"], {})])], [gap]) == ["fail"]
	_kinds([_user, _group], [gap]) == ["fail"]
}
