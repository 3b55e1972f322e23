package lens_test.gensec05_bp01.agent_role_trust_scoped_test

import data.lens_test.testing

_control := "GENSEC05-BP01/agent-role-trust-scoped"

_id := testing.iam("role/r")

_agent := testing.record(
	"AWS::Bedrock::Agent",
	testing.arn("bedrock", "agent/A1"),
	{"agentResourceRoleArn": _id},
)

_role(statements) := testing.record(
	"AWS::IAM::Role",
	_id,
	{"Path": "/", "AssumeRolePolicyDocument": {"Statement": statements}},
)

_trust(principal, condition) := {
	"Effect": "Allow",
	"Principal": principal,
	"Action": ["sts:AssumeRole"],
	"Condition": condition,
}

_bedrock := {"Service": ["bedrock.amazonaws.com"]}

_account := {"StringEquals": {"aws:SourceAccount": ["111122223333"]}}

_from(arns) := {"ArnLike": {"aws:SourceArn": arns}}

_agents := testing.arn("bedrock", "agent/*")

_kinds(records) := testing.kinds(_control, testing.facts(records, {}, []))

_of(statements) := _kinds([_agent, _role(statements)])

_under(condition) := _of([_trust(_bedrock, condition)])

_result(kind, message, proof) := {
	"kind": kind,
	"subject": {"type": "AWS::IAM::Role", "id": _id, "region": "global", "item": ""},
	"message": message,
	"proof": proof,
	"causes": [],
}

test_service_for_this_account_passes if {
	_under(_account) == ["pass"]
	_under(_from([_agents])) == ["pass"]
	_under(object.union(_account, _from([_agents]))) == ["pass"]
	_of([_trust({"Service": ["bedrock-agentcore.amazonaws.com"]}, _account)]) == ["pass"]
	_of([_trust(
		{"Service": ["bedrock.amazonaws.com", "bedrock-agentcore.amazonaws.com"]},
		_account,
	)]) == ["pass"]
}

test_every_operator_that_restricts_passes if {
	every operator in ["StringEquals", "StringLike", "StringEqualsIgnoreCase", "stringequals"] {
		_under({operator: {"AWS:sourceaccount": ["111122223333"]}}) == ["pass"]
	}
	every operator in ["ArnEquals", "ArnLike", "StringEquals", "StringLike"] {
		_under({operator: {"aws:SourceArn": ["arn:aws:bedrock:*:111122223333:agent/*"]}}) == ["pass"]
	}
}

test_no_condition_fails if {
	role := _role([
		_trust(_bedrock, _account),
		_trust({"Service": ["bedrock.amazonaws.com", "bedrock-agentcore.amazonaws.com"]}, {}),
	])
	testing.results(_control, testing.facts([_agent, role], {}, [])) == [_result(
		"fail",
		concat(" ", [
			`the trust policy lets "bedrock-agentcore.amazonaws.com", "bedrock.amazonaws.com"`,
			"assume the role for any AWS customer: no condition names this account",
		]),
		[{"id": _id, "pointer": "/properties/AssumeRolePolicyDocument/Statement/1"}],
	)]
}

test_condition_that_names_no_account_or_another_fails if {
	every condition in [
		{"StringEquals": {"aws:SourceAccount": ["999999999999"]}},
		{"StringEquals": {"aws:SourceAccount": ["111122223333", "999999999999"]}},
		{"StringLike": {"aws:SourceAccount": ["*"]}},
		{"StringLike": {"aws:SourceAccount": ["1111*"]}},
		{"StringEquals": {"aws:PrincipalAccount": ["111122223333"]}},
		{"StringEquals": {"aws:SourceOrgID": ["o-abc"]}},
		_from(["arn:aws:bedrock:us-east-1:*:agent/*"]),
		_from(["arn:aws:bedrock:us-east-1:999999999999:agent/*"]),
		_from([_agents, "arn:aws:bedrock:us-east-1:*:agent/111122223333"]),
		_from(["111122223333"]),
		_from([]),
	] {
		_under(condition) == ["fail"]
	}
}

