package lens_test.lib.timeouts_test

import data.lens.lib.timeouts
import data.lens_test.testing

_model := "arn:aws:states:::bedrock:invokeModel"

_token := "arn:aws:states:::lambda:invoke.waitForTaskToken"

_task(resource, more) := object.union({"Type": "Task", "Resource": resource}, more)

_plain := _task(_model, {})

# Another call of a model makes it a state machine of generative AI.
_machine(type, states, more) := testing.record(
	"AWS::StepFunctions::StateMachine",
	testing.arn("states", "stateMachine:m"),
	{"type": type, "definition": object.union({"States": object.union(states, {"Other": _short})}, more)},
)

_short := _task(_model, {"TimeoutSeconds": 30})

# {[kind, name of a task]}
_of(machine) := {[fault[1], name] | some fault in found; some name in fault[2]} if {
	found := timeouts.faults with input as testing.facts([machine], {}, [])
}

_faults(state, more) := _of(_machine("STANDARD", {"Ask": state}, more))

_limited(machine) if {
	found := timeouts.limited with input as testing.facts([machine], {}, [])
	found == {machine.id}
}

test_no_timeout if {
	_faults(_plain, {}) == {["unlimited", "Ask"]}
	_faults(_task(_model, {"HeartbeatSeconds": 60}), {}) == {["unlimited", "Ask"]}
	not _limited(_machine("STANDARD", {"Ask": _plain}, {}))
}

test_timeout_of_the_task if {
	every more in [
		{"TimeoutSeconds": 60},
		{"TimeoutSecondsPath": "$.limit"},
		{"TimeoutSeconds": "{% $limit %}"},
	] {
		_faults(_task(_model, more), {}) == set()
		_limited(_machine("STANDARD", {"Ask": _task(_model, more)}, {}))
	}
}

test_timeout_of_the_state_machine if {
	_faults(_plain, {"TimeoutSeconds": 3600}) == set()
	_limited(_machine("STANDARD", {"Ask": _plain}, {"TimeoutSeconds": 3600}))
}

test_timeout_of_a_year_is_none if {
	every seconds in [99999999, 31536000, null] {
		_faults(_task(_model, {"TimeoutSeconds": seconds}), {}) == {["unlimited", "Ask"]}
		_faults(_plain, {"TimeoutSeconds": seconds}) == {["unlimited", "Ask"]}
	}
	_faults(_task(_model, {"TimeoutSeconds": 31535999}), {}) == set()
}

test_express_workflow if {
	machine := _machine("EXPRESS", {"Ask": _plain, "Wait": _task(_token, {})}, {})
	_of(machine) == set()
	_limited(machine)
}

_map(type) := {
	"Type": "Map",
	"ItemProcessor": {
		"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": type},
		"States": {"In": _plain},
	},
}

test_children_of_a_map if {
	_faults(_map("STANDARD"), {}) == {["unlimited", "In"]}
	_faults(_map("EXPRESS"), {}) == set()
	_of(_machine("STANDARD", {"Each": _map("EXPRESS"), "Ask": _plain}, {})) == {["unlimited", "Ask"]}
}

test_task_token if {
	every more in [{}, {"HeartbeatSeconds": 99999999}] {
		_faults(_task(_token, more), {"TimeoutSeconds": 3600}) == {["unanswered", "Ask"]}
		_faults(_task(_token, more), {}) == {["unanswered", "Ask"], ["unnamed", "Ask"]}
	}
	every more in [{"HeartbeatSeconds": 60}, {"HeartbeatSecondsPath": "$.beat"}] {
		_faults(_task(_token, more), {"TimeoutSeconds": 3600}) == set()
	}
	_faults(_task(_token, {"HeartbeatSeconds": 60, "Parameters": {"FunctionName": "x"}}), {}) == {[
		"unlimited",
		"Ask",
	]}
	_faults(_task(_token, {"TimeoutSeconds": 60}), {}) == set()
}

test_activity if {
	_faults(_task("arn:aws:states:us-east-1:111122223333:activity:approve", {}), {}) == {["unlimited", "Ask"]}
}

test_task_that_waits_for_nobody if {
	every resource in ["arn:aws:states:::sqs:sendMessage", 7] {
		_faults(_task(resource, {}), {}) == set()
	}
	not _limited(_machine("STANDARD", {"Ask": _task("arn:aws:states:::sqs:sendMessage", {})}, {}))
}

test_function_that_the_input_names if {
	call := _task("arn:aws:states:::lambda:invoke", {"Parameters": {"FunctionName.$": "$.tool"}})
	_faults(call, {}) == {["unnamed", "Ask"]}
	_faults(call, {"TimeoutSeconds": 60}) == set()
}

test_definition_that_was_not_read if {
	every properties in [{"type": "STANDARD"}, {"type": "STANDARD", "definition": {}}] {
		machine := object.union(
			object.remove(_machine("STANDARD", {}, {}), ["properties"]),
			{"properties": properties},
		)
		_of(machine) == set()
		not _limited(machine)
	}
}
