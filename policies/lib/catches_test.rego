package lens_test.lib.catches_test

import data.lens.lib.catches

_bedrock := "arn:aws:states:::bedrock:invokeModel"

_call(more) := object.union({"Type": "Task", "Resource": _bedrock, "Next": "Done"}, more)

_to(names, next) := {"ErrorEquals": names, "Next": next}

_others := {
	"Done": {"Type": "Succeed"},
	"Fallback": {"Type": "Pass", "End": true},
	"Dead": {"Type": "Fail"},
	"Rest": {"Type": "Wait", "Next": "Dead"},
	"Later": {"Type": "Wait", "Next": "Fallback"},
}

_machine(state) := {"StartAt": "Ask", "States": object.union(_others, {"Ask": state})}

_open(state) := catches.unhandled(_machine(state))

_caught(catchers) if _open(_call({"Catch": catchers})) == set()

_uncaught(catchers) if _open(_call({"Catch": catchers})) == {["States", "Ask"]}

test_no_catch if {
	_open(_call({})) == {["States", "Ask"]}
	_open(_call({"Retry": [{"ErrorEquals": ["States.ALL"]}]})) == {["States", "Ask"]}
}

test_catch_for_all if {
	every name in ["States.ALL", "States.TaskFailed"] {
		every next in ["Fallback", "Later", "Done"] { _caught([_to([name], next)]) }
		every next in ["Dead", "Rest", "Gone"] { _uncaught([_to([name], next)]) }
	}
}

test_catch_for_some if {
	_uncaught([_to(["States.Timeout"], "Fallback")])
	_uncaught([_to(["Bedrock.ThrottlingException", "Bedrock.ModelTimeoutException"], "Fallback")])
	_caught([_to(["Bedrock.ThrottlingException"], "Dead"), _to(["States.ALL"], "Fallback")])
}

test_first_that_fits if {
	_uncaught([_to(["States.TaskFailed"], "Dead"), _to(["States.ALL"], "Fallback")])
	_uncaught([_to(["Bedrock.ThrottlingException"], "Fallback"), _to(["States.ALL"], "Dead")])
}

_all := [sprintf("Bedrock.%sException", [name]) |
	some name in [
		"AccessDenied", "InternalServer", "ModelError", "ModelNotReady", "ModelTimeout",
		"ResourceNotFound", "ServiceUnavailable", "Throttling", "Validation",
	]
]

test_all_errors_of_models if {
	_caught([_to(_all, "Fallback")])
	_caught([_to(array.slice(_all, 0, 4), "Fallback"), _to(array.slice(_all, 4, 9), "Later")])
	_uncaught([_to(array.slice(_all, 1, 9), "Fallback")])
	_uncaught([_to(array.slice(_all, 0, 4), "Fallback"), _to(array.slice(_all, 4, 9), "Dead")])
	function := _call({"Resource": "arn:aws:states:::lambda:invoke", "Catch": [_to(_all, "Fallback")]})
	_open(function) == {["States", "Ask"]}
}

test_catch_around if {
	inner := {"StartAt": "In", "States": {"In": _call({}), "Done": {"Type": "Succeed"}}}
	every around in [
		{"Type": "Parallel", "Branches": [inner]},
		{"Type": "Map", "ItemProcessor": inner},
		{"Type": "Map", "Iterator": inner},
	] {
		count(_open(around)) == 1
		_open(object.union(around, {"Catch": [_to(["States.ALL"], "Fallback")]})) == set()
		count(_open(object.union(around, {"Catch": [_to(["States.ALL"], "Dead")]}))) == 1
		count(_open(object.union(around, {"Catch": [_to(_all, "Fallback")]}))) == 1
	}
}

# Beside a Parallel state, not in it.
test_catch_beside if {
	around := {"Type": "Parallel", "Branches": [], "Catch": [_to(["States.ALL"], "Fallback")]}
	machine := {"States": object.union(_others, {"Ask": _call({}), "All": around})}
	catches.unhandled(machine) == {["States", "Ask"]}
}

# A state in a branch does not lead out of it.
test_next_in_the_branch if {
	caught := _call({"Catch": [_to(["States.ALL"], "Fallback")]})
	inner := {"StartAt": "In", "States": {"In": caught, "Done": {"Type": "Succeed"}}}
	count(_open({"Type": "Parallel", "Branches": [inner]})) == 1
}

test_names_like_members if {
	states := {"States": _call({"Catch": [_to(["States.ALL"], "Catch")]}), "Catch": {"Type": "Pass"}}
	catches.unhandled({"States": states}) == set()
}

test_no_tasks if {
	every definition in [{}, {"States": {"Done": {"Type": "Succeed"}}}, {"redacted": {"length": 3}}] {
		catches.unhandled(definition) == set()
	}
}
