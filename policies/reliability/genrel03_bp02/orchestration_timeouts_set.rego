# METADATA
# title: Set timeouts on Step Functions workflows and API integrations that wait for models or agents
# description: >-
#   A model or an agent may take long, and whoever has a task token may never answer. Without a timeout
#   a standard workflow waits for up to a year. Nobody notices, and a user never gets an answer.
# custom:
#   id: GENREL03-BP02/orchestration-timeouts-set
#   severity: high
#   precision: high
#   mode: automated
#   resources:
#     - AWS::StepFunctions::StateMachine
#     - AWS::ApiGateway::RestApi
#     - AWS::ApiGatewayV2::Api
#     - AWS::Lambda::Function
#   lists: ["@genai-apis"]
#   evidence: ["@genai-apis"]
#   params:
#     max_integration_ms: 120000
#     max_durable_seconds: 86400
#   messages:
#     unlimited: "the state machine has no timeout, and these tasks have none: %s"
#     unanswered: "these tasks wait for a task token, and have no heartbeat and no timeout of their own: %s"
#     unnamed: "these tasks have no timeout, and call functions that the definition does not name: %s"
#     unread: no call shows the states of its definition
#     integration: the timeout is %s ms, and at most %s ms are allowed
#     durable: an execution may take %s, and at most %s are allowed
#     unshown: no call shows how long an execution may take
#   item: part
#   remediation: >-
#     Add TimeoutSeconds to the state machine and to each task that waits, and HeartbeatSeconds to tasks
#     with a task token. Lower the timeouts of integrations and durable functions.
#   workload: [functions, sagemaker, state_machines, apis]
package lens.controls.genrel03_bp02.orchestration_timeouts_set

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.genai_functions
import data.lens.lib.genai_state_machines
import data.lens.lib.integrations
import data.lens.lib.timeouts

_params := input.params["GENREL03-BP02/orchestration-timeouts-set"]

_durable := [f |
	some f in input.resources["AWS::Lambda::Function"]
	f.properties.DurableConfig
	f.id in genai_functions.arns
]

subjects := {facts.subject(r) | some list in [genai_state_machines.judged, _durable]; some r in list} | _parts

_parts := {i.subject | some i in integrations.all}

violations := ({finding.of(_machine(id), kind, [names], [{"id": id, "pointer": "/properties/definition"}]) |
	some [id, kind, names] in timeouts.faults
	kind != "unnamed"
} | {finding.of(i.subject, "integration", [i.milliseconds, allowed], [i.proof]) |
	allowed := _params.max_integration_ms
	some i in integrations.all
	i.milliseconds > allowed
}) | {finding.of(facts.subject(f), "durable", [{"seconds": found}, {"seconds": allowed}], [proof]) |
	allowed := _params.max_durable_seconds
	some f in _durable
	found := f.properties.DurableConfig.ExecutionTimeout
	found > allowed
	proof := {"id": f.id, "pointer": "/properties/DurableConfig/ExecutionTimeout"}
}

unseen := ({finding.of(_machine(id), kind, [names], []) |
	some [id, kind, names] in timeouts.faults
	kind == "unnamed"
} | {finding.of(_machine(id), "unread", [], []) | some id in genai_state_machines.unread}) | _unshown

_unshown := {finding.of(facts.subject(f), "unshown", [], []) |
	some f in _durable
	not f.properties.DurableConfig.ExecutionTimeout
}

_machine(id) := facts.subject(facts.get("AWS::StepFunctions::StateMachine", id))

# A timeout that was read stands. A task without one may call what was not seen.
proven := (_parts | {_machine(id) | some id in timeouts.limited}) | {facts.subject(f) |
	some f in _durable
	is_number(f.properties.DurableConfig.ExecutionTimeout)
}

relies_on := {[subject, "*"] | some subject in subjects}
