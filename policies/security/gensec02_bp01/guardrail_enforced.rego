# METADATA
# title: Enforce a guardrail for the whole account or organization
# description: >-
#   If each application must name the guardrail itself, some will forget it. An enforced guardrail
#   applies to every call in the Region. If it does not exist or is not READY, every call fails.
# custom:
#   id: GENSEC02-BP01/guardrail-enforced
#   severity: high
#   precision: high
#   mode: hybrid
#   resources: [AWS::Account]
#   lists: ["@bedrock-regions-in-use"]
#   evidence: ["@enforced-guardrails"]
#   params: {}
#   messages:
#     none-enforced: Bedrock is used here, but neither the account nor the organization enforces a guardrail
#     draft: enforced guardrail %s is a draft, not a numbered version
#     not-ready: enforced guardrail %s is %s, not READY
#     missing: enforced guardrail %s does not exist in this Region
#     status-hidden: the status of enforced guardrail %s could not be read
#     elsewhere: the account enforces guardrail %s of another account, which alone can show its status
#     check-elsewhere: >-
#       the organization enforces guardrail %s of another account: check that it is READY there
#   item: none
#   remediation: >-
#     Publish a guardrail version and enforce it for the account in each Region, or attach a Bedrock policy
#     of the organization that enforces it.
package lens.controls.gensec02_bp01.guardrail_enforced

import data.lens.lib.bedrock_regions
import data.lens.lib.enforced_guardrails
import data.lens.lib.facts
import data.lens.lib.finding

subjects := {facts.account(region) | some region in bedrock_regions.in_use}

_enforced := {e | some e in enforced_guardrails.all; e.region in bedrock_regions.in_use}

_own := {e | some e in _enforced; split(e.guardrail, ":")[4] == input.account}

_foreign := _enforced - _own

_enforcement := ["@enforced-guardrails"]

_listing := ["bedrock:ListGuardrails"]

_status(e) := enforced_guardrails.version(e).properties.status

violations contains finding.absent(subject, "none-enforced", [], [], _enforcement) if {
	some region in (bedrock_regions.in_use - {e.region | some e in _enforced})
	subject := facts.account(region)
}

violations contains found if {
	some e in _own
	enforced_guardrails.is_draft(e)
	found := _of(e, "draft")
}

violations contains finding.of(subject, "not-ready", arguments, proof) if {
	some e in _own
	status := _status(e)
	status != "READY"
	proof := array.concat(e.proof, [{"id": e.guardrail, "pointer": "/properties/status"}])
	subject := e.subject
	arguments := [e.guardrail, status]
}

violations contains finding.absent(subject, "missing", arguments, proof, _listing) if {
	some e in _own
	not enforced_guardrails.is_draft(e)
	not enforced_guardrails.version(e)
	subject := e.subject
	arguments := [e.guardrail]
	proof := e.proof
}

_of(e, message) := finding.of(e.subject, message, [e.guardrail], e.proof)

# One READY guardrail is enough if no broken one was seen, whatever else was not read.
proven contains subject if {
	ready := {e.region | some e in _own; _status(e) == "READY"}
	some region in (ready - {v.subject.region | some v in violations})
	subject := facts.account(region)
}

reviews := {_of(e, "check-elsewhere") | some e in _foreign; e.by == "organization"}

unseen := {_of(e, "elsewhere") | some e in _foreign; e.by == "account"} | {_of(e, "status-hidden") |
	some e in _own
	not _status(e)
}
