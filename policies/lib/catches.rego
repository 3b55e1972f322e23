# METADATA
# title: Errors that state machines handle
# description: |
#   A task handles its errors if a Catch for all of them leads to a state that does something, or if
#   that of the Parallel or Map state around it does. A Catch that leads to a Fail state alone ends the
#   execution as no Catch would. A Retry gives up after its last attempt.
package lens.lib.catches

# The paths of the tasks of a definition whose errors are not handled.
unhandled(definition) := {path |
	walk(definition, [path, state])
	state.Type == "Task"
	not _handled(definition, path)
}

# At one of the levels around the task: the state itself, or one that it is in.
_handled(definition, path) if {
	walk(definition, [at, states])
	at[count(at) - 1] == "States"
	array.slice(path, 0, count(at)) == at
	state := states[path[count(at)]]
	_catches(state, states)
}

# Of several that fit, Step Functions takes the first.
_catches(state, states) if {
	all := [catcher.Next |
		some catcher in state.Catch
		count(_names(catcher) & {"States.ALL", "States.TaskFailed"}) > 0
	]
	_does(all[0], states)
}

# A call of Bedrock may name all errors of models instead, with a prefix.
_catches(state, states) if {
	is_string(state.Resource)
	contains(state.Resource, "bedrock")
	named := {regex.replace(name, `^.*[.]`, "") |
		some catcher in state.Catch
		_does(catcher.Next, states)
		some name in _names(catcher)
	}
	count(_of_models - named) == 0
}

# What InvokeModel and Converse have in common.
_of_models := {
	"AccessDeniedException", "InternalServerException", "ModelErrorException",
	"ModelNotReadyException", "ModelTimeoutException", "ResourceNotFoundException",
	"ServiceUnavailableException", "ThrottlingException", "ValidationException",
}

_names(catcher) := {name | some name in catcher.ErrorEquals; is_string(name)}

# Whether something is done after an error: waiting and failing are nothing.
_does(next, states) if {
	ways := {at: _after(state) | some at, state in states}
	some name in graph.reachable(ways, {next})
	type := states[name].Type
	not type in {"Fail", "Wait"}
}

_after(state) := {next | state.Type == "Wait"; next := state.Next}
