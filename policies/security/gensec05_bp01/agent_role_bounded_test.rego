package lens_test.gensec05_bp01.agent_role_bounded_test

import data.lens_test.testing

_control := "GENSEC05-BP01/agent-role-bounded"

_id := testing.iam("role/r")

_boundary := testing.iam("policy/boundary")

_agent := testing.record(
	"AWS::Bedrock::Agent",
	testing.arn("bedrock", "agent/A1"),
	{"agentResourceRoleArn": _id},
)

_allow(actions, resources) := {"Effect": "Allow", "Action": actions, "Resource": resources, "Condition": {}}

_deny(actions) := {"Effect": "Deny", "Action": actions, "Resource": ["*"], "Condition": {}}

_unbounded := testing.record("AWS::IAM::Role", _id, {"Path": "/"})

_bounded := testing.record(
	"AWS::IAM::Role",
	_id,
	{"Path": "/", "PermissionsBoundary": {"PermissionsBoundaryArn": _boundary}},
)

_policy(statements) := testing.record(
	"AWS::IAM::ManagedPolicy",
	_boundary,
	{"AttachmentCount": 0, "PolicyVersionList": [
		{"IsDefaultVersion": false, "Document": {"Statement": [_allow(["*"], ["*"])]}},
		{"IsDefaultVersion": true, "Document": {"Statement": statements}},
	]},
)

_kinds(records) := testing.kinds(_control, testing.facts(records, {}, []))

_by(statements) := _kinds([_agent, _bounded, _policy(statements)])

_result(kind, message, proof) := {
	"kind": kind,
	"subject": {"type": "AWS::IAM::Role", "id": _id, "region": "global", "item": ""},
	"message": message,
	"proof": proof,
	"causes": [],
}

_shown := [{"id": _id, "pointer": "/properties/PermissionsBoundary"}]

test_no_boundary_fails if {
	testing.results(_control, testing.facts([_agent, _unbounded], {}, [])) == [_result(
		"fail",
		sprintf(`no permissions boundary is set (used by "%s")`, [_agent.id]), _shown,
	)]
}

test_boundary_that_keeps_escalation_out_passes if {
	_by([_allow(["bedrock:InvokeModel", "s3:*", "iam:Get*"], ["*"])]) == ["pass"]
	_by([]) == ["pass"]
}

test_boundary_that_lets_escalation_through_fails if {
	testing.results(
		_control,
		testing.facts([_agent, _bounded, _policy([_allow(["iam:PassRole", "sts:*"], ["*"])])], {}, []),
	) == [_result(
		"fail",
		sprintf(`permissions boundary "%s" allows "iam:PassRole", "sts:AssumeRole" on every resource`, [_boundary]),
		_shown,
	)]
}

_escalations := data.lens.catalog.gensec05_bp01.agent_role_bounded.params.escalation_actions

test_the_actions_are_those_of_agent_role_no_admin if {
	_escalations == data.lens.catalog.gensec05_bp01.agent_role_no_admin.params.escalation_actions
}

# An agent, a role and a boundary for each action.
test_every_escalation_action_fails if {
	records := [record |
		some action in _escalations
		some record in [
			object.union(
				_agent,
				{"id": testing.arn("bedrock", action), "properties": {"agentResourceRoleArn": testing.iam(action)}},
			),
			object.union(
				_bounded,
				{
					"id": testing.iam(action),
					"properties": {"PermissionsBoundary": {"PermissionsBoundaryArn": testing.iam(lower(action))}},
				},
			),
			object.union(
				_policy([_allow(["s3:GetObject"], ["*"]), _allow([action], ["*"])]),
				{"id": testing.iam(lower(action))},
			),
		]
	]
	{[r.kind, r.message] |
		some r in testing.results(_control, testing.facts(records, {}, []))
	} == {["fail", message] |
		some action in _escalations
		boundary := testing.iam(lower(action))
		message := sprintf(`permissions boundary "%s" allows "%s" on every resource`, [boundary, action])
	}
}

