# METADATA
# title: Guardrails that are enforced for every call in a Region
# description: |
#   The account's own configuration or a Bedrock policy of the organization enforces a guardrail. The
#   guardrail may belong to another account.
package lens.lib.enforced_guardrails

import data.lens.lib.facts
import data.lens.lib.guardrails

# {by, region, subject, guardrail, proof}: `guardrail` is the id of the version, `subject` is the
# account in the Region.
all := _account | _organization

_account := {enforced |
	some e in input.resources["AWS::Bedrock::EnforcedGuardrailConfiguration"]
	enforced := {
		"by": "account",
		"region": e.region,
		"subject": facts.account(e.region),
		"guardrail": guardrails.version(e.properties.guardrailArn, e.properties.guardrailVersion),
		"proof": [{"id": e.id, "pointer": "/properties/guardrailArn"}],
	}
}

_place := "/properties/PolicyContent/bedrock/guardrail_inference"

# A policy of the organization may have any content, so each step checks its type.
_organization := {enforced |
	some policy in input.resources["AWS::Organizations::EffectivePolicy"]
	regions := policy.properties.PolicyContent.bedrock.guardrail_inference
	is_object(regions)
	some region, configs in regions
	is_object(configs)
	some name, config in configs
	is_arn(config.identifier)
	enforced := {
		"by": "organization",
		"region": region,
		"subject": facts.account(region),
		"guardrail": trim_suffix(config.identifier, ":DRAFT"),
		"proof": [{"id": policy.id, "pointer": sprintf("%s/%s/%s/identifier", [_place, region, name])}],
	}
}

# The record of the numbered version, if it exists in the Region that enforces it.
version(enforced) := record if {
	record := facts.get("AWS::Bedrock::GuardrailVersion", enforced.guardrail)
	record.region == enforced.region
}

is_draft(enforced) if {
	guardrail := enforced.guardrail
	not regex.match(`:[0-9]+$`, guardrail)
}

# Whether a value of a policy is the ARN of a guardrail.
is_arn(value) if {
	is_string(value)
	regex.match(`^arn:[a-z-]+:bedrock:[a-z0-9-]+:[0-9]{12}:guardrail/`, value)
}
