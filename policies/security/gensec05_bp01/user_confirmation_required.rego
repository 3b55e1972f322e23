# METADATA
# title: Ask the user to confirm every action that changes something
# description: >-
#   Whoever gets instructions in front of the model can make the agent call its functions. A user who is
#   asked sees what is about to happen, and can stop it.
# custom:
#   id: GENSEC05-BP01/user-confirmation-required
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::Bedrock::Agent]
#   lists:
#     - bedrock-agent:ListAgents
#     - bedrock-agent:GetAgentVersion
#     - bedrock-agent:ListAgentActionGroups
#   evidence: ["@deployed-versions", bedrock-agent:ListAgentActionGroups, bedrock-agent:GetAgentActionGroup]
#   params:
#     read_verbs: [get, list, describe, search, find, lookup, read, query, fetch, check, count, calculate,
#       summarize]
#     exempt_functions: []
#   messages:
#     functions: "functions of action group %s run without the user's confirmation: %s"
#     operations: >-
#       the API schema of action group %s has operations that change something without the user's
#       confirmation: %s
#     names: >-
#       functions of action group %s run without the user's confirmation and, as their names say, may change
#       something: %s
#     in-s3: the API schema of action group %s is in Amazon S3, and a scan does not read it
#     not-read: the API schema of action group %s cannot be understood
#     not-shown: it is not known what action group %s lets the agent call
#   item: none
#   remediation: >-
#     Set requireConfirmation on the function, or x-requireConfirmation in the API schema. Then prepare the
#     agent, create a version and move the alias to it.
package lens.controls.gensec05_bp01.user_confirmation_required

import data.lens.lib.action_groups
import data.lens.lib.exempt
import data.lens.lib.finding
import data.lens.lib.function_names

_params := input.params["GENSEC05-BP01/user-confirmation-required"]

subjects := {one.subject | some one in action_groups.all}

_run := [one | some one in action_groups.all; action_groups.runs(one.group)]

violations := {finding.absent(one.subject, message, arguments, [proof], one.missed) |
	some one in _run
	some [message, arguments, proof] in _faults(one.group)
}

_faults(g) := {["functions", [g.name, names], _functions(g)] |
	verbs := _params.read_verbs
	names := {name | some name in _unconfirmed(g); not function_names.begins_with(name, verbs)}
	count(names) > 0
} | {["operations", [g.name, number], {"id": g.id, "pointer": "/properties/apiSchema/payload"}] |
	number := action_groups.operations(g)
	number > 0
}

reviews := {finding.of(one.subject, "names", [one.group.name, names], [_functions(one.group)]) |
	some one in _run
	names := {name | some name in _unconfirmed(one.group); function_names.may_change(name)}
	count(names) > 0
}

_unconfirmed(g) := {name |
	exempted := _params.exempt_functions
	some name in action_groups.unconfirmed(g)
	not exempt.named(name, exempted)
}

_functions(g) := {"id": g.id, "pointer": "/properties/functionSchema/functions"}

unseen := {finding.of(one.subject, message, [one.group.name], [{"id": one.group.id, "pointer": ""}]) |
	some one in _run
	message := action_groups.unclear(one.group)
}

relies_on := action_groups.relies_on