test_every_spelling_fails if {
	every pattern in ["*", "iam:*", "IAM:passrole", "iam:Pass*", "*:PassRole", "iam:?assRole"] {
		_by([_allow([pattern], ["*"])]) == ["fail"]
	}
}

test_all_but_some_actions_fails_where_it_leaves_one if {
	_by([{"Effect": "Allow", "NotAction": ["iam:*"], "Resource": ["*"], "Condition": {}}]) == ["fail"]
	_by([{
		"Effect": "Allow", "NotAction": ["iam:*", "lambda:*", "bedrock*:*", "sts:*"],
		"Resource": ["*"], "Condition": {},
	}]) == ["pass"]
}

# Breadth is that of D3.
test_every_thing_of_the_kind_fails if {
	_by([_allow(["iam:PassRole"], [testing.iam("role/*")])]) == ["fail"]
	_by([_allow(
		["lambda:UpdateFunctionCode"],
		["arn:aws:lambda:us-east-1:111122223333:function:*"],
	)]) == ["fail"]
	_by([{
		"Effect": "Allow",
		"Action": ["iam:PassRole"],
		"NotResource": [testing.iam("role/admin")],
		"Condition": {},
	}]) == ["fail"]
}

test_named_resources_pass if {
	_by([_allow(["iam:PassRole"], [testing.iam("role/x"), testing.iam("role/agents-*")])]) == ["pass"]
	_by([_allow(["iam:PassRole"], [testing.iam("user/*")])]) == ["pass"]
}

test_covering_deny_passes if {
	_by([
		_allow(["*"], ["*"]),
		{"Effect": "Deny", "NotAction": ["s3:*", "bedrock:InvokeModel"], "Resource": ["*"], "Condition": {}},
	]) == ["pass"]
	_by([_allow(["iam:PassRole"], ["*"]), _deny(["iam:*"])]) == ["pass"]
}

test_deny_that_does_not_cover_fails if {
	_by([_allow(["*"], ["*"]), _deny(["iam:*"])]) == ["fail"]
	_by([
		_allow(["iam:PassRole"], ["*"]),
		object.union(_deny(["iam:*"]), {"Condition": {"Bool": {"aws:SecureTransport": ["false"]}}}),
	]) == ["fail"]
	_by([
		_allow(["iam:PassRole"], ["*"]),
		object.union(_deny(["iam:*"]), {"Resource": [testing.iam("role/admin")]}),
	]) == ["fail"]
}

test_condition_on_the_allow_is_taken_as_met_fails if {
	_by([object.union(
		_allow(["iam:PassRole"], ["*"]),
		{"Condition": {"StringEquals": {"iam:PassedToService": ["lambda.amazonaws.com"]}}},
	)]) == ["fail"]
}

test_what_the_roles_policies_allow_does_not_matter if {
	inline := {"properties": {
		"RolePolicyList": [{"PolicyName": "p", "PolicyDocument": {"Statement": [_allow(["*"], ["*"])]}}],
		"AttachedManagedPolicies": [{"PolicyName": "x", "PolicyArn": testing.iam("policy/not-shown")}],
	}}
	_kinds([_agent, object.union(_bounded, inline), _policy([])]) == ["pass"]
	_kinds([_agent, object.union(_unbounded, inline)]) == ["fail"]
}

_asked_for(actions) := testing.facts(
	[_agent, _bounded, _policy([_allow(["iam:PassRole"], ["*"])])],
	{_control: {"escalation_actions": actions}}, [],
)

test_escalation_actions_are_a_parameter if {
	testing.kinds(_control, _asked_for(["iam:CreateAccessKey"])) == ["pass"]
	testing.messages(_control, _asked_for(["iam:Pass*"])) == [
		sprintf(`permissions boundary "%s" allows "iam:Pass*" on every resource`, [_boundary]),
	]
}

