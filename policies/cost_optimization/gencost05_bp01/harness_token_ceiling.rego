# METADATA
# title: Keep the output tokens of one AgentCore harness run within a budget
# description: >-
#   An agent that goes round in circles pays for each answer of the model. The limit of tokens ends such a
#   run. Without it, a run may cost as many answers as there are iterations.
# custom:
#   id: GENCOST05-BP01/harness-token-ceiling
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::BedrockAgentCore::Harness]
#   lists: [bedrock-agentcore-control:ListHarnesses]
#   evidence: [bedrock-agentcore-control:GetHarness]
#   params:
#     max_run_tokens: 200000
#     default_iterations: 75
#   messages:
#     unlimited: >-
#       neither a run nor an answer of its model has a limit of tokens (GENREL03-BP02/agent-harness-limited
#       asks for that of the run too)
#     run: the limit of a run is %s tokens, and at most %s are allowed
#     answers: >-
#       a run has no limit of tokens, so it may generate %s: %s iterations with up to %s each; at most %s are
#       allowed
#   item: none
#   remediation: >-
#     Set the limit of tokens from traces of successful runs plus a margin. Lower the limit of iterations
#     as a second brake.
package lens.controls.gencost05_bp01.harness_token_ceiling

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.token_limits

_params := input.params["GENCOST05-BP01/harness-token-ceiling"]

_harnesses := [h |
	some h in input.resources["AWS::BedrockAgentCore::Harness"]
	h.properties.status == "READY"
]

subjects := {facts.subject(h) | some h in _harnesses}

violations := {finding.of(subject, message, arguments, [proof]) |
	some h in _harnesses
	some [message, arguments, member] in _excess(h.properties)
	subject := facts.subject(h)
	proof := {"id": h.id, "pointer": sprintf("/properties/%s", [member])}
} | {finding.absent(subject, "unlimited", [], [proof], ["bedrock-agentcore-control:GetHarness"]) |
	some h in _harnesses
	p := h.properties
	not _run(p)
	not _answer(p)
	subject := facts.subject(h)
	proof := {"id": h.id, "pointer": "/properties"}
}

_excess(p) := {["run", [limit, _params.max_run_tokens], "maxTokens"] |
	limit := _run(p)
	limit > _params.max_run_tokens
} | {["answers", [total, iterations, answer, _params.max_run_tokens], "model"] |
	not _run(p)
	iterations := object.get(p, "maxIterations", _params.default_iterations)
	answer := _answer(p)
	total := iterations * answer
	total > _params.max_run_tokens
}

# AWS counts the limit of a harness over all answers of one run.
_run(p) := p.maxTokens if is_number(p.maxTokens)

# That of the model holds for each answer. A harness has one of the four kinds of models.
_answer(p) := max(limits) if {
	limits := {limit | some config in p.model; limit := token_limits.of(config)}
	count(limits) > 0
}
