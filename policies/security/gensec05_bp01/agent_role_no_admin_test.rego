package lens_test.gensec05_bp01.agent_role_no_admin_test

import data.lens_test.testing

_control := "GENSEC05-BP01/agent-role-no-admin"

_id := testing.iam("role/r")

_agent := testing.record(
	"AWS::Bedrock::Agent",
	testing.arn("bedrock", "agent/A1"),
	{"agentResourceRoleArn": _id},
)

_allow(actions, resources) := {"Effect": "Allow", "Action": actions, "Resource": resources, "Condition": {}}

_deny(actions) := {"Effect": "Deny", "Action": actions, "Resource": ["*"], "Condition": {}}

_under(statement, condition) := object.union(statement, {"Condition": condition})

_policy(arn, statements) := testing.record(
	"AWS::IAM::ManagedPolicy",
	arn,
	{"AttachmentCount": 1, "PolicyVersionList": [
		{"IsDefaultVersion": false, "Document": {"Statement": [_allow(["*"], ["*"])]}},
		{"IsDefaultVersion": true, "Document": {"Statement": statements}},
	]},
)

# An agent's role with one inline policy with these statements, and with these policies attached.
_role(statements, attached) := testing.record("AWS::IAM::Role", _id, {
	"Path": "/",
	"RolePolicyList": [{"PolicyName": "p", "PolicyDocument": {"Statement": statements}}],
	"AttachedManagedPolicies": [{"PolicyName": "p", "PolicyArn": arn} | some arn in attached],
})

_bounded(role, boundary) := object.union(
	role,
	{"properties": {"PermissionsBoundary": {"PermissionsBoundaryArn": boundary}}},
)

_kinds(records) := testing.kinds(_control, testing.facts(array.concat([_agent], records), {}, []))

_of(statements) := _kinds([_role(statements, [])])

_result(kind, message, proof) := {
	"kind": kind,
	"subject": {"type": "AWS::IAM::Role", "id": _id, "region": "global", "item": ""},
	"message": message,
	"proof": proof,
	"causes": [],
}

test_named_actions_pass if _of([_allow(["bedrock:InvokeModel", "s3:GetObject"], ["*"])]) == ["pass"]

test_no_policy_passes if _kinds([testing.record("AWS::IAM::Role", _id, {"Path": "/"})]) == ["pass"]

test_whole_service_fails if {
	role := _role([_allow(["s3:GetObject"], ["*"]), _allow(["s3:*", "kms:Decrypt", "iam:*"], ["*"])], [])
	testing.results(_control, testing.facts([_agent, role], {}, [])) == [_result(
		"fail",
		sprintf(`a statement allows every action of a service: "iam:*", "s3:*"; it is used by "%s"`, [_agent.id]),
		[{"id": _id, "pointer": "/properties/RolePolicyList/0/PolicyDocument/Statement/1"}],
	)]
}

test_every_spelling_of_a_whole_service_fails if {
	every pattern in ["*", "*:*", "S3:*", "ec2:**", "organizations:?*", "bedrock-agentcore:*"] {
		_of([_allow([pattern], ["arn:aws:s3:::x"])]) == ["fail"]
	}
}

test_verbs_and_other_services_pass if {
	_of([_allow(["s3:Get*", "iam:List*", "logs:*", "xray:*"], ["*"])]) == ["pass"]
}

test_services_are_a_parameter if {
	facts := testing.facts(
		[_agent, _role([_allow(["logs:*"], ["*"])], [])],
		{_control: {"services": ["logs"]}},
		[],
	)
	testing.kinds(_control, facts) == ["fail"]
}

test_full_access_of_aws_fails if {
	every name in [
		"AdministratorAccess",
		"PowerUserAccess",
		"IAMFullAccess",
		"AmazonS3FullAccess",
		"job-function/XFullAccess",
	] {
		arn := sprintf("arn:aws:iam::aws:policy/%s", [name])
		testing.results(_control, testing.facts([_agent, _role([], [arn]), _policy(arn, [])], {}, [])) == [_result(
			"fail",
			sprintf(`AWS managed policy "%s" is attached; it is used by "%s"`, [arn, _agent.id]),
			[{"id": _id, "pointer": "/properties/AttachedManagedPolicies/0"}],
		)]
	}
}

