# METADATA
# title: Give overridden agent prompts and harness models explicit sampling parameters
# description: >-
#   Without a temperature or a top-p of its own, a prompt is answered with the default of its model, which
#   differs between models and may be random. Answers then change when somebody changes the model.
# custom:
#   id: GENPERF02-BP02/agent-override-parameters
#   severity: low
#   precision: high
#   mode: automated
#   resources: [AWS::Bedrock::Agent, AWS::BedrockAgentCore::Harness]
#   lists: [bedrock-agent:ListAgents, bedrock-agentcore-control:ListHarnesses]
#   evidence:
#     - bedrock-agent:GetAgent
#     - bedrock-agent:ListAgentAliases
#     - bedrock-agent:GetAgentVersion
#     - bedrock-agentcore-control:GetHarness
#   params:
#     no_sampling_models: []
#   messages:
#     prompt: the prompt is overridden, and sets neither a temperature nor a top-p
#     model: its model has neither a temperature nor a top-p
#   item: part
#   remediation: Set a temperature or a top-p in each overridden prompt, and in the model of each harness.
package lens.controls.genperf02_bp02.agent_override_parameters

import data.lens.lib.agent_prompts
import data.lens.lib.answering
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.models_in_use
import data.lens.lib.wildcards

_params := input.params["GENPERF02-BP02/agent-override-parameters"]

_prompts := {one | some one in agent_prompts.overridden; name := one.model; not _excused(name)}

# Models of other providers are not judged.
_harnesses := {{"subject": facts.subject(h), "config": config, "proof": proof} |
	some h in input.resources["AWS::BedrockAgentCore::Harness"]
	answering.ready(h)
	config := h.properties.model.bedrockModelConfig
	name := object.get(config, "modelId", "")
	not _excused(name)
	proof := {"id": h.id, "pointer": "/properties/model/bedrockModelConfig"}
}

# Each prompt that fails has a result of its own, and an agent without such a prompt has one. Nobody
# knows what an agent overrides that was not read, and which model a harness has.
subjects := ({violation.subject | some violation in violations} | _agents) | (_shown | {subject |
	some h in input.resources["AWS::BedrockAgentCore::Harness"]
	subject := facts.subject(h)
	count(facts.touching("bedrock-agentcore-control:GetHarness", subject, [])) > 0
})

_agents := {subject |
	some agent in agent_prompts.agents
	subject := facts.subject(agent)
	subject.id in ({one.subject.id | some one in _prompts} | {unread.id | some unread in agent_prompts.unread})
	count({violation | some violation in violations; violation.subject.id == subject.id}) == 0
}

_shown := {one.subject | some one in _harnesses}

violations := {finding.of(one.subject, "prompt", [], [one.proof]) |
	some one in _prompts
	prompt := one.prompt
	not _set(prompt)
} | {finding.of(one.subject, "model", [], [one.proof]) |
	some one in _harnesses
	config := one.config
	not _set(config)
}

# Settings under a name of the model's own count too.
_set(config) if {
	some path in _settings
	is_number(object.get(config, path, ""))
}

_settings := [path |
	some [holder, names] in [
		[["inferenceConfiguration"], ["temperature", "topP"]],
		[[], ["temperature", "topP"]],
		[["additionalModelRequestFields", "redacted", "signs"], ["temperature", "top_p", "topP"]],
		[["additionalParams", "redacted", "signs"], ["temperature", "top_p", "topP"]],
	]
	some name in names
	path := array.concat(holder, [name])
]

_excused(model) if {
	some pattern in _params.no_sampling_models
	wildcards.matches(pattern, models_in_use.normal(model))
}

# What was read of one kind stands, whatever was not read of the other.
proven := (_agents - agent_prompts.unread) | _shown
