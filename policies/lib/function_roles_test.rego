package lens_test.lib.function_roles_test

import data.lens.lib.function_roles
import data.lens_test.testing

_arn(name) := testing.arn("lambda", sprintf("function:%s", [name]))

_group(arn) := testing.record(
	"AWS::Bedrock::AgentActionGroup",
	testing.arn("bedrock", "agent/A:DRAFT:action-group/G"),
	{"actionGroupExecutor": {"lambda": arn}},
)

_function(region, name, role) := testing.record_in(
	region,
	"AWS::Lambda::Function",
	replace(_arn(name), "us-east-1", region),
	{"Role": testing.iam(role)},
)

_version := testing.record(
	"AWS::Lambda::FunctionConfiguration",
	sprintf("%s:live/configuration", [_arn("x")]),
	{"Role": testing.iam("role/old"), "Timeout": 9},
)

_statement(properties) := object.union({"Effect": "Allow", "Resource": ["*"], "Condition": {}}, properties)

_role(statements, properties) := testing.record("AWS::IAM::Role", testing.iam("role/r"), object.union(
	{
		"Path": "/",
		"AttachedManagedPolicies": [],
		"RolePolicyList": [{"PolicyName": "p", "PolicyDocument": {"Statement": statements}}],
	},
	properties,
))

_facts(records) := testing.facts(records, {}, [])

test_roles_of_a_function_and_its_alias if {
	records := [_group(sprintf("%s:live", [_arn("x")])), _function("us-east-1", "x", "role/r"), _version]
	document := _facts(records)
	found := function_roles.uses with input as document
	{[role, proof.id] | some [_, role, proof] in found} == {
		[testing.iam("role/r"), _arn("x")],
		[testing.iam("role/old"), _version.id],
	}
}

test_functions_of_a_role if {
	document := _facts([
		_function("us-east-1", "x", "role/r"),
		_function("eu-west-1", "x", "role/r"),
		_function("us-east-1", "y", "role/r"),
		_function("us-east-1", "z", "role/s"),
	])
	found := function_roles.functions(testing.iam("role/r")) with input as document
	found == {"x", "y"}
	none := function_roles.functions(testing.iam("role/t")) with input as document
	none == set()
}

_powers(statements, properties) := {[message, arguments] | some [message, arguments, _] in found} if {
	document := _facts([_role(statements, properties)])
	found := function_roles.powers(testing.iam("role/r"), {"*", "s3:*"}, {"iam:PassRole"}) with input as document
}

_pass := _statement({"Action": ["iam:PassRole"]})

test_what_makes_an_administrator if {
	_powers([_statement({"Action": ["s3:*", "logs:*"]})], {}) == {["whole-service", [{"s3:*"}]]}
	_powers([_statement({"NotAction": ["iam:*"]})], {}) == {["not-action", []]}
	_powers([_pass], {}) == {["broad", [{"iam:PassRole"}, "*"]]}
	_powers([_statement({"Action": ["s3:GetObject"]})], {}) == set()
	policy := "arn:aws:iam::aws:policy/AdministratorAccess"
	attached := {"AttachedManagedPolicies": [{"PolicyArn": policy}]}
	_powers([], attached) == {["aws-full-access", [policy]]}
}

test_escalation_that_something_unread_may_deny if {
	boundary := {"PermissionsBoundary": {"PermissionsBoundaryArn": testing.iam("policy/b")}}
	_powers([_pass], boundary) == set()
}

_doubts(properties, gaps) := found if {
	document := testing.facts([_role([], properties)], {}, gaps)
	found := function_roles.doubts(testing.iam("role/r")) with input as document
}

test_doubts if {
	_doubts({}, []) == set()
	policy := testing.iam("policy/p")
	attached := {"AttachedManagedPolicies": [{"PolicyArn": policy}]}
	_doubts(attached, []) == {["base-policy-not-shown", [policy]]}
	boundary := {"PermissionsBoundary": {"PermissionsBoundaryArn": policy}}
	_doubts(boundary, []) == {["boundary-not-shown", [policy]]}
	unreadable := testing.gap("iam:GetAccountAuthorizationDetails", testing.iam("role/r"))
	_doubts({}, [unreadable]) == {["base-role-unreadable", [testing.iam("role/r")]]}
	document := _facts([])
	found := function_roles.doubts(testing.iam("role/r")) with input as document
	found == {["base-role-not-shown", [testing.iam("role/r")]]}
}
