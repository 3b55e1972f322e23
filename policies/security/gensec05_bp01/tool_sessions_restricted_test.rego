package lens_test.gensec05_bp01.tool_sessions_restricted_test

import data.lens_test.testing

_control := "GENSEC05-BP01/tool-sessions-restricted"

_runtime := testing.record(
	"AWS::BedrockAgentCore::Runtime",
	testing.arn("bedrock-agentcore", "runtime/planner-abcdefghij"),
	{"roleArn": testing.iam("role/planner")},
)

_command := "bedrock-agentcore:InvokeAgentRuntimeCommand"

_allow(names, patterns) := {"Effect": "Allow", "Action": names, "Resource": patterns, "Condition": {}}

_role(name, statements, properties) := testing.record(
	"AWS::IAM::Role",
	testing.iam(sprintf("role/%s", [name])),
	object.union(
		{
			"Path": "/",
			"AttachedManagedPolicies": [],
			"RolePolicyList": [{"PolicyName": "p", "PolicyDocument": {"Statement": statements}}],
		},
		properties,
	),
)

_caller := testing.iam("role/caller")

_results(statements, of_role, gaps) := [r |
	records := [_runtime, _role("caller", statements, {}), _role("planner", of_role, {})]
	some r in testing.results(_control, testing.facts(records, {}, gaps))
]

_said(statements, of_role) := [[r.kind, r.message] | some r in _results(statements, of_role, [])]

_on(pattern) := [_allow([_command], [pattern])]

test_every_runtime_fails if {
	_results(_on("*"), [], []) == [{
		"kind": "fail",
		"subject": {"type": "AWS::IAM::Role", "id": _caller, "region": "global", "item": ""},
		"message": `a statement allows it to run code in every resource that "*" matches`,
		"proof": [{
			"id": _caller,
			"pointer": "/properties/RolePolicyList/0/PolicyDocument/Statement/0/Resource/0",
		}],
		"causes": [],
	}]
	_said(_on(testing.arn("bedrock-agentcore", "runtime/*")), [])[0][0] == "fail"
	but := [{"Effect": "Allow", "Action": [_command], "NotResource": ["x"], "Condition": {}}]
	_said(but, []) == [["fail", "a NotResource statement allows it to run code in every other resource"]]
}

_place := sprintf(`it may run code in "%s"`, [_runtime.id])

test_role_with_more_rights_fails if {
	_said(_on(_runtime.id), [_allow(["rds-data:ExecuteStatement"], ["*"])]) == [["fail", concat("", [
		_place,
		sprintf(`, and role "%s" there may do what it may not itself: `, [_runtime.properties.roleArn]),
		`"rds-data:ExecuteStatement"`,
	])]]
	own := array.concat(_on(_runtime.id), [_allow(["s3:GetObject"], ["arn:aws:s3:::one/x"])])
	_said(own, [_allow(["s3:GetObject"], ["*"])]) == [["fail", concat("", [
		_place,
		sprintf(`, and role "%s" there may do more widely what it may itself: `, [_runtime.properties.roleArn]),
		`"s3:getobject"`,
	])]]
}

# Its endpoint serves another version than the newest.
_older(role) := testing.record(
	"AWS::BedrockAgentCore::RuntimeVersion",
	sprintf("%s:1", [_runtime.id]),
	{"agentRuntimeVersion": "1", "roleArn": testing.iam(role)},
)

_served(version, gaps) := testing.results(_control, testing.facts(
	[
		_runtime, version,
		_role("caller", _on(_runtime.id), {}),
		_role("planner", [], {}),
		_role("old", [_allow(["rds-data:ExecuteStatement"], ["*"])], {}),
	],
	{}, gaps,
))

test_role_of_a_version_that_an_endpoint_serves if {
	[[r.kind, r.message, r.proof] | some r in _served(_older("role/old"), [])] == [[
		"fail",
		concat("", [
			_place,
			sprintf(`, and role "%s" there may do what it may not itself: `, [testing.iam("role/old")]),
			`"rds-data:ExecuteStatement"`,
		]),
		[{"id": _older("role/old").id, "pointer": "/properties/roleArn"}],
	]]
	[r.kind | some r in _served(_older("role/planner"), [])] == ["pass"]
	[r.kind | some r in _served(_older("role/gone"), [])] == ["unknown"]
	denied := testing.gap("bedrock-agentcore-control:ListAgentRuntimeEndpoints", _runtime.id)
	[r.kind | some r in _served(_older("role/planner"), [denied])] == ["unknown"]
}

