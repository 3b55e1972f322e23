# METADATA
# title: What names models, and how
# description: |
#   Agents, nodes of flows, variants of prompts and harnesses name models. Of agents and flows the draft
#   counts, and each version that an alias routes to; of prompts the draft, and each version that a flow
#   names.
package lens.lib.model_consumers

import data.lens.lib.deployed
import data.lens.lib.facts
import data.lens.lib.group

# {subject, id, name, served}. `id` is the resource that has the name. The subject of a version is
# what it is a version of. `served`: whether an alias sends the calls to a provisioned throughput,
# which then answers in place of the model that the agent names.
names := (_agents | _flows) | (_prompts | _harnesses)

_agents := {_name(facts.subject(a), record, name, served) |
	some [a, record, served] in array.concat(_drafts, _versions)
	walk(record.properties, [path, name])
	path[count(path) - 1] == "foundationModel"
	is_string(name)
	name != ""
	not _is_off(record, path)
}

# An agent skips a step whose prompt is disabled.
_is_off(record, path) if {
	beside := array.concat(array.slice(path, 0, count(path) - 1), ["promptState"])
	object.get(record.properties, beside, "") == "DISABLED"
}

# Throughputs serve the draft too if each alias of the agent names one.
_drafts := [[a, a, served] |
	some a in input.resources["AWS::Bedrock::Agent"]
	served := _all_served(object.get(_throughputs, a.id, [""]))
]

_versions := [[a, record, served] |
	some [id, version, throughput] in deployed.agent_routes
	version != "DRAFT"
	a := facts.get("AWS::Bedrock::Agent", id)
	record := deployed.agent_version([id, version])
	served := _all_served([throughput])
]

# ARN of an agent -> the throughput that each route of its aliases names, or "".
_throughputs := group.by_first({[id, throughput] | some [id, _, throughput] in deployed.agent_routes})

_all_served(throughputs) := false if "" in throughputs

_all_served(throughputs) if not "" in throughputs

_flows := {_name(facts.item(f, node.name), record, name, false) |
	some [f, record] in array.concat(_flow_drafts, _flow_versions)
	walk(record.properties.definition, [_, node])
	name := _in_node(node.configuration)
}

_flow_drafts := [[f, f] | some f in input.resources["AWS::Bedrock::Flow"]]

_flow_versions := [[f, record] |
	some route in deployed.flows
	f := facts.get("AWS::Bedrock::Flow", route[0])
	record := deployed.flow_version(route)
]

_in_node(configuration) := configuration.knowledgeBase.modelId

_in_node(configuration) := configuration.prompt.sourceConfiguration.inline.modelId

_prompts := {_name(facts.item(p, object.get(variant, "name", "")), record, name, false) |
	some [p, record] in array.concat(_prompt_drafts, _prompt_versions)
	some variant in record.properties.variants
	name := variant.modelId
}

_prompt_drafts := [[p, p] | some p in input.resources["AWS::Bedrock::Prompt"]]

_prompt_versions := [[p, record] |
	some record in input.resources["AWS::Bedrock::PromptVersion"]
	p := facts.get("AWS::Bedrock::Prompt", regex.replace(record.id, `:[0-9]+$`, ""))
]

_harnesses := {_name(facts.subject(h), h, name, false) |
	some h in input.resources["AWS::BedrockAgentCore::Harness"]
	name := h.properties.model.bedrockModelConfig.modelId
}

_name(subject, record, name, served) := {"subject": subject, "id": record.id, "name": name, "served": served}
