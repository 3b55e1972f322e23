# METADATA
# title: State machines that may wait without a limit
# description: |
#   A standard workflow runs for up to a year. A task is limited by its own timeout, or by that of the
#   state machine. An express workflow ends after five minutes, and so do the children of a map that
#   runs them as express workflows. A timeout of a year or more is no limit: 99999999 is the default.
package lens.lib.timeouts

import data.lens.lib.genai_state_machines

# {[id of a state machine, kind, names of its tasks]}. Tasks without a limit wait for an answer
# ("unlimited"), or call a function that the definition does not name ("unnamed"). Tasks that wait
# for a task token have neither a heartbeat nor a timeout of their own ("unanswered").
faults := {[m.id, kind, names] |
	some m in genai_state_machines.judged
	some kind, paths in {"unlimited": _endless(m), "unnamed": _unclear(m), "unanswered": _unanswered(m)}
	count(paths) > 0
	names := genai_state_machines.names(paths)
}

# The ids of the state machines whose tasks all have a limit, whatever they call.
limited := {m.id |
	unread := genai_state_machines.unread
	some m in genai_state_machines.judged
	id := m.id
	not id in unread
	count(_unlimited(m)) == 0
} | {m.id | some m in genai_state_machines.judged; _express(m)}

_endless(m) := (waiting & _unlimited(m)) - _unanswered(m) if {
	waiting := genai_state_machines.paths(m.id, _answering) | _called_back(m)
}

_unclear(m) := genai_state_machines.paths(m.id, _unnamed) & _unlimited(m)

# The convention test lets functions read only rules of their own package, for regorus's sake.
_answering := genai_state_machines.answering

_unnamed := genai_state_machines.unnamed

_unlimited(m) := {path |
	some path, state in _tasks(m)
	not _limited(state, "Timeout")
	not _ends(m)
	not _short(m, path)
}

_unanswered(m) := {path |
	some path, state in _tasks(m)
	endswith(state.Resource, ".waitForTaskToken")
	not _limited(state, "Timeout")
	not _limited(state, "Heartbeat")
}

# A person or a program answers: with a task token, or as the worker of an activity.
_called_back(m) := {path |
	some path, state in _tasks(m)
	regex.match(`([.]waitForTaskToken$|:activity:)`, state.Resource)
}

# Path -> task.
_tasks(m) := {path: state |
	not _express(m)
	walk(m.properties.definition, [path, state])
	state.Type == "Task"
	is_string(state.Resource)
}

_express(m) if m.properties.type == "EXPRESS"

_ends(m) if {
	definition := m.properties.definition
	_limited(definition, "Timeout")
}

_limited(state, kind) if {
	seconds := state[sprintf("%sSeconds", [kind])]
	is_number(seconds)
	seconds < ((365 * 24) * 60) * 60
}

# The input decides: by a path, or by an expression in JSONata.
_limited(state, kind) if is_string(state[sprintf("%sSecondsPath", [kind])])

_limited(state, kind) if is_string(state[sprintf("%sSeconds", [kind])])

_short(m, path) if {
	walk(m.properties.definition, [at, processor])
	processor.ProcessorConfig.ExecutionType == "EXPRESS"
	array.slice(path, 0, count(at)) == at
}
