# METADATA
# title: Keep agent instructions and overridden templates within a token budget
# description: >-
#   An agent calls its model several times until it answers, and sends its instruction, its templates and the
#   descriptions of its tools each time.
# custom:
#   id: GENCOST03-BP01/agent-instruction-length
#   severity: low
#   precision: medium
#   mode: automated
#   resources: [AWS::Bedrock::Agent, AWS::BedrockAgentCore::Harness]
#   lists: [bedrock-agent:ListAgents, bedrock-agentcore-control:ListHarnesses]
#   evidence:
#     - "@deployed-versions"
#     - bedrock-agent:ListAgentActionGroups
#     - bedrock-agent:GetAgentActionGroup
#     - bedrock-agentcore-control:GetHarness
#   params:
#     max_instruction_tokens: 2000
#     chars_per_token: 4
#   messages:
#     instruction: >-
#       its instruction and the descriptions of its action groups have about %s tokens, and at most %s are
#       allowed
#     template: its overridden template %s has about %s tokens, and at most %s are allowed
#     system: its system prompt has about %s tokens, and at most %s are allowed
#   item: part
#   remediation: >-
#     Split the agent by tasks, shorten the descriptions of its tools, and drop examples that an evaluation
#     shows to be unnecessary.
package lens.controls.gencost03_bp01.agent_instruction_length

import data.lens.lib.agent_texts
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.prompt_texts

_params := input.params["GENCOST03-BP01/agent-instruction-length"]

_harnesses := [h |
	some h in input.resources["AWS::BedrockAgentCore::Harness"]
	h.properties.status == "READY"
]

subjects := agent_texts.subjects | {facts.subject(h) | some h in _harnesses}

violations := {finding.of(subject, message, array.concat(names, [tokens, most]), [proof]) |
	some [subject, message, names, characters, id, pointer] in (agent_texts.all | _systems)
	most := _params.max_instruction_tokens
	characters > most * _params.chars_per_token
	tokens := prompt_texts.tokens(characters, _params.chars_per_token)
	proof := {"id": id, "pointer": pointer}
}

_systems := {[facts.subject(h), "system", [], characters, h.id, "/properties/systemPrompt"] |
	some h in _harnesses
	characters := sum([part.text.redacted.signs.characters | some part in h.properties.systemPrompt])
}

relies_on := agent_texts.relies_on
