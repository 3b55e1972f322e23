# METADATA
# title: Record generative AI management events, reads included, in an active multi-Region trail
# description: >-
#   InvokeModel and Converse are read-only management events. A trail that records only writes does
#   not record model calls.
# custom:
#   id: GENSEC03-BP01/trail-records-model-calls
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::Account]
#   lists: ["@regions-in-use"]
#   evidence: ["@regions-in-use", cloudwatch:ListMetrics, "@trails"]
#   params: {}
#   messages:
#     none-complete: no single trail or event data store records all model calls in %s
#     not-logging: trail or event data store %s is not logging
#     not-delivering: trail or event data store %s fails to deliver
#     no-reads: trail or event data store %s does not record read events of Bedrock
#     no-writes: trail or event data store %s does not record write events of Bedrock
#     not-covering: trail or event data store %s does not cover %s
#   item: none
#   remediation: >-
#     Create a multi-Region trail that records read and write management events, and check that it
#     logs and delivers.
package lens.controls.gensec03_bp01.trail_records_model_calls

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.regions
import data.lens.lib.selectors
import data.lens.lib.trails

_subject := facts.account("global")

subjects contains _subject if count(regions.in_use) > 0

_faults(r) := ({"not-logging" | not trails.logs(r)} | _undelivered(r)) | {fault |
	some kind, fault in {"reads": "no-reads", "writes": "no-writes"}
	recorded := selectors.management_events(r, "bedrock.amazonaws.com")
	not kind in recorded
}

_undelivered(r) := {"not-delivering" |
	object.get(r.properties, ["GetTrailStatus", "LatestDeliveryError"], "") != ""
}

_uncovered(r) := {region | some region in regions.in_use; not trails.covers(r, region)}

_good := [r | some r in trails.all; count(_faults(r)) == 0]

# One trail that covers every Region is enough, even if Regions in use are unknown.
proven contains subject if {
	count(regions.in_use) > 0
	some r in _good
	trails.multi_region(r)
	subject := _subject
}

# [message, arguments] of each reason why a trail does not record all calls.
shown contains [subject, place] if {
	some r in _good
	subject := _subject
	place := {"id": r.id, "pointer": "/properties"}
}

_lacks(r) := {[fault, [r.name]] | some fault in _faults(r)} | {["not-covering", [r.name, missing]] |
	missing := _uncovered(r)
	count(missing) > 0
}

_fails if {
	count(regions.in_use) > 0
	every r in _good { count(_uncovered(r)) > 0 }
}

violations contains finding.absent(_subject, "none-complete", [regions.in_use], [], ["@trails"]) if _fails

violations contains finding.absent(subject, message, arguments, proof, ["@trails"]) if {
	_fails
	some r in trails.all
	some [message, arguments] in _lacks(r)
	proof := [{"id": r.id, "pointer": "/properties"}]
	subject := _subject
}