test_condition_that_does_not_restrict_fails if {
	every operator in ["StringEqualsIfExists", "StringNotEquals", "ForAllValues:StringEquals"] {
		_under({operator: {"aws:SourceAccount": ["111122223333"]}}) == ["fail"]
	}
	_under({"Null": {"aws:SourceAccount": ["false"]}}) == ["fail"]
	_under({"Null": {"aws:SourceArn": ["false"]}}) == ["fail"]
	_under(object.union(_account, {"Null": {"aws:SourceArn": ["false"]}})) == ["pass"]
}

test_one_condition_of_several_that_names_the_account_passes if {
	_under({
		"StringEquals": {"aws:SourceAccount": ["111122223333"]},
		"ArnLike": {"aws:SourceArn": ["arn:aws:bedrock:*:*:agent/*"]},
	}) == ["pass"]
}

test_every_agentic_kind_passes if {
	every kind in [
		"agent", "flow", "prompt", "runtime", "gateway", "memory", "harness", "browser", "browser-custom",
		"code-interpreter",
		"code-interpreter-custom",
	] {
		_under(_from([testing.arn("bedrock-agentcore", sprintf("%s/*", [kind]))])) == ["pass"]
	}
}

test_another_kind_fails if {
	arn := testing.arn("bedrock", "knowledge-base/*")
	testing.results(
		_control,
		testing.facts([_agent, _role([_trust(_bedrock, _from([_agents, arn]))])], {}, []),
	) == [_result(
		"fail",
		sprintf(`aws:SourceArn "%s" matches more than agents, flows, prompts and AgentCore resources`, [arn]),
		[{"id": _id, "pointer": "/properties/AssumeRolePolicyDocument/Statement/0"}],
	)]
	every what in [
		"*",
		"agent*",
		"agent-alias/*",
		"agent",
		"a*/x",
		"*agent/x",
		"model-customization-job/x",
		"my-agent/x",
		"runtime-endpoint/x",
	] {
		_under(_from([testing.arn("bedrock", what)])) == ["fail"]
	}
}

_agentcore := {"Service": ["bedrock-agentcore.amazonaws.com"]}

# Every resource of AgentCore is agentic, and AgentCore calls for no others.
test_all_of_agentcore_passes if {
	all := testing.arn("bedrock-agentcore", "*")
	_of([_trust(_agentcore, object.union(_account, _from([all])))]) == ["pass"]
	_of([_trust(_agentcore, _from([all]))]) == ["pass"]
	_of([_trust(_agentcore, _from(["arn:aws:*:*:111122223333:*"]))]) == ["pass"]
	both := {"Service": ["bedrock.amazonaws.com", "bedrock-agentcore.amazonaws.com"]}
	_of([_trust(both, _from([all, _agents]))]) == ["pass"]
}

test_all_of_agentcore_in_another_account_fails if {
	_of([_trust(_agentcore, _from(["arn:aws:bedrock-agentcore:us-east-1:444455556666:*"]))]) == ["fail"]
}

test_kinds_are_judged_where_bedrock_is_trusted_too_fails if {
	both := {"Service": ["bedrock.amazonaws.com", "bedrock-agentcore.amazonaws.com"]}
	_of([_trust(both, _from([testing.arn("bedrock", "*")]))]) == ["fail"]
	_of([_trust(both, _from(["arn:aws:bedrock*:us-east-1:111122223333:*"]))]) == ["fail"]
}

_deny(operator, accounts) := object.union(
	_trust({"AWS": ["*"]}, {operator: {"aws:SourceAccount": accounts}}),
	{"Effect": "Deny"},
)

test_deny_of_all_other_accounts_passes if {
	_of([_trust(_bedrock, {}), _deny("StringNotEquals", ["111122223333"])]) == ["pass"]
}

test_deny_that_leaves_other_accounts_fails if {
	_of([_trust(_bedrock, {}), _deny("StringNotEquals", ["111122223333", "444455556666"])]) == ["fail"]
	_of([_trust(_bedrock, {}), _deny("StringNotLike", ["*"])]) == ["fail"]
}

# The account alone passes, so a condition beside it cannot fail.
test_another_kind_beside_the_account_passes if {
	_under(object.union(_account, _from([testing.arn("bedrock", "knowledge-base/*")]))) == ["pass"]
	any_account := {"StringLike": {"aws:SourceAccount": ["*"]}}
	_under(object.union(_from([testing.arn("bedrock", "*")]), any_account)) == ["fail"]
}

