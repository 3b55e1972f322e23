# METADATA
# title: Determine how long a run of each agent may last, and what stops it
# description: >-
#   An agent that loops is paid for until something stops it. Which limit is right depends on the
#   longest run that is still useful. No API shows it, so a person states it.
# custom:
#   id: GENCOST05-BP01/maximum-runtime-determined
#   severity: medium
#   precision: high
#   mode: attested
#   resources: [AWS::Account]
#   lists: ["@answering-agents", bedrock-agent:ListFlows, "@genai-state-machines"]
#   evidence: []
#   workload: [functions, sagemaker, state_machines]
#   params:
#     max_validity_days: 366
#   messages:
#     state: >-
#       state for each agent or workflow the longest useful run, its cost, what stops a longer one
#       (service, flow, orchestrator or application), how an asynchronous run is stopped, and what
#       the user sees then; write it with: genai-lens attest
#       GENCOST05-BP01/maximum-runtime-determined
#   item: none
#   remediation: >-
#     Measure runs with traces, choose the limit and what enforces it, write down the most that a
#     run may cost, and test that it stops. Then attest it.
package lens.controls.gencost05_bp01.maximum_runtime_determined

import data.lens.lib.answering
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.genai_state_machines

subjects := {facts.account("global") | count(_running) > 0}

# What may run for long. A gateway alone runs nothing.
_running := (_agents | _flows) | _machines

_agents := {r.id | some r in answering.all; r.type != "AWS::BedrockAgentCore::Gateway"}

_flows := {flow.id | some flow in input.resources["AWS::Bedrock::Flow"]}

_machines := {machine.id | some machine in genai_state_machines.machines}

violations := set()

reviews := {finding.of(subject, "state", [], []) | some subject in subjects}
