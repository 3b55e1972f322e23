# METADATA
# title: Block prompt attacks at high strength
# description: >-
#   The filter distinguishes the user's instructions from an attack on yours. It checks input only:
#   AWS keeps its output strength at NONE.
# custom:
#   id: GENSEC04-BP02/prompt-attack-filter
#   severity: high
#   precision: very-high
#   mode: automated
#   resources: [AWS::Bedrock::Guardrail]
#   lists: [bedrock:ListGuardrails, "@guardrails-in-use"]
#   evidence: [bedrock:GetGuardrail, "@guardrails-in-use"]
#   params: {min_strength: HIGH, exempt_guardrails: []}
#   messages:
#     filter-missing: "@filter-missing"
#     filter-open: "@filter-open"
#     filter-no-text: "@filter-no-text"
#     filter-weak: "@filter-weak"
#   item: version
#   remediation: Add the prompt attack filter at high strength, then publish a new version and use it.
package lens.controls.gensec04_bp02.prompt_attack_filter

import data.lens.lib.filters
import data.lens.lib.guardrail_findings
import data.lens.lib.guardrails_in_use

_params := input.params["GENSEC04-BP02/prompt-attack-filter"]

_faults := {id: found |
	some id in guardrails_in_use.judged(_params.exempt_guardrails)
	found := filters.content_faults(id, "PROMPT_ATTACK", ["input"], _params.min_strength)
}

subjects := guardrail_findings.subjects(_faults)

violations := guardrail_findings.violations(_faults, [])

proven := guardrail_findings.proven(_faults)

relies_on := guardrails_in_use.relies_on