test_other_policies_of_that_name_pass if {
	every arn in [
		testing.iam("policy/AdministratorAccess"),
		"arn:aws:iam::aws:policy/AdministratorAccess-Amplify", "arn:aws:iam::aws:policy/ReadOnlyAccess",
		"arn:aws:iam::aws:policy/PowerUserAccess2", "arn:aws:iam::aws:policy/FullAccess/X",
		"arn:aws:iam::aws:policy/MyPowerUserAccess",
	] {
		_kinds([_role([], [arn]), _policy(arn, [])]) == ["pass"]
	}
}

test_full_access_that_was_not_shown_fails if {
	_kinds([_role([], ["arn:aws:iam::aws:policy/AdministratorAccess"])]) == ["fail"]
}

test_statements_of_attached_policies_count_fails if {
	every arn in [testing.iam("policy/own"), "arn:aws:iam::aws:policy/AmazonFoo"] {
		testing.results(
			_control,
			testing.facts([_agent, _role([], [arn]), _policy(arn, [_allow(["s3:*"], ["*"])])], {}, []),
		) == [_result(
			"fail",
			sprintf(`a statement allows every action of a service: "s3:*"; it is used by "%s"`, [_agent.id]),
			[{"id": arn, "pointer": "/properties/PolicyVersionList/1/Document/Statement/0"}],
		)]
	}
	_kinds([_role([], []), _policy(testing.iam("policy/own"), [_allow(["s3:*"], ["*"])])]) == ["pass"]
}

test_not_action_fails if {
	statement := {
		"Effect": "Allow",
		"NotAction": ["iam:*", "bedrock:*", "sagemaker:*"],
		"Resource": ["arn:aws:s3:::x"],
		"Condition": {},
	}
	testing.messages(_control, testing.facts([_agent, _role([statement], [])], {}, [])) == [
		concat("; ", [
			"a statement with NotAction allows every action but those that it names",
			sprintf(`it is used by "%s"`, [_agent.id]),
		]),
	]
}

test_deny_passes if {
	_of([
		_deny(["*"]),
		{"Effect": "Deny", "NotAction": ["s3:GetObject"], "Resource": ["*"], "Condition": {}},
	]) == ["pass"]
}

test_escalation_fails if {
	role := _role(
		[
			_allow(
				["s3:GetObject", "iam:PassRole", "iam:attachrolepolicy"],
				["arn:aws:iam::111122223333:role/x", "*"],
			),
		],
		[],
	)
	testing.results(_control, testing.facts([_agent, role], {}, [])) == [_result(
		"fail",
		sprintf(
			`a statement allows "iam:AttachRolePolicy", "iam:PassRole" on "*"; it is used by "%s"`,
			[_agent.id],
		),
		[{"id": _id, "pointer": "/properties/RolePolicyList/0/PolicyDocument/Statement/0"}],
	)]
}

