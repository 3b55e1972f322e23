# METADATA
# title: Block all harmful content categories on input and output
# description: A category without a filter, or with one that only watches, goes through in both directions, in the version that callers reach.
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
#   remediation: Add the missing filters or raise their strength in both directions, publish a version, and use that one.
#   iac: {terraform: aws_bedrock_guardrail.content_policy_config, cloudformation: AWS::Bedrock::Guardrail ContentPolicyConfig.FiltersConfig}
#   peers: [aws-samples-aiml:BR-23, aws-samples-aiml:FS-36]
package lens.controls.gensec02_bp01.content_filters_complete

import data.lens.lib.guardrails

_params := input.params["GENSEC02-BP01/content-filters-complete"]

_judged := {id | some id in guardrails.in_use; not guardrails.exempted(id, _params.exempt_guardrails)}

_faults := {id: {fault |
	some category in _params.categories
	some fault in guardrails.filter_faults(id, category, ["input", "output"], _params.min_strength)
} |
	some id in _judged
}

subjects := guardrails.subjects(_faults)

violations := guardrails.violations(_faults)

proven := guardrails.proven(_faults)

relies_on := guardrails.relies_on
