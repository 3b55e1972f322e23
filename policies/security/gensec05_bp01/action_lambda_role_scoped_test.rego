package lens_test.gensec05_bp01.action_lambda_role_scoped_test

import data.lens_test.testing

_control := "GENSEC05-BP01/action-lambda-role-scoped"

_id := testing.arn("lambda", "function:orders")

_arn := testing.iam("role/orders")

_group := testing.record(
	"AWS::Bedrock::AgentActionGroup",
	testing.arn("bedrock", "agent/A:2:action-group/G"),
	{"actionGroupState": "ENABLED", "actionGroupExecutor": {"lambda": _id}},
)

_function(name, properties) := testing.record(
	"AWS::Lambda::Function",
	testing.arn("lambda", sprintf("function:%s", [name])),
	object.union({"Role": _arn}, properties),
)

_role(statement, properties) := testing.record("AWS::IAM::Role", _arn, object.union(
	{
		"Path": "/",
		"AttachedManagedPolicies": [],
		"RolePolicyList": [{"PolicyName": "p", "PolicyDocument": {"Statement": [object.union(
			{"Effect": "Allow", "Resource": ["*"], "Condition": {}},
			statement,
		)]}}],
	},
	properties,
))

_reads := {"Action": ["dynamodb:GetItem"]}

_results(records, params, gaps) := testing.results(
	_control,
	testing.facts(array.concat([_group], records), {_control: params}, gaps),
)

_said(records, params, gaps) := [[r.kind, r.message] | some r in _results(records, params, gaps)]

_judged(statement, properties) := _said([_function("orders", {}), _role(statement, properties)], {}, [])

test_shared_role_fails if {
	records := [_function("orders", {}), _function("mails", {}), _role(_reads, {})]
	_results(records, {}, []) == [{
		"kind": "fail",
		"subject": {"type": "AWS::Lambda::Function", "id": _id, "region": "us-east-1", "item": ""},
		"message": sprintf(`its role "%s" is also the role of "mails"`, [_arn]),
		"proof": [{"id": _id, "pointer": "/properties/Role"}],
		"causes": [],
	}]
	_said(records, {"max_functions_per_role": 2}, [])[0][0] == "pass"
}

test_administrator_fails if {
	policy := "arn:aws:iam::aws:policy/AdministratorAccess"
	_judged(_reads, {"AttachedManagedPolicies": [{"PolicyArn": policy}]})[0][0] == "fail"
	_judged({"Action": ["s3:*"]}, {}) == [[
		"fail",
		`a statement of its role allows every action of a service: "s3:*"`,
	]]
	_judged({"NotAction": ["iam:*"]}, {}) == [[
		"fail",
		"a statement of its role with NotAction allows every action but those that it names",
	]]
	_judged({"Action": ["iam:PassRole"]}, {}) == [[
		"fail",
		`a statement of its role allows "iam:PassRole" on "*"`,
	]]
	other := {"Action": ["iam:PassRole"], "Resource": [testing.iam("role/mails")]}
	_judged(other, {})[0][0] == "pass"
}

test_message_and_proof_of_a_managed_policy if {
	policy := "arn:aws:iam::aws:policy/AdministratorAccess"
	aws := testing.record("AWS::IAM::ManagedPolicy", policy, {"AttachmentCount": 1, "PolicyVersionList": [{
		"IsDefaultVersion": true,
		"Document": {"Statement": []},
	}]})
	role := _role(_reads, {"AttachedManagedPolicies": [{"PolicyArn": policy}]})
	results := _results([_function("orders", {}), role, aws], {}, [])
	[[r.message, r.proof] | some r in results] == [[
		sprintf(`AWS managed policy "%s" is attached to its role`, [policy]),
		[
			{"id": _arn, "pointer": "/properties/AttachedManagedPolicies/0"},
			{"id": _id, "pointer": "/properties/Role"},
		],
	]]
}

test_role_of_its_own_passes if {
	twin := testing.record_in(
		"eu-west-1",
		"AWS::Lambda::Function",
		replace(_id, "us-east-1", "eu-west-1"),
		{"Role": _arn},
	)
	_said([_function("orders", {}), twin, _role(_reads, {})], {}, []) == [["pass", ""]]
}

_reserved(read) := _said(
	[_function("orders", {"GetFunctionConcurrency": read}), _role(_reads, {})],
	{"require_concurrency": true},
	[],
)

test_concurrency_if_it_is_required if {
	_reserved({}) == [["fail", "no concurrency is reserved for it"]]
	_reserved({"ReservedConcurrentExecutions": 5}) == [["pass", ""]]
	records := [_function("orders", {}), _role(_reads, {})]
	_said(records, {"require_concurrency": true}, []) == [[
		"unknown",
		"its reserved concurrency was not read",
	]]
	denied := testing.gap("lambda:GetFunctionConcurrency", _id)
	_said(records, {}, [denied]) == [["pass", ""]]
}

test_what_is_not_known if {
	_said([], {}, []) == [["unknown", concat("", [
		"the account does not list it, so its role is not known; it is named by ",
		`"arn:aws:bedrock:us-east-1:111122223333:agent/A:2:action-group/G"`,
	])]]
	_said([_function("orders", {})], {}, []) == [[
		"unknown",
		sprintf(`its role "%s" was not found in this account`, [_arn]),
	]]
	policy := testing.iam("policy/p")
	_judged(_reads, {"AttachedManagedPolicies": [{"PolicyArn": policy}]})[0][0] == "unknown"
	_judged(_reads, {"PermissionsBoundary": {"PermissionsBoundaryArn": policy}})[0][0] == "unknown"
}

test_lost_calls_unknown if {
	records := [_function("orders", {}), _role(_reads, {})]
	every gap in [
		testing.gap("lambda:ListFunctions", "eu-west-1"),
		testing.gap("lambda:GetFunctionConfiguration", _group.id),
		testing.gap("iam:GetAccountAuthorizationDetails", "global"),
	] {
		_said(records, {}, [gap])[0][0] == "unknown"
	}
	shared := array.concat(records, [_function("mails", {})])
	_said(shared, {}, [testing.gap("lambda:ListFunctions", "eu-west-1")])[0][0] == "fail"
}

test_nothing_to_judge if {
	document := testing.facts([_function("orders", {})], {}, [])
	testing.kinds(_control, document) == ["not_applicable"]
	denied := testing.facts([], {}, [testing.gap("bedrock-agent:GetAgentActionGroup", _group.id)])
	testing.kinds(_control, denied) == ["unknown"]
}
