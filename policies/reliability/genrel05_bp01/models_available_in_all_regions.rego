# METADATA
# title: Have every model in use available and authorised in each declared Region
# description: >-
#   A Region can take over only if it can call the same foundation models. AWS does not offer all models in
#   all Regions, and may authorize an account in one Region alone.
# custom:
#   id: GENREL05-BP01/models-available-in-all-regions
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::Account]
#   lists: ["@models-in-use"]
#   evidence: [bedrock:GetFoundationModelAvailability, bedrock:ListFoundationModels]
#   workload: [regions]
#   params: {}
#   messages:
#     unlisted: neither the models nor the inference profiles of %s include it; %s uses it
#     not-authorised: the account is not authorized to use it in %s; %s uses it
#     not-available: AWS does not make it available in %s; %s uses it
#     not-scanned: the scan left out %s, which the configuration declares
#     not-known: nothing shows whether the account may use it in %s; scan with these Regions declared
#     undeclared: >-
#       models are in use in %s, and nobody has declared in which Regions the workload must be available: name
#       them under workload.regions in genai-lens.yaml
#   item: model
#   remediation: Request access in the Region, choose a profile that covers it, or use another model there.
package lens.controls.genrel05_bp01.models_available_in_all_regions

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.group
import data.lens.lib.model_availability
import data.lens.lib.models_in_use

_declared := {region | some region in input.workload.regions}

# Subject -> the resources that use the model.
_users := group.by_first({[object.union(facts.account(use.region), {"item": use.model}), use.by] |
	count(_declared) > 1
	some use in models_in_use.foundation
	use.region in _declared
})

_in_use := {use.region | some use in models_in_use.foundation; count(_declared) == 0}

_account := {facts.account("global") | count(_in_use) > 0}

subjects := object.keys(_users) | _account

undeclared := {finding.of(subject, "undeclared", [_in_use], []) | some subject in _account}

_faults := {"authorizationStatus": "not-authorised", "regionAvailability": "not-available"}

violations := {finding.of(s, message, [region, users], [_at(region, s.item, member)]) |
	some s, users in _users
	some region in _others(s)
	some member in model_availability.against(region, s.item)
	message := _faults[member]
} | {finding.absent(s, "unlisted", [region, users], [], _listings) |
	some s, users in _users
	some region in _others(s)
	region in model_availability.listed_regions
	model := s.item
	not model_availability.is_offered(region, model)
}

_listings := ["bedrock:ListFoundationModels", "bedrock:ListInferenceProfiles"]

relies_on := {[s, place] | some s, users in _users; some place in array.concat(users, input.workload.regions)}

proven := {s | some s, _ in _users; count(_open(s)) == 0}

shown := {[s, _at(region, s.item, "authorizationStatus")] | some s in proven; some region in _others(s)}

_others(s) := _declared - {s.region}

_scanned := {region | some region in input.regions}

unseen := {finding.of(s, message, [regions], []) |
	some s, _ in _users
	some message, regions in {"not-scanned": _open(s) - _scanned, "not-known": _open(s) & _scanned}
	count(regions) > 0
}

# The other declared Regions that are not known to be good.
_open(s) := {region |
	model := s.item
	some region in _others(s)
	not _is_good(region, model)
}

_is_good(region, model) if {
	model_availability.is_offered(region, model)
	count(object.keys(_faults) - model_availability.allowing(region, model)) == 0
}

_at(region, model, member) := {
	"id": model_availability.of(region, model).id,
	"pointer": sprintf("/properties/%s", [member]),
}
