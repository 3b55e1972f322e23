# METADATA
# title: Put a cache point behind every large static prompt prefix
# description: >-
#   Without a cache, a model reads the same instructions again in each call. A cached prefix is read
#   faster and costs less, but only as far as nothing in it changes.
# custom:
#   id: GENPERF02-BP01/prompt-cache-points
#   severity: low
#   precision: medium
#   mode: automated
#   resources: [AWS::Bedrock::Prompt, AWS::Bedrock::Flow]
#   lists: [bedrock-agent:ListPrompts, bedrock-agent:ListFlows]
#   evidence: ["@prompts-in-use", "@prompt-models"]
#   params:
#     chars_per_token: 4
#     caching_models: {}
#   workload: [prompts]
#   messages:
#     none: about %s tokens at its start never change, and it has no cache point
#     behind: about %s tokens at its start never change, and its first cache point is behind a variable
#     early: its cache point is behind about %s tokens, and the model caches from %s tokens on
#     plain: about %s tokens at its start never change; a cache point can follow them if its type is CHAT
#     model: it names %s, and which models that stands for was not read
#   item: part
#   remediation: Put the static instructions first, then a cache point, then everything with a variable.
package lens.controls.genperf02_bp01.prompt_cache_points

import data.lens.lib.finding
import data.lens.lib.prompt_caches
import data.lens.lib.prompt_texts
import data.lens.lib.prompts

_params := input.params["GENPERF02-BP01/prompt-cache-points"]

# The static prefix is long enough to be cached.
_large := [{"one": one, "least": least, "blocks": blocks, "prefix": prefix} |
	some one in prompts.all
	least := max({_least[model] | some model in one.models})
	blocks := _cacheable(one.prompt, one.models)
	prefix := prompt_texts.prefix(blocks)
	prefix >= least * _params.chars_per_token
]

_least := object.union(prompt_caches.least, _params.caching_models)

_cacheable(prompt, models) := blocks if {
	every model in models { prompt_caches.with_tools(model) }
	blocks := prompt_texts.blocks(prompt)
} else := prompt_texts.texts(prompt)

subjects := ({l.one.subject | some l in _large} | {f.subject | some f in unseen}) | _unread

_unread := prompts.unread_prompts | prompts.unread_flows

# A plain text cannot have a cache point before a variable, and a version that nothing names may not
# be in use: a person decides.
violations := {f | some [l, f] in _wrong; l.one.used; f.message != "plain"}

reviews := {f | some [_, f] in _wrong} - violations

_wrong := {[l, finding.of(l.one.subject, message, numbers, [proof])] |
	some l in _large
	[message, numbers] := _fault(l, prompt_texts.first_variable(l.blocks))
	proof := {"id": l.one.id, "pointer": l.one.pointer}
}

# [the name of the message, its arguments]
_fault(l, variable) := fault if {
	l.one.prompt.templateConfiguration.text
	variable < count(l.blocks)
	fault := ["plain", [_tokens(l.prefix)]]
} else := fault if {
	count(_points(l, variable)) == 0
	all := prompt_texts.points(l.blocks)
	fault := [object.get({0: "none"}, count(all), "behind"), [_tokens(l.prefix)]]
} else := fault if {
	cached := prompt_texts.static(array.slice(l.blocks, 0, max(_points(l, variable))))
	cached < l.least * _params.chars_per_token
	fault := ["early", [_tokens(cached), l.least]]
}

_points(l, end) := {i | some i in prompt_texts.points(l.blocks); i < end}

_tokens(characters) := prompt_texts.tokens(characters, _params.chars_per_token)

unseen := {finding.of(one.subject, "model", [name], []) |
	some one in prompts.all
	name := one.prompt.modelId
	count(one.models) == 0
	prefix := prompt_texts.prefix(prompt_texts.blocks(one.prompt))
	prefix >= min({n | some n in _least}) * _params.chars_per_token
}

relies_on := prompts.relies_on
