# METADATA
# title: Which trail records all calls of models
# description: |
#   One trail or event data store must itself log, deliver, record reads and writes of Bedrock's
#   management events, and cover every Region in use.
package lens.lib.model_call_trails

import data.lens.lib.selectors
import data.lens.lib.trails

# The trails that lack nothing but, perhaps, Regions.
good := [r | some r in trails.all; count(_faults(r)) == 0]

# The trails, without event data stores, that record all calls in a Region in use, or in several.
recording := [r | some r in good; _is_candidate(r)]

# The trails that may do so: what was read shows no fault, and an answer about them is missing.
unclear := [r |
	some r in trails.all
	_is_candidate(r)
	count(_faults(r)) > 0
	count(_faults(r) - _unread(r)) == 0
]

_is_candidate(r) if {
	r.type == "AWS::CloudTrail::Trail"
	some region in data.lens.lib.regions.in_use
	trails.covers(r, region)
}

_unread(r) := {"not-logging" | not r.properties.GetTrailStatus} | {fault |
	some fault in ["no-reads", "no-writes"]
	not r.properties.GetEventSelectors
}

# A good trail of every Region: enough, even if Regions in use are unknown.
everywhere if {
	some r in good
	trails.multi_region(r)
}

# Whether Regions are in use, and no good trail covers all of them.
missing if {
	count(data.lens.lib.regions.in_use) > 0
	every r in good { count(_uncovered(r)) > 0 }
}

# [id, message, arguments] of each reason why a trail does not record all calls.
reasons contains [id, fault, [name]] if {
	some r in trails.all
	some fault in _faults(r)
	id := r.id
	name := r.name
}

reasons contains [id, "not-covering", [name, uncovered]] if {
	some r in trails.all
	uncovered := _uncovered(r)
	count(uncovered) > 0
	id := r.id
	name := r.name
}

_uncovered(r) := {region | some region in data.lens.lib.regions.in_use; not trails.covers(r, region)}

_faults(r) := ({"not-logging" | not trails.logs(r)} | _undelivered(r)) | {fault |
	some kind, fault in {"reads": "no-reads", "writes": "no-writes"}
	recorded := selectors.management_events(r, "bedrock.amazonaws.com")
	not kind in recorded
}

_undelivered(r) := {"not-delivering" |
	object.get(r.properties, ["GetTrailStatus", "LatestDeliveryError"], "") != ""
}
