# METADATA
# title: Guardrail versions that deployed agents and flows name
# description: |
#   An agent or a flow without an alias deploys its draft. The draft counts here only if the aliases
#   were read.
package lens.lib.guardrail_uses

import data.lens.lib.deployed
import data.lens.lib.facts
import data.lens.lib.guardrails

# {by, guardrail, models}: `by` is the agent's ARN, followed by the version (or DRAFT), and `models`
# are the names of the models that it calls.
agents := {{"by": concat(":", route), "guardrail": guardrail, "models": models} |
	some route in deployed.agents
	_certain("AWS::Bedrock::Agent", route, "bedrock-agent:ListAgentAliases")
	record := deployed.agent_version(route)
	guardrail := guardrails.named(record.region, record.properties.guardrailConfiguration)
	models := _texts(record.properties, "foundationModel")
}

# {by, kind, model, guardrail, models}: one for each node, also inside loops. `by` is the id of the
# flow or of its version. `model` is empty if the node names no model. `models` are the names of all
# models that it calls, also by the managed prompt that it names. A prompt that was not read stands
# for itself.
flows := {use |
	some route in deployed.flows
	_certain("AWS::Bedrock::Flow", route, "bedrock-agent:ListFlowAliases")
	record := deployed.flow_version(route)
	walk(record.properties.definition, [path, node])
	guardrail := guardrails.named(record.region, node.guardrailConfiguration)
	use := {
		"by": record.id,
		"kind": path[count(path) - 1],
		"model": object.get(node, "modelId", ""),
		"guardrail": guardrail,
		"models": (_texts(node, "modelId") | {name |
			prompt := node.sourceConfiguration.resource.promptArn
			some name in _of_prompt(prompt)
		}),
	}
}

_of_prompt(arn) := _texts(prompt.properties, "modelId") if prompt := _prompt(arn)

_of_prompt(arn) := {arn} if not _prompt(arn)

_prompt(arn) := prompt if {
	some type in ["AWS::Bedrock::Prompt", "AWS::Bedrock::PromptVersion"]
	prompt := facts.get(type, arn)
	prompt.properties.variants
}

# The texts of a member at any depth.
_texts(properties, member) := {text |
	walk(properties, [path, text])
	path[count(path) - 1] == member
	is_string(text)
	text != ""
}

# The versions that agents and flow nodes use when they retrieve. A node without a model only
# returns what it found, so it does not count.
retrieval := {use.guardrail | some use in agents; use.by in _retrieving_agents} | {use.guardrail |
	some use in flows
	use.kind == "knowledgeBase"
	use.model != ""
}

# The ARN of an association is the ARN of the agent version, followed by the knowledge base.
_retrieving_agents := {split(k.id, ":knowledge-base/")[0] |
	some k in input.resources["AWS::Bedrock::AgentKnowledgeBase"]
	k.properties.knowledgeBaseState == "ENABLED"
}

_certain(_, route, _) if route[1] != "DRAFT"

_certain(type, route, operation) if {
	route[1] == "DRAFT"
	owner := facts.subject(facts.get(type, route[0]))
	count(facts.touching(operation, owner, [])) == 0
}
