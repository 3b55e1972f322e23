# METADATA
# title: State machines of generative AI
# description: |
#   State machines with a task that calls Amazon Bedrock, SageMaker AI or a function of generative AI,
#   and state machines that the configuration declares. A name that a task takes from its input does
#   not show which function it calls. A task that calls SageMaker AI counts if it names an endpoint of
#   a generative model, or if it names none and its Region has such an endpoint.
package lens.lib.genai_state_machines

import data.lens.lib.called_functions
import data.lens.lib.declared
import data.lens.lib.genai_functions
import data.lens.lib.generative_sagemaker

# One that is being deleted starts no execution, and cannot be changed.
_present := [m |
	some m in input.resources["AWS::StepFunctions::StateMachine"]
	not m.properties.status == "DELETING"
]

# {id, region}
machines := _calling | {{"id": m.id, "region": m.region} |
	known := declared.ids(input.workload.state_machines, _present)
	some m in _present
	m.id in known
}

_calling := {{"id": t.machine, "region": t.region} | some t in tasks}

# The ids, for a look-up.
ids := {m.id | some m in machines}

# The records of these, and of those whose definition was not read: nobody knows what they call.
judged := [m |
	some m in _present
	m.id in _judged
]

_judged := ids | unread

unread := {m.id | some m in _present; not _read(m)}

_read(m) if is_object(m.properties.definition.States)

# The paths of those of `tasks` that belong to a state machine, and the names of states at `paths`.
paths(machine, tasks) := {task.path | some task in tasks; task.machine == machine}

names(found) := {path[count(path) - 1] | some path in found}

# {machine, region, path, calls, resource}: the tasks that call a model or a function of generative
# AI. `path` is the path of the state in the definition, and `calls` is "bedrock", "sagemaker" or
# "function".
tasks := {task |
	some m in _present
	walk(m.properties.definition, [path, state])
	state.Type == "Task"
	is_string(state.Resource)
	some calls in _calls(state, m.region)
	task := {"machine": m.id, "region": m.region, "path": path, "calls": calls, "resource": state.Resource}
}

# Those that wait for an answer of a model, agent or function. Others manage resources and jobs.
answering := {task |
	some task in tasks
	resource := task.resource
	not _manages(resource)
}

_manages(resource) if regex.match(`:states:[^:]*:[^:]*:(bedrock|sagemaker):(create|update)`, resource)

_manages(resource) if regex.match(`:aws-sdk:(bedrock|bedrockagent|sagemaker)(corecontrol)?:`, resource)

# {machine, path}: the tasks that take the name of the function that they call from their input.
unnamed := {{"machine": m.id, "path": path} |
	some m in _present
	walk(m.properties.definition, [path, state])
	state.Type == "Task"
	is_string(state.Resource)
	regex.match(`^arn:[^:]*:states:[^:]*:[^:]*:(aws-sdk:)?lambda:invoke`, state.Resource)
	count(_named(state.Resource, state, m.region)) == 0
}

_calls(state, _) := {"bedrock"} if regex.match(`:states:[^:]*:[^:]*:(aws-sdk:)?bedrock`, state.Resource)

# Bedrock's API by an API key, as that of a web server, a gateway of AgentCore, or a VPC endpoint.
_calls(state, _) := {"bedrock"} if {
	regex.match(`:states:[^:]*:[^:]*:http:invoke$`, state.Resource)
	some member in ["Parameters", "Arguments"]
	host := state[member].ApiEndpoint
	is_string(host)
	regex.match(`(^|[.])bedrock[a-z-]*[.]`, host)
}

_calls(state, region) := {"sagemaker"} if {
	regex.match(`:states:[^:]*:[^:]*:(aws-sdk:)?sagemaker`, state.Resource)
	names := [name |
		some member in ["Parameters", "Arguments"]
		name := state[member].EndpointName
		is_string(name)
	]
	generative_sagemaker.may_call(region, concat("", names))
}

_calls(state, region) := {"function" | some arn in named; arn in _functions} if {
	regex.match(`^arn:[^:]*:(lambda:|states:[^:]*:[^:]*:(aws-sdk:)?lambda:)`, state.Resource)
	named := _named(state.Resource, state, region)
}

# The ARNs of the functions that a task calls: its resource is the function, or the call of one.
_named(resource, _, _) := {called_functions.function(resource)} if contains(resource, ":function:")

_named(resource, state, region) := {arn |
	some member in ["Parameters", "Arguments"]
	name := state[member].FunctionName
	is_string(name)
	not startswith(name, "{%")
	arn := _arn(name, region)
} if {
	not contains(resource, ":function:")
}

# The convention test lets functions read only rules of their own package, for regorus's sake.
_functions := genai_functions.arns

_arn(name, _) := called_functions.function(name) if startswith(name, "arn:")

_arn(name, region) := _in(region, input.account, split(name, ":")[0]) if {
	not startswith(name, "arn:")
	not contains(name, ":function:")
}

# The account of the function, its name, and perhaps an alias or a version.
_arn(name, region) := _in(region, account, split(rest, ":")[0]) if {
	not startswith(name, "arn:")
	[account, rest] := split(name, ":function:")
}

_in(region, account, name) := concat(":", ["arn", input.partition, "lambda", region, account, function]) if {
	function := sprintf("function:%s", [name])
}
