package lens_test.gensec05_bp01.action_lambda_policy_scoped_test

import data.lens_test.testing

_control := "GENSEC05-BP01/action-lambda-policy-scoped"

_id := testing.arn("lambda", "function:orders")

_alias := sprintf("%s:live", [_id])

_named(arn) := testing.record(
	"AWS::Bedrock::AgentActionGroup",
	testing.arn("bedrock", "agent/A:2:action-group/G"),
	{"actionGroupState": "ENABLED", "actionGroupExecutor": {"lambda": arn}},
)

_function(policy) := testing.record(
	"AWS::Lambda::Function",
	_id,
	{"Role": testing.iam("role/x"), "GetPolicy": policy},
)

_none := {"absent": "ResourceNotFoundException"}

_policy(principal, condition) := {"Policy": {"Statement": [{
	"Effect": "Allow",
	"Principal": principal,
	"Action": ["lambda:InvokeFunction"],
	"Resource": [_id],
	"Condition": condition,
}]}}

_bedrock := {"Service": ["bedrock.amazonaws.com"]}

_mine := {"ArnLike": {"AWS:SourceArn": [testing.arn("bedrock", "agent/A")]}}

_alias_policy(condition) := testing.record(
	"AWS::Lambda::AliasPolicy",
	sprintf("%s/policy", [_alias]),
	_policy(_bedrock, condition),
)

_url(arn, auth) := testing.record(
	"AWS::Lambda::Url",
	sprintf("%s/url", [arn]),
	{"FunctionArn": arn, "AuthType": auth},
)

_said(records, params, gaps) := [[r.kind, r.message] |
	some r in testing.results(_control, testing.facts(records, {_control: params}, gaps))
]

_kinds(records) := [said[0] | some said in _said(records, {}, [])]

_of(principal, condition) := [_named(_id), _function(_policy(principal, condition))]

test_service_for_any_customer_fails if {
	every service in ["bedrock.amazonaws.com", "bedrock-agentcore.amazonaws.com"] {
		records := _of({"Service": [service]}, {})
		testing.results(_control, testing.facts(records, {}, [])) == [{
			"kind": "fail",
			"subject": {"type": "AWS::Lambda::Function", "id": _id, "region": "us-east-1", "item": ""},
			"message": concat("", [
				sprintf(`the resource policy lets "%s" in for any customer: `, [service]),
				"no source account or ARN is named",
			]),
			"proof": [{"id": _id, "pointer": "/properties/GetPolicy/Policy/Statement/0"}],
			"causes": [],
		}]
	}
}

test_service_for_an_agent_of_the_account_passes if {
	_kinds(_of(_bedrock, _mine)) == ["pass"]
	_kinds(_of(_bedrock, {"StringEquals": {"aws:sourceaccount": ["111122223333"]}})) == ["pass"]
	_kinds(_of({"AWS": [testing.iam("role/app")]}, {})) == ["pass"]
}

test_condition_that_restricts_nothing_fails if {
	_kinds(_of(_bedrock, {"StringEqualsIfExists": {"AWS:SourceAccount": ["111122223333"]}})) == ["fail"]
	_kinds(_of(_bedrock, {"StringLike": {"AWS:SourceAccount": ["*"]}})) == ["fail"]
}

test_everybody_and_other_accounts_fail if {
	_said(_of({"*": ["*"]}, {}), {}, []) == [["fail", "the resource policy grants access to everyone"]]
	other := _of({"AWS": ["arn:aws:iam::999988887777:root"]}, {})
	_said(other, {}, []) == [["fail", concat("", [
		"the resource policy grants access outside the account and its organization: ",
		`"arn:aws:iam::999988887777:root"`,
	])]]
	_said(other, {"trusted_accounts": ["999988887777"]}, [])[0][0] == "pass"
	_kinds(_of(_bedrock, {"StringEquals": {"aws:SourceAccount": ["999988887777"]}})) == ["fail"]
}

test_unread_organization if {
	records := _of({"*": ["*"]}, {"StringEquals": {"aws:PrincipalOrgID": ["o-abcdefghij"]}})
	_said(records, {}, [])[0][0] == "fail"
	denied := testing.gap("organizations:DescribeOrganization", "global")
	_said(records, {}, [denied])[0][0] == "unknown"
}

test_addresses_are_for_a_person if {
	records := _of({"*": ["*"]}, {"IpAddress": {"aws:SourceIp": ["203.0.113.0/24"]}})
	_said(records, {}, []) == [[
		"review",
		"the resource policy grants access by public IP address or unique id, not by account",
	]]
}

test_policy_of_the_alias_that_an_agent_names if {
	function := _function(_none)
	open := _alias_policy({})
	results := testing.results(_control, testing.facts([_named(_alias), function, open], {}, []))
	[[r.kind, r.proof] | some r in results] == [[
		"fail",
		[{"id": open.id, "pointer": "/properties/Policy/Statement/0"}],
	]]
	_kinds([_named(_alias), function, _alias_policy(_mine)]) == ["pass"]
	_kinds([_named(_id), function, open]) == ["not_applicable"]
	_kinds([_named(_alias), _function(_policy({"*": ["*"]}, {})), _alias_policy(_mine)]) == ["fail"]
}

test_open_url_fails if {
	function := _function(_none)
	_said([_named(_id), function, _url(_id, "NONE")], {}, []) == [[
		"fail",
		"anyone may call it by a function URL whose auth type is NONE",
	]]
	_kinds([_named(_id), function, _url(_alias, "NONE")]) == ["fail"]
	_kinds([_named(_id), function, _url(_id, "AWS_IAM")]) == ["pass"]
}

test_nothing_to_judge_not_applicable if {
	_kinds([_named(_id), _function(_none)]) == ["not_applicable"]
	_kinds([_function(_policy({"*": ["*"]}, {})), _url(_id, "NONE")]) == ["not_applicable"]
}

test_function_that_is_not_listed_unknown if {
	other := "arn:aws:lambda:us-east-1:999988887777:function:x"
	_said([_named(other)], {}, []) == [["unknown", concat("", [
		"the account does not list it, so its policy is not known; it is named by ",
		`"arn:aws:bedrock:us-east-1:111122223333:agent/A:2:action-group/G"`,
	])]]
}

test_lost_calls_unknown if {
	bare := testing.record("AWS::Lambda::Function", _id, {"Role": testing.iam("role/x")})
	_said([_named(_id), bare], {}, []) == [["unknown", "the resource policy could not be read"]]
	_said([_named(_id), bare], {}, [testing.gap("lambda:GetPolicy", _id)])[0][0] == "unknown"
	every gap in [
		testing.gap("lambda:GetPolicy", _named(_alias).id),
		testing.gap("lambda:ListFunctionUrlConfigs", _id),
		testing.gap("lambda:ListFunctions", "us-east-1"),
	] {
		_lost(gap)
	}
	_said([], {}, [testing.gap("bedrock-agent:GetAgentActionGroup", _named(_id).id)])[0][0] == "unknown"
}

_lost(gap) if {
	judged := {said[0] | some said in _said([_named(_alias), _function(_policy(_bedrock, _mine))], {}, [gap])}
	bare := {said[0] | some said in _said([_named(_alias), _function(_none)], {}, [gap])}
	"unknown" in judged
	both := judged | bare
	not "pass" in both
}

test_fault_that_was_seen_stands if {
	gap := testing.gap("lambda:ListFunctionUrlConfigs", _id)
	"fail" in [said[0] | some said in _said(_of({"*": ["*"]}, {}), {}, [gap])]
}
