# METADATA
# title: How many tokens a minute the called models used of their quotas
# description: |
#   The use is that of the busiest minute. Calls of one model under several names (its id, an inference
#   profile of AWS's or of the account) share a quota. The minute of each name is another one, so the
#   sum of them is the most that they may have used together.
package lens.lib.quota_use

import data.lens.lib.facts
import data.lens.lib.group
import data.lens.lib.metrics
import data.lens.lib.token_quotas

name := "EstimatedTPMQuotaUsage"

# {subject, of: the record of the model, quota: the record of its quota}. A model without a quota
# that is found by its name is left out.
judged := [v |
	some m in _models
	quota := token_quotas.of(m)
	v := {"subject": object.union(facts.account(m.region), {"item": m.name}), "of": m, "quota": quota}
]

# Region -> the names of the models there, if none has a quota that is found.
blind := group.by_first({[m.region, m.name] |
	seen := {v.of.region | some v in judged}
	some m in _models
	region := m.region
	not region in seen
})

# The Regions where a call was lost that would have shown the quota of a model which is left out.
partly := {m.region |
	seen := {v.of.id | some v in judged}
	some m in _models
	id := m.id
	not id in seen
	some operation in _finding(m.name)
	count(facts.touching(operation, facts.account(m.region), [])) > 0
}

_finding(name) := ["service-quotas:ListServiceQuotas"] if not contains(name, _profile)

_finding(name) := ["service-quotas:ListServiceQuotas", "bedrock:ListInferenceProfiles"] if {
	contains(name, _profile)
}

_profile := ":application-inference-profile/"

used(v, days) := metrics.highest(metrics.read(v.of, name, days), days)

# The most that all names of the same quota used. Undefined if one was not read.
together(v, days) := sum(found) if {
	list := _sharing[v.quota.id]
	found := [most | some id in list; most := _most(id, days)]
	count(found) == count(list)
}

_most(id, days) := most if {
	metric := metrics.read(facts.get("AWS::Bedrock::InvokedModel", id), name, days)
	most := max({0} | {value | value := metrics.highest(metric, days)})
}

_sharing := group.by_first({[v.quota.id, v.of.id] | some v in judged})

exceeds(v, number, percent) if number * 100 > percent * v.quota.properties.Value

# Whether an increase of the quota was asked for, and is not decided.
asked(v) if {
	key := [v.quota.region, v.quota.properties.QuotaCode]
	key in _pending
}

_pending := {[r.region, r.properties.QuotaCode] |
	some r in input.resources["AWS::ServiceQuotas::ChangeRequest"]
	r.properties.Status in {"PENDING", "CASE_OPENED"}
}

# [message, arguments] of what is missing for a verdict.
lost(v, days) := {["metric-not-read", [name, days]] | not _was_read(v, days)} | {["no-values", [name, days]] |
	_was_read(v, days)
	not used(v, days)
}

proof(v) := [
	{"id": v.of.id, "pointer": metrics.pointer(name)},
	{"id": v.quota.id, "pointer": "/properties/Value"},
]

_models := [m | some m in input.resources["AWS::Bedrock::InvokedModel"]; token_quotas.has_one(m)]

_was_read(v, days) if metrics.read(v.of, name, days)
