# METADATA
# title: Catch errors of model and tool calls in Step Functions and continue on a fallback path
# description: >-
#   Models throttle requests and time out, and tools fail. An error that no state catches ends the whole
#   execution, and what it had done before is lost. A retry alone does not help after its last attempt.
# custom:
#   id: GENREL03-BP01/workflow-errors-caught
#   severity: high
#   precision: medium
#   mode: automated
#   resources: [AWS::StepFunctions::StateMachine]
#   lists: ["@genai-state-machines"]
#   evidence: ["@genai-state-machines"]
#   params: {}
#   messages:
#     uncaught: no Catch for all errors of %s leads to a state that handles them
#     unnamed: >-
#       %s call functions that the definition does not name, and no Catch for all their errors leads to a
#       state that handles them
#     unread: no call shows the states of its definition
#   item: none
#   remediation: >-
#     Add a Catch for States.ALL that leads to another model, a default answer, or a queue for later work.
#   workload: [functions, sagemaker, state_machines]
package lens.controls.genrel03_bp01.workflow_errors_caught

import data.lens.lib.catches
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.genai_state_machines

subjects := {facts.subject(m) | some m in genai_state_machines.judged}

violations := {finding.of(facts.subject(m), "uncaught", [names], [proof]) |
	some m in genai_state_machines.judged
	names := _names(m, genai_state_machines.answering)
	count(names) > 0
	proof := {"id": m.id, "pointer": "/properties/definition"}
}

unseen := {finding.of(facts.subject(m), "unnamed", [names], []) |
	some m in genai_state_machines.judged
	names := _names(m, genai_state_machines.unnamed)
	count(names) > 0
} | {finding.of(facts.subject(m), "unread", [], []) |
	some m in genai_state_machines.judged
	m.id in genai_state_machines.unread
}

# Another task may call a function that was not seen. It matters only if its errors are not handled.
proven := {facts.subject(m) |
	unread := genai_state_machines.unread
	some m in genai_state_machines.judged
	id := m.id
	not id in unread
	count(_open[id]) == 0
}

relies_on := {[subject, "*"] | some subject in subjects}

_names(m, tasks) := genai_state_machines.names(genai_state_machines.paths(m.id, tasks) & _open[m.id])

# State machine -> the paths of the tasks whose errors are not handled.
_open := {id: paths |
	some m in genai_state_machines.judged
	id := m.id
	paths := catches.unhandled(m.properties.definition)
}
