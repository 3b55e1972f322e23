# METADATA
# title: Which prompts and instructions look as if they held a secret
# description: |
#   The texts of managed prompts, of prompts and templates in flows, of agents and of harnesses. They are
#   redacted, and beside each stands what it looks like. Of agents and flows the draft counts and each version
#   that an alias routes to; of prompts the draft and each version. A version that nothing names may
#   not be in use.
package lens.lib.secret_texts

import data.lens.lib.deployed
import data.lens.lib.facts
import data.lens.lib.prompt_uses
import data.lens.lib.prompts

# {subject, part, used, proof, signs} of each text. The part is the version and variant of a prompt,
# the version and node of a flow, the version of an agent, and empty for a harness. The signs are
# empty if the text was not searched.
all := {{
	"subject": object.union(one.subject, {"item": ""}),
	"part": one.subject.item,
	"used": one.used,
	"proof": {"id": one.id, "pointer": one.pointer},
	"signs": object.get(text.redacted, "signs", {}),
} |
	some one in array.concat(array.concat(prompts.all, _searches), array.concat(_agents, _harnesses))
	walk(one.prompt, [path, text])
	path[count(path) - 1] in {"text", "instruction", "basePromptTemplate", "textPromptTemplate"}
	text.redacted
}

# Whether the scan looked for secrets in a text.
searched(text) if text.signs.credentials >= 0

# Whether it is certain enough of one, or found what people look for themselves. Signs of other
# phrases say nothing about those that are asked for now.
has_secret(text) if text.signs.credentials > 0

has_secret(text) if {
	text.signs.secret == true
	others := input.other_signs
	not "secret" in others
}

_agents := [one |
	some [id, version] in _versions
	agent := facts.get("AWS::Bedrock::Agent", id)
	r := deployed.agent_version([id, version])
	one := _holder(facts.item(agent, version), r)
]

_versions := deployed.agents | {[a.id, "DRAFT"] | some a in input.resources["AWS::Bedrock::Agent"]}

# The nodes of flows that search a knowledge base, with their templates.
_searches := [one | some one in _searching]

_searching := {one |
	some type, draft in {"AWS::Bedrock::Flow": "DRAFT", "AWS::Bedrock::FlowVersion": ""}
	some r in input.resources[type]
	id := prompt_uses.plain(r.id)
	flow := facts.get("AWS::Bedrock::Flow", id)
	version := concat("", [draft, trim_prefix(trim_prefix(r.id, id), ":")])
	walk(r.properties.definition, [_, node])
	search := node.configuration.knowledgeBase
	part := sprintf("%s/%s", [version, object.get(node, "name", "")])
	one := object.union(
		_holder(facts.item(flow, part), r),
		{"prompt": {"search": search}, "pointer": "/properties/definition"},
	)
}

_harnesses := [_holder(facts.subject(h), h) | some h in input.resources["AWS::BedrockAgentCore::Harness"]]

_holder(subject, r) := {
	"subject": subject,
	"prompt": r.properties,
	"used": true,
	"id": r.id,
	"pointer": "/properties",
}

# A version that was not read may hold anything: [subject, id].
relies_on := ({[facts.subject(agent), concat(":", [id, version])] |
	some [id, version] in _versions
	version != "DRAFT"
	agent := facts.get("AWS::Bedrock::Agent", id)
} | {[facts.subject(flow), concat(":", [id, version])] |
	some [id, version] in deployed.flows
	version != "DRAFT"
	flow := facts.get("AWS::Bedrock::Flow", id)
}) | {[object.union(subject, {"item": ""}), id] | some [subject, id] in prompts.relies_on}
