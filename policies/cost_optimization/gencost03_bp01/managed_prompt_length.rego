# METADATA
# title: Keep managed prompts within a token budget
# description: >-
#   Each call pays for the whole text of its prompt, and waits until the model has read it. A prompt that
#   grew by rules and examples is often longer than it needs to be.
# custom:
#   id: GENCOST03-BP01/managed-prompt-length
#   severity: low
#   precision: medium
#   mode: automated
#   resources: [AWS::Bedrock::Prompt, AWS::Bedrock::Flow]
#   lists: [bedrock-agent:ListPrompts, bedrock-agent:ListFlows]
#   evidence: ["@prompts-in-use"]
#   params:
#     max_prompt_tokens: 1500
#     max_cached_tokens: 8000
#     chars_per_token: 4
#   workload: [prompts]
#   messages:
#     long: its text has about %s tokens, and at most %s are allowed without a cache point
#     behind: about %s tokens stand behind its last cache point, and at most %s are allowed there
#     cached: its text has about %s tokens, and at most %s are allowed
#   item: part
#   remediation: >-
#     Remove what an evaluation shows to be unnecessary, move rare instructions into prompts of their own, and
#     put a cache point behind the rest.
package lens.controls.gencost03_bp01.managed_prompt_length

import data.lens.lib.finding
import data.lens.lib.prompt_texts
import data.lens.lib.prompts

_params := input.params["GENCOST03-BP01/managed-prompt-length"]

# The variant that is used where the caller names none. `rest` is the text that is read anew in each
# call.
_judged := [{"one": one, "all": prompt_texts.static(blocks), "rest": rest, "points": count(points)} |
	some one in prompts.all
	one.is_default
	blocks := prompt_texts.blocks(one.prompt)
	count(blocks) > 0
	points := prompt_texts.points(blocks)
	rest := prompt_texts.static(array.slice(blocks, max(points | {0}), count(blocks)))
]

subjects := ({j.one.subject | some j in _judged} | prompts.unread_prompts) | prompts.unread_flows

# A version that nothing names may not be in use: a person decides.
violations := {f | some [used, f] in _long; used}

reviews := {f | some [used, f] in _long; not used}

_long := {[j.one.used, finding.of(j.one.subject, message, [tokens, most], [proof])] |
	some j in _judged
	some [message, characters, most] in _parts(j)
	characters > most * _params.chars_per_token
	tokens := prompt_texts.tokens(characters, _params.chars_per_token)
	proof := {"id": j.one.id, "pointer": j.one.pointer}
}

_parts(j) := [["long", j.all, _params.max_prompt_tokens]] if j.points == 0

_parts(j) := [
	["behind", j.rest, _params.max_prompt_tokens],
	["cached", j.all, _params.max_cached_tokens],
] if {
	j.points > 0
}

relies_on := prompts.relies_on
