# METADATA
# title: Use low randomness where the output must be repeatable
# description: >-
#   A program reads JSON, a class or the call of a tool, and a judge gives a mark. The more random the model
#   is, the more often such an output is malformed, or another one the next time.
# custom:
#   id: GENPERF02-BP02/low-randomness-for-repeatable-output
#   severity: low
#   precision: medium
#   mode: automated
#   resources: [AWS::Bedrock::Prompt, AWS::Bedrock::Flow, AWS::BedrockAgentCore::Evaluator]
#   lists: [bedrock-agent:ListPrompts, bedrock-agent:ListFlows, bedrock-agentcore-control:ListEvaluators]
#   evidence: ["@prompts-in-use", "@prompt-models", bedrock-agentcore-control:GetEvaluator]
#   params:
#     max_temperature: 0.5
#     max_top_p: 0.9
#     no_sampling_models: []
#     structured_signs: [json, xml, classify, only_output, structured]
#   workload: [prompts]
#   messages:
#     hot: its output must be repeatable, its temperature is %s, and at most %s is allowed
#     wide: its output must be repeatable, it sets no temperature, its top-p is %s, and at most %s is allowed
#     unset: its output must be repeatable, and it sets neither temperature nor top-p
#     phrases: the phrases under signs in genai-lens.yaml changed after its text was read, so scan again
#   item: part
#   remediation: >-
#     Lower the temperature for extraction, classification, tools and judges, and keep higher values for
#     creative texts.
package lens.controls.genperf02_bp02.low_randomness_for_repeatable_output

import data.lens.lib.exempt
import data.lens.lib.finding
import data.lens.lib.judges
import data.lens.lib.output_forms
import data.lens.lib.prompts
import data.lens.lib.sampling

_params := input.params["GENPERF02-BP02/low-randomness-for-repeatable-output"]

_judged := [one |
	some one in array.concat(judges.all, _structured)
	names := one.models | {one.prompt.modelId}
	not _is_exempt(names)
]

# A variant that an agent answers has no model.
_structured := [one |
	some one in prompts.all
	one.prompt.modelId
	output_forms.is_fixed(one.prompt.templateConfiguration, _asked - _other)
]

_asked := {name | some name in _params.structured_signs}

# Signs of other phrases say nothing about those that are asked for now.
_other := {name | some name in input.other_signs} & _asked

unseen := {finding.of(one.subject, "phrases", [], []) |
	count(_other) > 0
	some one in prompts.all
	one.prompt.modelId
	template := one.prompt.templateConfiguration
	known := _asked - _other
	not output_forms.is_fixed(template, known)
}

_is_exempt(names) if {
	some name in names
	exempt.named(name, _params.no_sampling_models)
}

subjects := ({one.subject | some one in _judged} | {f.subject | some f in unseen}) | _unread

_unread := judges.unread | (prompts.unread_prompts | prompts.unread_flows)

# A version that nothing names may not be in use: a person decides.
violations := {f | some [used, f] in _random; used}

reviews := {f | some [used, f] in _random; not used}

_random := {[one.used, finding.of(one.subject, message, arguments, [proof])] |
	some one in _judged
	some [message, arguments] in _fault(one.prompt)
	proof := {"id": one.id, "pointer": one.pointer}
}

_fault(config) := fault if {
	temperature := sampling.temperature(config)
	fault := {["hot", [temperature, _params.max_temperature]] | temperature > _params.max_temperature}
} else := fault if {
	top_p := sampling.top_p(config)
	fault := {["wide", [top_p, _params.max_top_p]] | top_p > _params.max_top_p}
} else := {["unset", []]}

relies_on := prompts.relies_on