# The default of the parameter, with an ARN of the kind that each works on.
_escalations := {
	"iam:PassRole": testing.iam("role/x"),
	"iam:CreatePolicyVersion": testing.iam("policy/x"),
	"iam:SetDefaultPolicyVersion": testing.iam("policy/x"),
	"iam:AttachRolePolicy": testing.iam("role/x"),
	"iam:PutRolePolicy": testing.iam("role/x"),
	"iam:UpdateAssumeRolePolicy": testing.iam("role/x"),
	"iam:CreateAccessKey": testing.iam("user/x"),
	"iam:CreateServiceSpecificCredential": testing.iam("user/x"),
	"iam:DeleteRolePermissionsBoundary": testing.iam("role/x"),
	"lambda:UpdateFunctionCode": testing.arn("lambda", "function:x"),
	"lambda:UpdateFunctionConfiguration": testing.arn("lambda", "function:x"),
	"bedrock:UpdateAgent": testing.arn("bedrock", "agent/x"),
	"bedrock:UpdateGuardrail": testing.arn("bedrock", "guardrail/x"),
	"bedrock:DeleteGuardrail": testing.arn("bedrock", "guardrail/x"),
	"bedrock-agentcore:UpdatePolicy": testing.arn("bedrock-agentcore", "policy-engine/e/policy/x"),
	"bedrock-agentcore:UpdateGateway": testing.arn("bedrock-agentcore", "gateway/x"),
	"bedrock-agentcore:InvokeAgentRuntimeCommand": testing.arn("bedrock-agentcore", "runtime/x"),
	"bedrock-agentcore:GetWorkloadAccessTokenForUserId": testing.arn(
		"bedrock-agentcore",
		"workload-identity-directory/d/workload-identity/x",
	),
	"sts:AssumeRole": testing.iam("role/x"),
}

# [name, verdict] of a role of that name, for many roles at once. Each role has an agent of its own,
# and one statement with this action and resource.
_each(statements) := {[role, r.kind] |
	records := [record |
		some name, statement in statements
		some record in [
			object.union(
				_agent,
				{"id": testing.arn("bedrock", name), "properties": {"agentResourceRoleArn": testing.iam(name)}},
			),
			object.union(_role([_allow([statement[0]], [statement[1]])], []), {"id": testing.iam(name)}),
		]
	]
	some r in testing.results(_control, testing.facts(records, {}, []))
	role := split(r.subject.id, "111122223333:")[1]
}

test_every_escalation_fails_where_broad_and_passes_where_named if {
	{name |
		some name in data.lens.catalog.gensec05_bp01.agent_role_no_admin.params.escalation_actions
	} == object.keys(_escalations)
	_each({action: [action, "*"] | some action, _ in _escalations}) == {[action, "fail"] |
		some action, _ in _escalations
	}
	_each({action: [action, arn] | some action, arn in _escalations}) == {[action, "pass"] |
		some action, _ in _escalations
	}
}

test_escalation_on_every_thing_of_its_kind_fails if {
	every_one := {action: [action, regex.replace(arn, `(/[ed]/.*)?x$`, "*")] | some action, arn in _escalations}
	_each(object.union(
		every_one,
		{"all": ["sts:AssumeRole", "arn:aws:iam::111122223333:*"]},
	)) == {[action, "fail"] |
		some action in (object.keys(_escalations) | {"all"})
	}
}

test_escalation_on_things_with_a_prefix_or_of_other_kinds_passes if {
	_of([_allow(["iam:PassRole"], [testing.iam("role/agents-*"), testing.iam("user/*")])]) == ["pass"]
}

test_escalation_by_a_wildcard_fails if {
	every pattern in ["iam:Pass*", "iam:*Role", "*:PassRole", "iam:Pas?Role", "*Role"] {
		_of([_allow([pattern], ["*"])]) == ["fail"]
	}
}

test_escalation_on_all_but_some_resources_fails if {
	statement := {
		"Effect": "Allow",
		"Action": ["iam:PassRole"],
		"NotResource": [testing.iam("role/admin")],
		"Condition": {},
	}
	testing.messages(_control, testing.facts([_agent, _role([statement], [])], {}, [])) == [
		sprintf(
			`a statement with NotResource allows "iam:PassRole" on every other resource; it is used by "%s"`,
			[_agent.id],
		),
	]
}

test_whole_service_is_said_once if {
	testing.messages(
		_control,
		testing.facts([_agent, _role([_allow(["iam:*", "lambda:Update*"], ["*"])], [])], {}, []),
	) == [concat("; ", [
		`a statement allows "lambda:UpdateFunctionCode", "lambda:UpdateFunctionConfiguration" on "*"`,
		`a statement allows every action of a service: "iam:*"`,
		sprintf(`it is used by "%s"`, [_agent.id]),
	])]
}