test_hostile_name_is_quoted_in_the_message if {
	hostile := testing.iam(`policy/b"; <b>`)
	role := object.union(_bounded, {"properties": {"PermissionsBoundary": {"PermissionsBoundaryArn": hostile}}})
	boundary := object.union(_policy([_allow(["iam:PassRole"], ["*"])]), {"id": hostile})
	testing.messages(_control, testing.facts([_agent, role, boundary], {}, [])) == [
		sprintf(
			`permissions boundary "%s" allows "iam:PassRole" on every resource`,
			[testing.iam("policy/b'; <b>")],
		),
	]
}

test_boundary_of_aws_is_judged if {
	arn := "arn:aws:iam::aws:policy/PowerUserAccess"
	role := object.union(_bounded, {"properties": {"PermissionsBoundary": {"PermissionsBoundaryArn": arn}}})
	boundary := object.union(
		_policy([{"Effect": "Allow", "NotAction": ["iam:*"], "Resource": ["*"], "Condition": {}}]),
		{"id": arn},
	)
	_kinds([_agent, role, boundary]) == ["fail"]
}

test_one_result_for_each_role_in_use if {
	loose := {"properties": {"PermissionsBoundary": {"PermissionsBoundaryArn": testing.iam("policy/loose")}}}
	records := [
		_bounded,
		_policy([]),
		object.union(_policy([_allow(["iam:*"], ["*"])]), {"id": testing.iam("policy/loose")}),
		object.union(_unbounded, {"id": testing.iam("role/second")}),
		object.union(_unbounded, {"id": testing.iam("role/unused")}),
		object.union_n([_bounded, loose, {"id": testing.iam("role/third")}]),
		object.union_n([_bounded, loose, {"id": testing.iam("role/unused-too")}]),
	]
	agents := [agent |
		some role in ["role/r", "role/second", "role/third"]
		user := {"id": testing.arn("bedrock", role), "properties": {"agentResourceRoleArn": testing.iam(role)}}
		agent := object.union(_agent, user)
	]
	testing.verdicts(_control, testing.facts(array.concat(agents, records), {}, [])) == {
		["pass", _id, ""],
		["fail", testing.iam("role/second"), ""],
		["fail", testing.iam("role/third"), ""],
	}
}

test_no_agent_not_applicable if _kinds([_unbounded]) == ["not_applicable"]

test_boundary_that_was_not_shown_unknown if {
	testing.results(_control, testing.facts([_agent, _bounded], {}, [])) == [_result(
		"unknown",
		sprintf(`permissions boundary "%s" could not be read`, [_boundary]), _shown,
	)]
}

test_role_of_another_account_unknown if {
	theirs := "arn:aws:iam::999999999999:role/theirs"
	agent := object.union(_agent, {"properties": {"agentResourceRoleArn": theirs}})
	testing.verdicts(_control, testing.facts([agent], {}, [])) == {["unknown", theirs, ""]}
}

_missing(records, operation, place) := testing.verdicts(
	_control,
	testing.facts(records, {}, [testing.gap(operation, place)]),
)

_account := "iam:GetAccountAuthorizationDetails"

test_denied_roles_unknown if _missing([_agent], _account, "global") == {["unknown", _id, ""]}

test_cut_listing_judges_what_was_seen if {
	_missing([_agent, _bounded, _policy([])], _account, "global") == {["pass", _id, ""]}
	_missing([_agent, _unbounded], _account, "global") == {["fail", _id, ""]}
	_missing([_agent, _bounded], _account, "global") == {["unknown", _id, ""]}
}

# scanner/judging/facts.py empties a malformed document and puts a gap on its holder.
test_malformed_document_unknown if {
	every id in [_id, _boundary] {
		_missing([_agent, _bounded, _policy([])], _account, id) == {["unknown", _id, ""]}
	}
}

test_listing_denied_unknown if {
	_missing(
		[],
		"bedrock-agentcore-control:ListHarnesses",
		"us-east-1",
	) == {["unknown", testing.iam("root"), ""]}
	_missing([_agent, _bounded, _policy([])], "bedrock-agent:GetFlow", testing.arn("bedrock", "flow/F2")) == {
		["pass", _id, ""],
		["unknown", testing.iam("root"), ""],
	}
}
