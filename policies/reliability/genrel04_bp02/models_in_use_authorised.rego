# METADATA
# title: Keep agreement, entitlement and Region availability of every model in use valid
# description: >-
#   AWS refuses calls of a model that the account may not use in a Region. An agent that names such a model
#   fails at its first request. Foundation models alone have agreements and entitlements.
# custom:
#   id: GENREL04-BP02/models-in-use-authorised
#   severity: medium
#   precision: high
#   mode: automated
#   resources: [AWS::Account]
#   lists: ["@models-in-use"]
#   evidence: [bedrock:GetFoundationModelAvailability]
#   params: {}
#   messages:
#     not-authorised: the account is not authorized to use it; %s uses it
#     not-entitled: the account is not entitled to use it; %s uses it
#     not-available: AWS does not make it available here; %s uses it
#     no-agreement: >-
#       the status of its agreement is %s: accept the agreement, or check that a call succeeds; %s uses it
#     not-known: AWS does not say whether the account may use it; %s uses it
#     unknown-models: no listing of this account shows which model it stands for; %s uses it
#   item: model
#   remediation: >-
#     Accept the agreement of the model or request access to it in that Region, or use another model.
package lens.controls.genrel04_bp02.models_in_use_authorised

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.group
import data.lens.lib.model_availability
import data.lens.lib.models_in_use

# Subject -> the resources that use the model.
_users := _of(models_in_use.foundation)

# A profile or a throughput that nobody shows may stand for a foundation model.
_hidden := _of(models_in_use.hidden)

_of(uses) := group.by_first({[subject, use.by] |
	some use in uses
	subject := object.union(facts.account(use.region), {"item": use.model})
})

subjects := object.keys(_users) | object.keys(_hidden)

_faults := {
	"authorizationStatus": "not-authorised",
	"entitlementAvailability": "not-entitled",
	"regionAvailability": "not-available",
}

violations := {finding.of(s, message, [users], [_at(s, member)]) |
	some s, users in _users
	some member in model_availability.against(s.region, s.item)
	message := _faults[member]
}

proven := {s | some s, _ in _users; _is_allowed(s); _agreement(s) == "AVAILABLE"}

shown := {[s, _at(s, "authorizationStatus")] | some s in proven}

# Since 2025, AWS gives access without a request, and an account may need no agreement.
reviews := {finding.of(s, "no-agreement", [_agreement(s), users], [_at(s, _status)]) |
	some s, users in _users
	_is_open(s)
}

unseen := {finding.of(s, "not-known", [users], []) |
	some s, users in _users
	not _is_said(s)
} | {finding.of(s, "unknown-models", [users], []) | some s, users in _hidden}

_is_said(s) if s in proven

_is_said(s) if {
	_is_allowed(s)
	_is_open(s)
}

_is_allowed(s) if count(model_availability.allowing(s.region, s.item)) == 3

_is_open(s) if _agreement(s) in {"ERROR", "NOT_AVAILABLE", "PENDING"}

_status := "agreementAvailability/status"

_agreement(s) := model_availability.of(s.region, s.item).properties.agreementAvailability.status

_at(s, member) := {"id": id, "pointer": sprintf("/properties/%s", [member])} if {
	id := model_availability.of(s.region, s.item).id
}