# What a Deny, a boundary or a NotAction takes from the caller is not its own.
test_right_that_is_taken_from_the_caller_is_review if {
	needed := [_allow(["rds-data:ExecuteStatement"], ["*"])]
	own := array.concat(_on(_runtime.id), [_allow(["rds-data:*"], ["*"])])
	_said(own, needed) == [["pass", ""]]
	every deny in [
		{"Action": ["rds-data:Execute*"]},
		{"Action": ["*"]},
		{"NotAction": ["bedrock-agentcore:*"]},
	] {
		denied := object.union({"Effect": "Deny", "Resource": ["arn:aws:rds:*"], "Condition": {}}, deny)
		_said(array.concat(own, [denied]), needed)[0][0] == "review"
	}
	every deny in [{"Action": ["s3:*"]}, {"NotAction": ["rds-data:*", "bedrock-agentcore:*"]}] {
		denied := object.union({"Effect": "Deny", "Resource": ["*"], "Condition": {}}, deny)
		_said(array.concat(own, [denied]), needed) == [["pass", ""]]
	}
	but := {"Effect": "Allow", "NotAction": ["rds-data:*"], "Resource": ["*"], "Condition": {}}
	_said(array.concat(_on(_runtime.id), [but]), needed)[0][0] == "review"
	rest := {"Effect": "Allow", "NotAction": ["iam:*"], "Resource": ["*"], "Condition": {}}
	_said(array.concat(_on(_runtime.id), [rest]), needed) == [["pass", ""]]
}

_bounded(statements) := [r.kind |
	boundary := testing.record("AWS::IAM::ManagedPolicy", testing.iam("policy/limit"), {
		"AttachmentCount": 0,
		"PolicyVersionList": [{"IsDefaultVersion": true, "Document": {"Statement": statements}}],
	})
	own := array.concat(_on(_runtime.id), [_allow(["rds-data:*"], ["*"])])
	limit := {"PermissionsBoundary": {"PermissionsBoundaryArn": boundary.id}}
	needed := [_allow(["rds-data:ExecuteStatement"], ["*"])]
	records := [boundary, _runtime, _role("caller", own, limit), _role("planner", needed, {})]
	some r in testing.results(_control, testing.facts(records, {}, []))
]

test_boundary_of_the_caller if {
	_bounded([_allow(["*"], ["*"])]) == ["pass"]
	_bounded([_allow(["bedrock-agentcore:*"], ["*"])]) == ["review"]
}

test_role_with_no_more_rights_passes if {
	own := array.concat(_on(_runtime.id), [_allow(["s3:GetObject"], ["*"])])
	_said(own, [_allow(["s3:GetObject"], ["arn:aws:s3:::one/x"])]) == [["pass", ""]]
	_said(_on(_runtime.id), []) == [["pass", ""]]
	other := testing.arn("bedrock-agentcore", "runtime/other-abcdefghij")
	_said(_on(other), [_allow(["rds-data:ExecuteStatement"], ["*"])]) == [["pass", ""]]
}

test_comparison_that_is_not_certain_is_review if {
	deny := {"Effect": "Deny", "Action": ["rds-data:*"], "Resource": ["*"], "Condition": {}}
	_said(_on(_runtime.id), [_allow(["rds-data:ExecuteStatement"], ["*"]), deny]) == [["review", concat("", [
		_place,
		sprintf(`. Decide whether role "%s" there may do more `, [_runtime.properties.roleArn]),
		"than it may itself",
	])]]
}

test_nobody_may_not_applicable if {
	_said([_allow(["bedrock-agentcore:InvokeAgentRuntime"], ["*"])], []) == [["not_applicable", ""]]
	_said([_allow(["bedrock-agentcore:*"], ["*"])], []) == [["not_applicable", ""]]
}

test_role_of_the_tool_that_is_not_listed_unknown if {
	document := testing.facts([_runtime, _role("caller", _on(_runtime.id), {})], {}, [])
	testing.messages(_control, document) == [concat("", [
		_place,
		sprintf(`, and it is not known what role "%s" there may do`, [_runtime.properties.roleArn]),
	])]
	testing.kinds(_control, document) == ["unknown"]
}

test_policy_that_was_not_read_unknown if {
	every properties in [
		{"AttachedManagedPolicies": [{"PolicyArn": testing.iam("policy/p")}]},
		{"PermissionsBoundary": {"PermissionsBoundaryArn": testing.iam("policy/p")}},
	] {
		document := testing.facts([_role("caller", _on("*"), properties)], {}, [])
		testing.kinds(_control, document) == ["unknown"]
		testing.messages(_control, document) == ["one of its policies could not be read"]
	}
}

test_lost_calls if {
	denied := testing.gap("bedrock-agentcore-control:ListAgentRuntimes", "eu-west-1")
	_results(_on(_runtime.id), [], [denied])[0].kind == "unknown"
	_results(_on("*"), [], [denied])[0].kind == "fail"
	iam := testing.gap("iam:GetAccountAuthorizationDetails", "global")
	testing.kinds(_control, testing.facts([], {}, [iam])) == ["unknown"]
}
