# METADATA
# title: Tune temperature or top-p, not both on the same prompt
# description: >-
#   Temperature and top-p both narrow which token comes next, one after the other. Whoever tunes both cannot
#   tell which of them changed an answer.
# custom:
#   id: GENPERF02-BP02/one-sampling-control
#   severity: low
#   precision: high
#   mode: automated
#   resources: [AWS::Bedrock::Prompt, AWS::Bedrock::Flow, AWS::BedrockAgentCore::Harness]
#   lists: [bedrock-agent:ListPrompts, bedrock-agent:ListFlows, bedrock-agentcore-control:ListHarnesses]
#   evidence: ["@prompts-in-use", bedrock-agentcore-control:GetHarness]
#   params: {}
#   workload: [prompts]
#   messages:
#     both: its temperature is %s, and its top-p is %s
#   item: part
#   remediation: Tune one of the two, and leave the other at its default.
package lens.controls.genperf02_bp02.one_sampling_control

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.prompts
import data.lens.lib.sampling

# What is being changed, or could not be changed, answers as before.
_harnesses := [h |
	some h in input.resources["AWS::BedrockAgentCore::Harness"]
	h.properties.status in {"READY", "UPDATING", "UPDATE_FAILED"}
]

# A variant that an agent answers has no model.
_judged := array.concat([one | some one in prompts.all; one.prompt.modelId], _models)

_models := [one |
	some h in _harnesses
	some model in h.properties.model
	pointer := "/properties/model"
	one := {"subject": facts.subject(h), "prompt": model, "id": h.id, "pointer": pointer, "used": true}
]

subjects := {one.subject | some one in _judged} | ((_all | prompts.unread_prompts) | prompts.unread_flows)

_all := {facts.subject(h) | some h in _harnesses}

# A version that nothing names may not be in use: a person decides.
violations := {f | some [used, f] in _both; used}

reviews := {f | some [used, f] in _both; not used}

_both := {[one.used, finding.of(one.subject, "both", [temperature, top_p], [proof])] |
	some one in _judged
	temperature := sampling.temperature(one.prompt)
	top_p := sampling.top_p(one.prompt)
	temperature < 1
	top_p < 1
	proof := {"id": one.id, "pointer": one.pointer}
}

relies_on := prompts.relies_on
