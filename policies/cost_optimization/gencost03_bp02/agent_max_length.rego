# METADATA
# title: Set a response length limit on every enabled agent prompt
# description: >-
#   An agent calls its model once for each step, and often for many in a row. Without a limit, each of these
#   answers may be as long as the model can write.
# custom:
#   id: GENCOST03-BP02/agent-max-length
#   severity: medium
#   precision: high
#   mode: automated
#   resources: [AWS::Bedrock::Agent]
#   lists: [bedrock-agent:ListAgents]
#   evidence: [bedrock-agent:GetAgent, bedrock-agent:ListAgentAliases, bedrock-agent:GetAgentVersion]
#   params:
#     max_tokens: 4096
#   messages:
#     none: the prompt is overridden, and its answers have no limit of tokens
#     high: the limit of an answer is %s tokens, and at most %s are allowed
#   item: part
#   remediation: >-
#     Set the maximum length in each prompt that is overridden, and let the alias route to a new version.
package lens.controls.gencost03_bp02.agent_max_length

import data.lens.lib.agent_prompts
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.token_limits

_max := input.params["GENCOST03-BP02/agent-max-length"].max_tokens

# Each prompt that fails has a result of its own, and an agent without such a prompt has one.
subjects := _failing | {subject |
	some agent in agent_prompts.agents
	subject := facts.subject(agent)
	count({failing | some failing in _failing; failing.id == agent.id}) == 0
}

_failing := {violation.subject | some violation in violations}

violations := {finding.of(one.subject, message, arguments, [one.proof]) |
	some one in agent_prompts.overridden
	some [message, arguments] in _faults(one.prompt)
}

_faults(prompt) := {["none", []] | not token_limits.of(prompt)} | {["high", [limit, _max]] |
	limit := token_limits.of(prompt)
	limit > _max
}
