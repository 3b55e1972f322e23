# METADATA
# title: How long the texts are that agents send with each call of a model
# description: |
#   The draft of each agent, and the versions that an alias routes to. Texts are redacted, and beside
#   each is how many characters it has.
package lens.lib.agent_texts

import data.lens.lib.deployed
import data.lens.lib.facts
import data.lens.lib.group

# The `item` is the version.
subjects := {v[0] | some v in _versions}

# [subject, id of the agent's version]
_versions := {[subject, concat(":", [id, version])] |
	some [id, version] in (deployed.agents | _drafts)
	agent := facts.get("AWS::Bedrock::Agent", id)
	subject := facts.item(agent, version)
}

_drafts := {[a.id, "DRAFT"] | some a in input.resources["AWS::Bedrock::Agent"]}

# [subject, kind, names, characters, id, pointer]: the instruction with the descriptions of the
# action groups that are enabled, and each template that is overridden, with its type as the name.
all := _instructions | _templates

_instructions := {[subject, "instruction", [], characters, r.id, "/properties/instruction"] |
	some [subject, r] in _read
	id := concat(":", [subject.id, subject.item])
	own := object.get(r.properties, ["instruction", "redacted", "signs", "characters"], 0)
	characters := own + sum([described[1] | some described in object.get(_groups, id, [])])
}

_templates := {[subject, "template", [type], characters, r.id, pointer] |
	some [subject, r] in _read
	some i, prompt in r.properties.promptOverrideConfiguration.promptConfigurations
	prompt.promptCreationMode == "OVERRIDDEN"
	object.get(prompt, "promptState", "ENABLED") == "ENABLED"
	type := object.get(prompt, "promptType", "")
	characters := prompt.basePromptTemplate.redacted.signs.characters
	pointer := sprintf("/properties/promptOverrideConfiguration/promptConfigurations/%d", [i])
}

_read := [[subject, r] |
	some [subject, _] in _versions
	r := deployed.agent_version([subject.id, subject.item])
]

# The id of an agent's version -> [id, characters of the descriptions] of each enabled action group.
_groups := group.by_first({[version, [g.id, characters]] |
	some [version, g] in _named
	object.get(g.properties, "actionGroupState", "ENABLED") == "ENABLED"
	characters := sum([one.description.redacted.signs.characters |
		some one in g.properties.functionSchema.functions
	])
})

_named := [[regex.replace(g.id, `:action-group/.*$`, ""), g] |
	some g in input.resources["AWS::Bedrock::AgentActionGroup"]
]

# A group that was not read may have long descriptions.
relies_on := {[subject, place] |
	some [subject, id] in _versions
	some place in array.concat([id], object.get(_ids, id, []))
}

_ids := group.by_first({[version, g.id] | some [version, g] in _named})
