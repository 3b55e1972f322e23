# METADATA
# title: Limit iterations, tokens and duration of each AgentCore harness
# description: >-
#   An agent that does not find an answer goes on, and calls models and tools until something stops it.
#   Without limits that is the quota, and users wait as long.
# custom:
#   id: GENREL03-BP02/agent-harness-limited
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::BedrockAgentCore::Harness]
#   lists: [bedrock-agentcore-control:ListHarnesses]
#   evidence: [bedrock-agentcore-control:GetHarness]
#   params:
#     max_iterations: 50
#     max_timeout_seconds: 900
#   messages:
#     no-iterations: it has no limit of iterations
#     many-iterations: the limit is %s iterations, and at most %s are allowed
#     no-timeout: it has no timeout
#     long-timeout: the timeout is %s, and at most %s are allowed
#     no-tokens: it has no limit of tokens
#   item: none
#   remediation: Set the three limits from the longest useful run that traces show.
package lens.controls.genrel03_bp02.agent_harness_limited

import data.lens.lib.facts
import data.lens.lib.finding

_params := input.params["GENREL03-BP02/agent-harness-limited"]

_harnesses := [h |
	some h in input.resources["AWS::BedrockAgentCore::Harness"]
	h.properties.status == "READY"
]

subjects := {facts.subject(h) | some h in _harnesses}

violations := {finding.of(subject, message, arguments, proof) |
	some h in _harnesses
	some [message, arguments, member] in _high(h.properties)
	subject := facts.subject(h)
	proof := [{"id": h.id, "pointer": sprintf("/properties%s", [member])}]
} | {finding.absent(subject, message, arguments, proof, ["bedrock-agentcore-control:GetHarness"]) |
	some h in _harnesses
	some [message, arguments, member] in _missing(h.properties)
	subject := facts.subject(h)
	proof := [{"id": h.id, "pointer": sprintf("/properties%s", [member])}]
}

# The maxTokens of the model is another limit: that of one answer. A hook without a timeout has one
# of 60 seconds.
_missing(p) := {[message, [], ""] |
	some member, message in {
		"maxIterations": "no-iterations",
		"timeoutSeconds": "no-timeout",
		"maxTokens": "no-tokens",
	}
	limit := object.get(p, member, "")
	not is_number(limit)
}

_high(p) := {["many-iterations", [p.maxIterations, _params.max_iterations], "/maxIterations"] |
	p.maxIterations > _params.max_iterations
} | {["long-timeout", [found, allowed], "/timeoutSeconds"] |
	p.timeoutSeconds > _params.max_timeout_seconds
	found := {"seconds": p.timeoutSeconds}
	allowed := {"seconds": _params.max_timeout_seconds}
}
