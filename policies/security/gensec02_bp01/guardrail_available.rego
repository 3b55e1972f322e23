# METADATA
# title: Have a ready, published guardrail in every Region that uses Bedrock
# description: Without a published version nothing can be attached to an agent or enforced on a call.
# custom:
#   id: GENSEC02-BP01/guardrail-available
#   severity: high
#   precision: very-high
#   mode: automated
#   resources: [AWS::Account]
#   lists: ["@bedrock-regions-in-use"]
#   evidence: [bedrock:ListGuardrails, organizations:DescribeEffectivePolicy]
#   params: {}
#   remediation: Create a guardrail, test it and publish a version.
#   iac: {terraform: aws_bedrock_guardrail_version.guardrail_arn, cloudformation: AWS::Bedrock::GuardrailVersion GuardrailIdentifier}
#   peers: [prowler:bedrock_guardrails_configured, aws-samples-aiml:BR-05]
package lens.controls.gensec02_bp01.guardrail_available

import data.lens.lib.facts
import data.lens.lib.regions

subjects contains facts.account(region) if some region in regions.bedrock

violations contains {
	"subject": facts.account(region),
	"message": sprintf("Bedrock is used in %s and no numbered guardrail version is READY there", [region]),
	"proof": [],
	"absent_from": ["bedrock:ListGuardrails", "organizations:DescribeEffectivePolicy"],
} if {
	some region in regions.bedrock
	not region in _guarded
}

# One is enough, whatever else could not be read.
proven contains facts.account(region) if {
	some region in _guarded
	region in regions.bedrock
}

_guarded contains v.region if {
	some v in input.resources["AWS::Bedrock::GuardrailVersion"]
	v.properties.status == "READY"
}

# The organization's policy names a guardrail for the region: it exists. That it is READY is guardrail-enforced's matter.
_guarded contains split(value, ":")[3] if {
	some policy in input.resources["AWS::Organizations::EffectivePolicy"]
	walk(policy.properties.PolicyContent, [_, value])
	is_string(value)
	regex.match(`^arn:[a-z-]+:bedrock:[a-z0-9-]+:[0-9]{12}:guardrail/`, value)
}
