package lens_test.lib.action_functions_test

import data.lens.lib.action_functions
import data.lens_test.testing

_arn(name) := testing.arn("lambda", sprintf("function:%s", [name]))

_group(id, arn) := testing.record(
	"AWS::Bedrock::AgentActionGroup",
	testing.arn("bedrock", sprintf("agent/A:DRAFT:action-group/%s", [id])),
	{"actionGroupExecutor": {"lambda": arn}},
)

_evaluator := testing.record(
	"AWS::BedrockAgentCore::Evaluator",
	testing.arn("bedrock-agentcore", "evaluator/E"),
	{"evaluatorConfig": {"codeBased": {"lambdaConfig": {"lambdaArn": _arn("scores")}}}},
)

_function := testing.record("AWS::Lambda::Function", _arn("x"), {"Role": testing.iam("role/x")})

_document := testing.facts(
	[_group("G1", _arn("x")), _group("G2", _arn("x:live")), _group("G3", _arn("y")), _evaluator, _function],
	{},
	[],
)

test_functions_by_what_names_them if {
	found := action_functions.all with input as _document
	{[split(one.subject.id, "function:")[1], one.arns, count(one.by)] | some one in found} == {
		["x", {_arn("x"), _arn("x:live")}, 2],
		["y", {_arn("y")}, 1],
	}
	{one.subject.region | some one in found} == {"us-east-1"}
}

test_record_of_a_function_of_the_account if {
	found := action_functions.all with input as _document
	known := {r.id | some one in found; r := action_functions.record(one)} with input as _document
	known == {_arn("x")}
}

test_relies_on_what_names_it if {
	found := action_functions.relies_on with input as _document
	{[split(s.id, "function:")[1], split(by, "group/")[1]] | some [s, by] in found} == {
		["x", "G1"],
		["x", "G2"],
		["y", "G3"],
	}
}
