# METADATA
# title: Prompts that agents override
# description: |
#   The prompts of each agent's draft and of the versions that its own aliases route to, for the steps
#   that are enabled. A prompt that is not overridden carries AWS's own settings, which nobody can
#   change. An agent with an orchestration of its own uses no such prompts.
package lens.lib.agent_prompts

import data.lens.lib.deployed
import data.lens.lib.facts

# The agents that use such prompts.
agents := [agent |
	some agent in input.resources["AWS::Bedrock::Agent"]
	not agent.properties.orchestrationType == "CUSTOM_ORCHESTRATION"
	not agent.properties.agentStatus == "DELETING"
]

# {agent, version, record}: a version of an agent, and the resource that holds it.
versions := {{"agent": agent, "version": "DRAFT", "record": agent} | some agent in agents} | {one |
	some agent in agents
	some [id, version] in deployed.agents
	id == agent.id
	version != "DRAFT"
	record := deployed.agent_version([id, version])
	one := {"agent": agent, "version": version, "record": record}
}

# {subject, prompt, model, proof}: the prompt as AWS returns it, and the name of its model. The
# `item` of the subject is the version and the type of the prompt.
overridden := {{"subject": subject, "prompt": prompt, "model": model, "proof": proof} |
	some v in versions
	some i, prompt in v.record.properties.promptOverrideConfiguration.promptConfigurations
	prompt.promptCreationMode == "OVERRIDDEN"
	not prompt.promptState == "DISABLED"
	subject := facts.item(v.agent, concat("/", [v.version, object.get(prompt, "promptType", "")]))
	model := object.get(prompt, "foundationModel", object.get(v.record.properties, "foundationModel", ""))
	proof := {
		"id": v.record.id,
		"pointer": sprintf("/properties/promptOverrideConfiguration/promptConfigurations/%d", [i]),
	}
}

# The agents of which a version was not read, and may override any prompt.
unread := {facts.subject(agent) |
	some agent in agents
	some operation in _operations
	count(facts.touching(operation, facts.subject(agent), [])) > 0
}

_operations := ["bedrock-agent:GetAgent", "bedrock-agent:ListAgentAliases", "bedrock-agent:GetAgentVersion"]