test_escalation_that_a_deny_takes_away_passes if {
	_of([_allow(["iam:PassRole"], ["*"]), _deny(["iam:*"])]) == ["pass"]
	_of([
		_allow(["iam:PassRole"], ["*"]),
		{"Effect": "Deny", "NotAction": ["s3:GetObject"], "Resource": ["*"], "Condition": {}},
	]) == ["pass"]
}

test_deny_that_hangs_on_something_takes_nothing_away_fails if {
	_of([
		_allow(["iam:PassRole"], ["*"]),
		_under(_deny(["iam:*"]), {"Bool": {"aws:SecureTransport": ["false"]}}),
	]) == ["fail"]
	_of([
		_allow(["iam:PassRole"], ["*"]),
		object.union(_deny(["iam:*"]), {"Resource": [testing.iam("role/admin")]}),
	]) == ["fail"]
	_of([_allow(["iam:PassRole"], ["*"]), _deny(["iam:AttachRolePolicy"])]) == ["fail"]
}

test_condition_excuses_no_escalation_fails if {
	_of([_under(
		_allow(["iam:PassRole"], ["*"]),
		{"StringEquals": {"iam:PassedToService": ["lambda.amazonaws.com"]}},
	)]) == ["fail"]
}

_boundary := testing.iam("policy/boundary")

_within(statements, limits) := _kinds([
	_bounded(_role(statements, []), _boundary),
	_policy(_boundary, limits),
])

test_escalation_that_the_boundary_keeps_out_passes if {
	_within([_allow(["iam:PassRole"], ["*"])], [_allow(["bedrock:*"], ["*"])]) == ["pass"]
	_within([_allow(["iam:PassRole"], ["*"])], [_allow(["*"], ["*"]), _deny(["iam:*"])]) == ["pass"]
}

test_escalation_that_the_boundary_lets_through_fails if {
	_within([_allow(["iam:PassRole"], ["*"])], [_allow(["iam:*"], ["*"])]) == ["fail"]
	_within(
		[_allow(["iam:PassRole"], ["*"])],
		[_allow(["*"], ["*"]), _under(_deny(["iam:*"]), {"Bool": {"aws:SecureTransport": ["false"]}})],
	) == ["fail"]
}

test_boundary_excuses_no_whole_service_fails if {
	_within([_allow(["s3:*"], ["*"])], [_allow(["bedrock:*"], ["*"])]) == ["fail"]
}

_asked_for(actions) := testing.facts(
	[_agent, _role([_allow(["iam:PassRole", "ec2:RunInstances"], ["*"])], [])],
	{_control: {"escalation_actions": actions}}, [],
)

test_escalation_actions_are_a_parameter if {
	testing.kinds(_control, _asked_for(["iam:CreateAccessKey"])) == ["pass"]
	testing.kinds(_control, _asked_for(["ec2:RunInstances"])) == ["fail"]
	testing.messages(_control, _asked_for(["iam:Pass*"])) == [
		sprintf(`a statement allows "iam:Pass*" on "*"; it is used by "%s"`, [_agent.id]),
	]
}

test_all_who_use_the_role_are_named if {
	agents := [object.union(_agent, {"id": testing.arn("bedrock", sprintf("agent/A%d", [i]))}) |
		some i in numbers.range(1, 7)
	]
	[message] := testing.messages(
		_control,
		testing.facts(array.concat(agents, [_role([_allow(["*"], ["*"])], [])]), {}, []),
	)
	startswith(
		message,
		sprintf(
			`a statement allows every action of a service: "*"; it is used by "%s", `,
			[testing.arn("bedrock", "agent/A1")],
		),
	)
	endswith(message, ", and 2 more")
}

test_hostile_names_are_quoted_in_the_message if {
	arn := `arn:aws:iam::aws:policy/"; <b>FullAccess`
	testing.messages(_control, testing.facts([_agent, _role([], [arn])], {}, [])) == [
		sprintf(
			`AWS managed policy "arn:aws:iam::aws:policy/'; <b>FullAccess" is attached; it is used by "%s"`,
			[_agent.id],
		),
	]
}

