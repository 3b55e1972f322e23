# METADATA
# title: Block or mask secrets and personal data in both directions
# description: Without these filters, data that users paste reaches the model, and answers may repeat it.
# custom:
#   id: GENSEC02-BP01/sensitive-information-filters
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::Bedrock::Guardrail]
#   lists: [bedrock:ListGuardrails, "@guardrails-in-use"]
#   evidence: [bedrock:GetGuardrail, "@guardrails-in-use"]
#   params:
#     required_entities: [AWS_ACCESS_KEY, AWS_SECRET_KEY, PASSWORD, CREDIT_DEBIT_CARD_NUMBER]
#     regex_substitutes: {}
#     exempt_guardrails: []
#   messages: {filter-missing: "@filter-missing", filter-open: "@filter-open"}
#   item: version
#   remediation: >-
#     Block or mask each entity type of your data policy in both directions, then publish a new version and
#     use it.
package lens.controls.gensec02_bp01.sensitive_information_filters

import data.lens.lib.filters
import data.lens.lib.guardrail_findings
import data.lens.lib.guardrails_in_use

_params := input.params["GENSEC02-BP01/sensitive-information-filters"]

_faults := {id: found |
	some id in guardrails_in_use.judged(_params.exempt_guardrails)
	found := {fault |
		some type in _params.required_entities
		some fault in filters.sensitive_faults(id, type, object.get(_params.regex_substitutes, type, []))
	}
}

subjects := guardrail_findings.subjects(_faults)

violations := guardrail_findings.violations(_faults, [])

proven := guardrail_findings.proven(_faults)

relies_on := guardrails_in_use.relies_on
