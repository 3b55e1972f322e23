# METADATA
# title: Set a response length limit on every managed prompt variant
# description: >-
#   A response costs more than a prompt of the same length, and one that does not end costs as much as the
#   model allows. A limit is an upper bound for each call.
# custom:
#   id: GENCOST03-BP02/prompt-max-tokens
#   severity: medium
#   precision: high
#   mode: automated
#   resources: [AWS::Bedrock::Prompt]
#   lists: [bedrock-agent:ListPrompts]
#   evidence: ["@prompts-in-use", "@prompt-models", bedrock:ListFoundationModels]
#   params:
#     max_tokens: 4096
#   workload: [prompts]
#   messages:
#     none: it has no limit of the response's tokens
#     high: the limit of the response is %s tokens, and at most %s are allowed
#   item: part
#   remediation: Set maxTokens to the length of the longest useful responses, plus a margin.
package lens.controls.gencost03_bp02.prompt_max_tokens

import data.lens.lib.finding
import data.lens.lib.foundation_models
import data.lens.lib.prompts

_params := input.params["GENCOST03-BP02/prompt-max-tokens"]

# A variant that an agent answers has no model.
_judged := [one |
	some one in prompts.managed
	one.prompt.modelId
	not _pictures(one)
]

# A model returns pictures, for example. One that no Region lists returns text.
_pictures(one) if {
	count(one.models) > 0
	every model in one.models {
		kinds := foundation_models.outputs[model]
		not "TEXT" in kinds
	}
}

subjects := {one.subject | some one in _judged} | prompts.unread_prompts

# A version that nothing names may not be in use: a person decides.
violations := {f | some [one, f] in _wrong; one.used}

reviews := {object.remove(f, ["absent_from"]) | some [one, f] in _wrong; not one.used}

_wrong := {[one, finding.of(one.subject, "high", [limit, _params.max_tokens], [_proof(one)])] |
	some one in _judged
	some limit in _limits(one.prompt)
	limit > _params.max_tokens
} | {[one, finding.absent(one.subject, "none", [], [_proof(one)], _shown)] |
	some one in _judged
	count(_limits(one.prompt)) == 0
}

# What shows that a model returns no text.
_shown := ["bedrock:ListFoundationModels"]

_proof(one) := {"id": one.id, "pointer": one.pointer}

# A limit of 0 is none.
_limits(prompt) := {limit |
	some limit in array.concat(
		[object.get(prompt, ["inferenceConfiguration", "text", "maxTokens"], 0)],
		[limit |
			some name in ["max_tokens", "maxTokens", "max_gen_len", "max_completion_tokens"]
			limit := prompt.additionalModelRequestFields.redacted.signs[name]
		],
	)
	limit > 0
}

# A limit stands, whatever the model returns.
proven := {one.subject | some one in _judged} - {f.subject | some [_, f] in _wrong}

relies_on := prompts.relies_on
