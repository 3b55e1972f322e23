# METADATA
# title: Enforce a guardrail for the whole account or organization
# description: >-
#   What an application must remember to pass, one application forgets. An enforced guardrail is applied to every call of the Region; one that is not
#   there or not READY makes every call fail.
# custom:
#   id: GENSEC02-BP01/guardrail-enforced
#   severity: high
#   precision: high
#   mode: hybrid
#   resources: [AWS::Account]
#   lists: ["@bedrock-regions-in-use"]
#   evidence: [bedrock:ListEnforcedGuardrailsConfiguration, organizations:DescribeEffectivePolicy]
#   params: {}
#   remediation: Publish a version of a guardrail and enforce it for the account in each Region, or attach a Bedrock policy of the organization that does.
#   iac: {terraform: aws_bedrock_enforced_guardrail_configuration, cloudformation: AWS::Bedrock::EnforcedGuardrailConfiguration GuardrailVersion}
#   peers: [aws-samples-aiml:BR-15]
package lens.controls.gensec02_bp01.guardrail_enforced

import data.lens.lib.facts
import data.lens.lib.guardrails
import data.lens.lib.regions
import data.lens.lib.text

subjects contains facts.account(region) if some region in regions.bedrock

_enforced := {e | some e in guardrails.enforced; e.region in regions.bedrock}

_own := {e | some e in _enforced; split(e.guardrail, ":")[4] == input.account}

# Another account's guardrail: no call of this one can show it.
_foreign := _enforced - _own

_good := {e | some e in _own; _version(e).properties.status == "READY"}

_version(e) := v if {
	v := facts.get("AWS::Bedrock::GuardrailVersion", e.guardrail)
	v.region == e.region
}

violations contains {
	"subject": facts.account(region),
	"message": sprintf("Bedrock is used in %s and neither the account nor the organization enforces a guardrail there", [region]),
	"proof": [],
	"absent_from": ["bedrock:ListEnforcedGuardrailsConfiguration", "organizations:DescribeEffectivePolicy"],
} if {
	some region in regions.bedrock
	not region in {e.region | some e in _enforced}
}

violations contains _violation(e, "is the draft of a guardrail: a numbered version is needed", set(), []) if {
	some e in _own
	_draft(e)
}

violations contains _violation(e, sprintf("is %s, not READY", [v.properties.status]), {{"id": v.id, "pointer": "/properties/status"}}, []) if {
	some e in _own
	v := _version(e)
	v.properties.status != "READY"
}

violations contains _violation(e, "does not exist in this Region", set(), ["bedrock:ListGuardrails"]) if {
	some e in _own
	not _draft(e)
	not _version(e)
}

_draft(e) if not regex.match(`:[0-9]+$`, e.guardrail)

_violation(e, what, proof, absent_from) := object.union(_about(e, what), {
	"proof": sort(proof | {{"id": e.id, "pointer": e.pointer}}),
	"absent_from": absent_from,
})

_about(e, what) := {
	"subject": facts.account(e.region),
	"message": sprintf("%s, which the %s enforces, %s", [text.quoted(e.guardrail), e.by, what]),
	"proof": [{"id": e.id, "pointer": e.pointer}],
}

# One that is READY is enough where nothing that was seen to be enforced is broken, whatever else could not be read.
proven contains facts.account(region) if some region in ({e.region | some e in _good} - {v.subject.region | some v in violations})

reviews contains _about(e, "belongs to another account: see there that this version is READY") if {
	some e in _foreign
	e.by == "organization"
}

unseen contains _about(e, "belongs to another account, and no call of this one can show whether it is READY") if {
	some e in _foreign
	e.by == "account"
}

unseen contains _about(e, "does not say whether it is READY") if {
	some e in _own
	not _version(e).properties.status
}
