# METADATA
# title: Have a ready, published guardrail in every Region that uses Bedrock
# description: >-
#   Without a published version, no guardrail can be attached to an agent or enforced on calls.
# custom:
#   id: GENSEC02-BP01/guardrail-available
#   severity: high
#   precision: very-high
#   mode: automated
#   resources: [AWS::Account]
#   lists: ["@bedrock-regions-in-use"]
#   evidence: [bedrock:ListGuardrails, organizations:DescribeEffectivePolicy]
#   params: {}
#   messages:
#     no-ready-version: Bedrock is used here, but no guardrail has a published version that is READY
#   item: none
#   remediation: Create a guardrail, test it and publish a version.
package lens.controls.gensec02_bp01.guardrail_available

import data.lens.lib.bedrock_regions
import data.lens.lib.enforced_guardrails
import data.lens.lib.facts
import data.lens.lib.finding

_evidence := ["bedrock:ListGuardrails", "organizations:DescribeEffectivePolicy"]

subjects := {facts.account(region) | some region in bedrock_regions.in_use}

violations contains finding.absent(subject, "no-ready-version", [], [], _evidence) if {
	some region in (bedrock_regions.in_use - _guarded)
	subject := facts.account(region)
}

# One guardrail is enough, whatever else could not be read.
proven := {facts.account(region) | some region in (_guarded & bedrock_regions.in_use)}

_ready := [v |
	some v in input.resources["AWS::Bedrock::GuardrailVersion"]
	v.properties.status == "READY"
]

shown contains [subject, place] if {
	some v in _ready
	subject := facts.account(v.region)
	place := {"id": v.id, "pointer": "/properties/status"}
}

_guarded contains found if {
	some v in _ready
	found := v.region
}

# A guardrail that the organization's policy names for the Region exists. The control
# guardrail-enforced judges its status.
_guarded contains found if {
	some policy in input.resources["AWS::Organizations::EffectivePolicy"]
	walk(policy.properties.PolicyContent, [_, value])
	enforced_guardrails.is_arn(value)
	found := split(value, ":")[3]
}