test_another_kind_beside_a_deny_of_all_others_passes if {
	agents := {"ArnNotLike": {"aws:SourceArn": ["arn:aws:bedrock:*:111122223333:agent/*"]}}
	deny := object.union(_trust({"AWS": ["*"]}, agents), {"Effect": "Deny"})
	all := _from([testing.arn("bedrock", "*")])
	_of([_trust(_bedrock, {}), deny]) == ["pass"]
	_of([_trust(_bedrock, all), deny]) == ["pass"]
	_of([_trust(_bedrock, all), _deny("StringNotEquals", ["111122223333"])]) == ["pass"]
	_of([_trust(_bedrock, all), _deny("StringNotEquals", ["444455556666"])]) == ["fail"]
}

# Both conditions must hold.
test_kinds_that_another_condition_narrows_pass if {
	_under({
		"ArnLike": {"aws:SourceArn": [testing.arn("bedrock", "*")]},
		"StringLike": {"aws:SourceArn": [_agents]},
	}) == ["pass"]
	_under({
		"ArnLike": {"aws:SourceArn": [testing.arn("bedrock", "*")]},
		"StringLike": {"aws:SourceArn": [testing.arn("bedrock", "a*")]},
	}) == ["fail"]
}

test_kinds_in_a_condition_that_does_not_restrict_are_not_judged if {
	_under(object.union(
		_account,
		{"ArnLikeIfExists": {"aws:SourceArn": [testing.arn("bedrock", "*")]}},
	)) == ["pass"]
}

_one(condition) := testing.kinds(
	_control,
	testing.facts([_agent, _role([_trust(_bedrock, condition)])], {_control: {"require_resource_id": true}}, []),
)

test_one_resource_where_it_is_asked_for if {
	_one(_from([testing.arn("bedrock", "agent/A1")])) == ["pass"]
	_one(_from([testing.arn("bedrock", "agent/A1"), testing.arn("bedrock", "flow/F1")])) == ["pass"]
	every what in ["agent/*", "agent/A*", "agent/A?"] { _one(_from([testing.arn("bedrock", what)])) == ["fail"] }
	_one(_account) == ["pass"]
	facts := testing.facts(
		[_agent, _role([_trust(_bedrock, _from([_agents]))])],
		{_control: {"require_resource_id": true}},
		[],
	)
	testing.messages(_control, facts) == [
		sprintf(`aws:SourceArn "%s" matches every resource of its type`, [_agents]),
	]
}

test_other_principals_fail if {
	every principal, name in {
		{"Service": ["lambda.amazonaws.com"]}: "lambda.amazonaws.com",
		{"AWS": ["*"]}: "*",
		{"AWS": [testing.iam("root")]}: testing.iam("root"),
		{"AWS": ["bedrock.amazonaws.com"]}: "bedrock.amazonaws.com",
		{"Federated": ["cognito-identity.amazonaws.com"]}: "cognito-identity.amazonaws.com",
		{"Service": ["bedrock.amazonaws.com.example"]}: "bedrock.amazonaws.com.example",
	} {
		testing.messages(
			_control,
			testing.facts([_agent, _role([_trust(_bedrock, _account), _trust(principal, _account)])], {}, []),
		) == [
			sprintf(`the trust policy also lets "%s" assume the role`, [name]),
		]
	}
}

test_others_in_the_same_statement_fail if {
	statement := _trust(
		{"Service": ["bedrock.amazonaws.com", "ec2.amazonaws.com"], "AWS": [testing.iam("user/u")]},
		{},
	)
	testing.messages(_control, testing.facts([_agent, _role([statement])], {}, [])) == [concat("; ", [
		sprintf(`the trust policy also lets "%s", "ec2.amazonaws.com" assume the role`, [testing.iam("user/u")]),
		concat(": ", [
			`the trust policy lets "bedrock.amazonaws.com" assume the role for any AWS customer`,
			"no condition names this account",
		]),
	])]
}

test_all_but_some_principals_fails if {
	statement := {
		"Effect": "Allow",
		"NotPrincipal": {"AWS": [testing.iam("root")]},
		"Action": ["sts:AssumeRole"],
		"Condition": _account,
	}
	testing.messages(_control, testing.facts([_agent, _role([statement])], {}, [])) == [
		"the trust policy lets everyone but its NotPrincipal assume the role",
	]
}

