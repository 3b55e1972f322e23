# METADATA
# title: Block all harmful content categories on input and output
# description: >-
#   If a category has no filter, or one that only detects, the guardrail lets such content through.
#   The version that callers reach must block it.
# custom:
#   id: GENSEC02-BP01/content-filters-complete
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::Bedrock::Guardrail]
#   lists: [bedrock:ListGuardrails, "@guardrails-in-use"]
#   evidence: [bedrock:GetGuardrail, "@guardrails-in-use"]
#   params:
#     categories: [HATE, INSULTS, SEXUAL, VIOLENCE, MISCONDUCT]
#     min_strength: MEDIUM
#     exempt_guardrails: []
#   messages:
#     filter-missing: "@filter-missing"
#     filter-open: "@filter-open"
#     filter-no-text: "@filter-no-text"
#     filter-weak: "@filter-weak"
#   item: version
#   remediation: >-
#     Add the missing filters or raise their strength in both directions, then publish a new version and use
#     it.
package lens.controls.gensec02_bp01.content_filters_complete

import data.lens.lib.filters
import data.lens.lib.guardrail_findings
import data.lens.lib.guardrails_in_use

_params := input.params["GENSEC02-BP01/content-filters-complete"]

_faults := {id: found |
	some id in guardrails_in_use.judged(_params.exempt_guardrails)
	found := {fault |
		some category in _params.categories
		some fault in filters.content_faults(id, category, ["input", "output"], _params.min_strength)
	}
}

subjects := guardrail_findings.subjects(_faults)

violations := guardrail_findings.violations(_faults, [])

proven := guardrail_findings.proven(_faults)

relies_on := guardrails_in_use.relies_on
