# METADATA
# title: Which prompts, inline and managed, are in use
# description: |
#   The variants of managed prompts, and the prompts that stand in the nodes of flows and of their
#   loops. The draft of a prompt counts, and so does each version that a flow or the section
#   `workload` names. Any other version may be in use too: the code that calls it is not read. Of a
#   flow, the draft counts and each version that an alias routes to.
package lens.lib.prompts

import data.lens.lib.facts
import data.lens.lib.models_in_use
import data.lens.lib.prompt_uses
import data.lens.lib.wildcards

# [{subject, prompt, is_default, models, id, pointer, used}, ...]: what is judged, the prompt as AWS
# returns it, whether it is the default variant, the normal ids of its models, where it stands, and
# whether something names it. The `item` of a subject is the version of the prompt or flow, and the
# name of the variant or node. `models` is empty if the prompt names none, or one of which no
# listing shows what it stands for.
all := array.concat(managed, inline)

managed := array.concat(_drafts, _versions)

_drafts := [one |
	some p in input.resources["AWS::Bedrock::Prompt"]
	some one in _variants(p, p, "DRAFT", true)
]

_versions := [one |
	some v in input.resources["AWS::Bedrock::PromptVersionSummary"]
	p := facts.get("AWS::Bedrock::Prompt", prompt_uses.plain(v.id))
	id := v.id
	used := count({id} & _named) > 0
	some one in _variants(p, v, _number(v), used)
]

_variants(p, r, version, used) := [one |
	some i, variant in r.properties.variants
	name := object.get(variant, "name", "")
	chosen := object.get(r.properties, "defaultVariant", name)
	one := {
		"subject": facts.item(p, sprintf("%s/%s", [version, name])),
		"prompt": variant,
		"is_default": chosen == name,
		"models": _models(object.get(variant, "modelId", "")),
		"id": r.id,
		"pointer": sprintf("/properties/variants/%d", [i]),
		"used": used,
	}
]

inline := [one |
	some type, draft in {"AWS::Bedrock::Flow": "DRAFT", "AWS::Bedrock::FlowVersion": ""}
	some r in input.resources[type]
	flow := facts.get("AWS::Bedrock::Flow", prompt_uses.plain(r.id))
	version := concat("", [draft, _number(r)])
	some one in _nodes(flow, r, version)
]

_nodes(flow, r, version) := {one |
	walk(r.properties.definition, [_, node])
	prompt := node.configuration.prompt.sourceConfiguration.inline
	one := {
		"subject": facts.item(flow, sprintf("%s/%s", [version, object.get(node, "name", "")])),
		"prompt": prompt,
		"is_default": true,
		"models": _models(object.get(prompt, "modelId", "")),
		"id": r.id,
		"pointer": "/properties/definition",
		"used": true,
	}
}

_number(r) := trim_prefix(trim_prefix(r.id, prompt_uses.plain(r.id)), ":")

_named := {use.arn | some use in prompt_uses.uses} | wildcards.stated(_declared, {v.id |
	some v in input.resources["AWS::Bedrock::PromptVersionSummary"]
})

default _declared := []

_declared := input.workload.prompts

# The prompts, versions of prompts and flows that were not read.
unread_prompts := {s |
	some p in input.resources["AWS::Bedrock::Prompt"]
	s := facts.subject(p)
	_lost(p, s)
} | {facts.item(p, _number(v)) |
	some v in input.resources["AWS::Bedrock::PromptVersionSummary"]
	p := facts.get("AWS::Bedrock::Prompt", prompt_uses.plain(v.id))
	_lost(v, facts.subject(v))
}

unread_flows := {s |
	some flow in input.resources["AWS::Bedrock::Flow"]
	s := facts.subject(flow)
	some operation in ["GetFlow", "ListFlowAliases", "GetFlowVersion"]
	count(facts.touching(sprintf("bedrock-agent:%s", [operation]), s, [])) > 0
}

_lost(r, s) if {
	count(facts.touching("bedrock-agent:GetPrompt", s, [])) > 0
	not r.properties.variants
}

# What the verdict on a version of a prompt rests on: [subject, id].
relies_on := {[one.subject, one.id] | some one in _versions} | {[s, concat(":", [s.id, s.item])] |
	some s in unread_prompts
	s.item != ""
}

_models(name) := found if {
	behind := data.lens.lib.models_in_use.behind[name]
	found := {models_in_use.normal(model) | some model in behind}
} else := found if {
	name != ""
	not models_in_use.stands_for_models(name)
	found := {models_in_use.normal(name)}
} else := set()