# The kinds in a statement without the service do not matter: the fault is that it trusts somebody
# else.
test_the_source_of_others_is_not_judged if {
	statement := _trust({"Service": ["lambda.amazonaws.com"]}, _from([testing.arn("lambda", "function:f")]))
	testing.messages(
		_control,
		testing.facts([_agent, _role([statement])], {}, []),
	) == [`the trust policy also lets "lambda.amazonaws.com" assume the role`]
}

test_deny_passes if {
	_of([
		_trust(_bedrock, _account),
		{"Effect": "Deny", "Principal": {"AWS": ["*"]}, "Action": ["sts:AssumeRole"], "Condition": {}},
	]) == ["pass"]
}

test_role_that_nobody_may_assume_passes if _of([]) == ["pass"]

test_hostile_names_are_quoted_in_the_message if {
	testing.messages(
		_control,
		testing.facts([_agent, _role([_trust({"AWS": [`x"; <b>`]}, {})])], {}, []),
	) == [`the trust policy also lets "x'; <b>" assume the role`]
	arn := testing.arn("bedrock", `"; <b>`)
	testing.messages(
		_control,
		testing.facts([_agent, _role([_trust(_bedrock, _from([arn]))])], {}, []),
	) == [sprintf(
		`aws:SourceArn "%s" matches more than agents, flows, prompts and AgentCore resources`,
		[testing.arn("bedrock", "'; <b>")],
	)]
}

test_one_result_for_each_role_in_use if {
	second := object.union(
		_agent,
		{
			"id": testing.arn("bedrock", "agent/A2"),
			"properties": {"agentResourceRoleArn": testing.iam("role/second")},
		},
	)
	records := [
		_agent, second, _role([_trust(_bedrock, _account)]), object.union(
			_role([_trust(_bedrock, {})]),
			{"id": testing.iam("role/second")},
		),
		object.union(_role([_trust(_bedrock, {})]), {"id": testing.iam("role/unused")}),
	]
	testing.verdicts(_control, testing.facts(records, {}, [])) == {
		["pass", _id, ""],
		["fail", testing.iam("role/second"), ""],
	}
}

test_no_agent_not_applicable if _kinds([_role([_trust(_bedrock, {})])]) == ["not_applicable"]

test_role_of_another_account_unknown if {
	theirs := "arn:aws:iam::999999999999:role/theirs"
	agent := object.union(_agent, {"properties": {"agentResourceRoleArn": theirs}})
	testing.results(_control, testing.facts([agent], {}, [])) == [object.union(
		_result(
			"unknown",
			sprintf(`it was not found in this account (used by "%s")`, [_agent.id]),
			[{"id": _agent.id, "pointer": "/properties/agentResourceRoleArn"}],
		),
		{"subject": {"id": theirs}},
	)]
}

_missing(records, operation, place) := testing.verdicts(
	_control,
	testing.facts(records, {}, [testing.gap(operation, place)]),
)

_details := "iam:GetAccountAuthorizationDetails"

test_denied_roles_unknown if _missing([_agent], _details, "global") == {["unknown", _id, ""]}

test_cut_listing_judges_what_was_seen if {
	_missing([_agent, _role([_trust(_bedrock, _account)])], _details, "global") == {["pass", _id, ""]}
	_missing([_agent, _role([_trust(_bedrock, {})])], _details, "global") == {["fail", _id, ""]}
}

# scanner/judging/facts.py empties a malformed document and puts a gap on its holder.
test_malformed_document_unknown if _missing([_agent, _role([])], _details, _id) == {["unknown", _id, ""]}

test_policy_that_was_not_shown_does_not_matter_passes if {
	role := object.union(
		_role([_trust(_bedrock, _account)]),
		{"properties": {"AttachedManagedPolicies": [{"PolicyName": "x", "PolicyArn": testing.iam("policy/x")}]}},
	)
	_kinds([_agent, role]) == ["pass"]
}

test_listing_denied_unknown if {
	_missing([], "bedrock-agent:ListFlows", "us-east-1") == {["unknown", testing.iam("root"), ""]}
	_missing([_agent, _role([_trust(_bedrock, _account)])], "bedrock-agent:GetAgentVersion", _agent.id) == {
		["pass", _id, ""],
		["unknown", testing.iam("root"), ""],
	}
}
