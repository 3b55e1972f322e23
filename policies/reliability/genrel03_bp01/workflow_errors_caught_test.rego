package lens_test.genrel03_bp01.workflow_errors_caught_test

import data.lens_test.testing

_control := "GENREL03-BP01/workflow-errors-caught"

_id := testing.arn("states", "stateMachine:m")

_machine(properties) := testing.record("AWS::StepFunctions::StateMachine", _id, properties)

# A state machine with these states, and one that errors may lead to.
_with(states) := _machine({"definition": {"States": object.union(states, {"Later": {"Type": "Pass"}})}})

_task(resource, more) := object.union({"Type": "Task", "Resource": resource}, more)

_model := "arn:aws:states:::bedrock:invokeModel"

_call := "arn:aws:states:::lambda:invoke"

_caught := {"Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Later"}]}

_facts(records, workload, gaps) := object.union(testing.facts(records, {}, gaps), {"workload": workload})

_kinds(states) := testing.kinds(_control, _facts([_with(states)], {}, []))

_lost := [testing.gap("lambda:ListFunctions", "us-east-1")]

_kinds_with_a_loss(states) := testing.kinds(_control, _facts([_with(states)], {}, _lost))

test_uncaught_call_fails if {
	states := {"Ask": _task(_model, {}), "More": _task(_model, {}), "Good": _task(_model, _caught)}
	testing.results(_control, _facts([_with(states)], {}, [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::StepFunctions::StateMachine", "id": _id, "region": "us-east-1", "item": ""},
		"message": `no Catch for all errors of "Ask", "More" leads to a state that handles them`,
		"proof": [{"id": _id, "pointer": "/properties/definition"}],
		"causes": [],
	}]
}

test_uncaught_call_fails_whatever_was_not_read if {
	"fail" in _kinds_with_a_loss({"Ask": _task(_model, {})})
}

test_caught_calls_pass if {
	_kinds({"Ask": _task(_model, _caught)}) == ["pass"]
	_kinds({"Ask": _task(_model, _caught), "Tell": _task("arn:aws:states:::sns:publish", {})}) == ["pass"]
}

test_call_in_a_branch if {
	branches := [{"States": {"Ask": _task(_model, {})}}]
	_kinds({"All": {"Type": "Parallel", "Branches": branches}}) == ["fail"]
	_kinds({"All": object.union(_caught, {"Type": "Parallel", "Branches": branches})}) == ["pass"]
}

test_function_of_generative_ai if {
	action := testing.record(
		"AWS::Bedrock::AgentActionGroup",
		testing.arn("bedrock", "agent/A:DRAFT:action-group/G"),
		{"actionGroupExecutor": {"lambda": testing.arn("lambda", "function:ask")}},
	)
	named := _task(_call, {"Parameters": {"FunctionName": "ask"}})
	testing.kinds(_control, _facts([_with({"Ask": named}), action], {}, [])) == ["fail"]
	_kinds({"Ask": named}) == ["not_applicable"]
}

# Jobs are resources, and a state machine that makes them calls no model.
test_jobs_need_no_catch if {
	_kinds({"Tune": _task("arn:aws:states:::bedrock:createModelCustomizationJob.sync", {})}) == ["pass"]
}

test_function_that_the_input_names if {
	dynamic := {"Parameters": {"FunctionName.$": "$.tool"}}
	states := {"Ask": _task(_model, _caught), "Use": _task(_call, dynamic)}
	facts := _facts([_with(states)], {}, [])
	testing.kinds(_control, facts) == ["unknown"]
	testing.messages(_control, facts) == [concat(" ", [
		`"Use" call functions that the definition does not name,`,
		"and no Catch for all their errors leads to a state that handles them",
	])]
	both := {"Ask": _task(_model, _caught), "Use": _task(_call, object.union(dynamic, _caught))}
	_kinds(both) == ["pass"]
	_kinds({"Use": _task(_call, dynamic)}) == ["not_applicable"]
}

test_declared if {
	tell := _with({"Tell": _task("arn:aws:states:::sns:publish", {})})
	testing.kinds(_control, _facts([tell], {"state_machines": ["m"]}, [])) == ["pass"]
	testing.kinds(_control, _facts([tell], {}, [])) == ["not_applicable"]
}

test_definition_that_was_not_read_unknown if {
	gap := testing.gap("stepfunctions:DescribeStateMachine", _id)
	"unknown" in testing.kinds(_control, _facts([_machine({"type": "STANDARD"})], {}, [gap]))
	every definition in [{}, {"redacted": {"length": 3}}] {
		facts := _facts([_machine({"definition": definition})], {}, [])
		testing.kinds(_control, facts) == ["unknown"]
		testing.messages(_control, facts) == ["no call shows the states of its definition"]
	}
}

# A task that calls a function that was not seen may be uncaught.
test_what_was_not_read_unknown if {
	states := {"Ask": _task(_model, _caught), "Use": _task(_call, {"Parameters": {"FunctionName": "ask"}})}
	_kinds_with_a_loss(states) == ["unknown", "unknown"]
	_kinds_with_a_loss({"Ask": _task(_model, _caught)}) == ["pass", "unknown"]
}

test_denied_listing_unknown if {
	denied := testing.gap("stepfunctions:ListStateMachines", "us-east-1")
	testing.kinds(_control, _facts([], {}, [denied])) == ["unknown"]
}

test_no_state_machine_not_applicable if testing.kinds(_control, _facts([], {}, [])) == ["not_applicable"]