test_one_result_for_each_role_in_use if {
	other := object.union(_role([_allow(["*"], ["*"])], []), {"id": testing.iam("role/unused")})
	second := object.union(
		_agent,
		{
			"id": testing.arn("bedrock", "agent/A2"),
			"properties": {"agentResourceRoleArn": testing.iam("role/second")},
		},
	)
	records := [
		_agent,
		second,
		_role([_allow(["*"], ["*"])], []),
		other,
		testing.record("AWS::IAM::Role", testing.iam("role/second"), {"Path": "/"}),
	]
	testing.verdicts(_control, testing.facts(records, {}, [])) == {
		["fail", _id, ""],
		["pass", testing.iam("role/second"), ""],
	}
}

test_no_agent_not_applicable if {
	testing.kinds(_control, testing.facts([_role([_allow(["*"], ["*"])], [])], {}, [])) == ["not_applicable"]
}

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

test_policy_that_was_not_shown_unknown if {
	arn := testing.iam("policy/own")
	testing.results(_control, testing.facts([_agent, _role([], [arn])], {}, [])) == [_result(
		"unknown",
		sprintf(`attached policy "%s" could not be read`, [arn]),
		[{"id": _id, "pointer": "/properties/AttachedManagedPolicies/0"}],
	)]
}

# The policy may deny what another policy allows.
test_policy_that_was_not_shown_leaves_an_escalation_open_unknown if {
	_kinds([_role([_allow(["iam:PassRole"], ["*"])], [testing.iam("policy/own")])]) == ["unknown"]
	_kinds([_role([_allow(["iam:*"], ["*"])], [testing.iam("policy/own")])]) == ["fail"]
}

_beyond(statements) := testing.results(
	_control,
	testing.facts([_agent, _bounded(_role(statements, []), _boundary)], {}, []),
)

test_boundary_that_was_not_shown_unknown_only_for_an_escalation if {
	_beyond([_allow(["iam:PassRole"], ["*"])]) == [_result(
		"unknown",
		sprintf(`permissions boundary "%s" could not be read`, [_boundary]),
		[{"id": _id, "pointer": "/properties/PermissionsBoundary"}],
	)]
	[r.kind | some r in _beyond([_allow(["iam:PassRole"], [testing.iam("role/x")])])] == ["pass"]
	[r.kind | some r in _beyond([_allow(["s3:*", "iam:PassRole"], ["*"])])] == ["fail"]
}

_missing(records, operation, place) := testing.verdicts(
	_control,
	testing.facts(records, {}, [testing.gap(operation, place)]),
)

_account := "iam:GetAccountAuthorizationDetails"

test_denied_roles_unknown if _missing([_agent], _account, "global") == {["unknown", _id, ""]}

test_cut_listing_judges_what_was_seen_whole if {
	_missing([_agent, _role([], [])], _account, "global") == {["pass", _id, ""]}
	_missing([_agent, _role([_allow(["*"], ["*"])], [])], _account, "global") == {["fail", _id, ""]}
	_missing([_agent, _role([], [testing.iam("policy/own")])], _account, "global") == {["unknown", _id, ""]}
}

# scanner/judging/facts.py empties a malformed document and puts a gap on its holder.
test_malformed_document_unknown if {
	own := _policy(testing.iam("policy/own"), [])
	every id in [_id, own.id] {
		_missing([_agent, _role([], [own.id]), own], _account, id) == {["unknown", _id, ""]}
	}
	_missing(
		[_agent, _bounded(_role([], []), _boundary), _policy(_boundary, [])],
		_account,
		_boundary,
	) == {["pass", _id, ""]}
}

test_listing_denied_unknown if {
	_missing([], "bedrock-agent:ListAgents", "us-east-1") == {["unknown", testing.iam("root"), ""]}
	_missing([_agent, _role([], [])], "bedrock-agent:GetAgent", testing.arn("bedrock", "agent/A2")) == {
		["pass", _id, ""],
		["unknown", testing.iam("root"), ""],
	}
}
