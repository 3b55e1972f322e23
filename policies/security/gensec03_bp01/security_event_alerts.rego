# METADATA
# title: Alert on changes to guardrails, logging, sharing and model access, and on denied calls
# description: >-
#   Whoever turns off a guardrail or a log, shares data or makes a key prepares more. Somebody must learn
#   of it at once, by a rule of EventBridge or by an alarm on a metric filter of a trail's log group.
# custom:
#   id: GENSEC03-BP01/security-event-alerts
#   severity: high # without an alert, an attack on guardrails or logs goes on unseen
#   precision: medium
#   mode: automated
#   resources: [AWS::Account]
#   lists: ["@bedrock-regions-in-use"]
#   evidence: ["@event-rules", cloudtrail:DescribeTrails, cloudtrail:GetTrailStatus,
#     cloudtrail:GetEventSelectors, logs:DescribeMetricFilters, "@actionable-alarms"]
#   params:
#     groups: [guardrail, logging, sharing, model_access, keys, denied]
#   messages:
#     missed: >-
#       no enabled rule with a target on the default event bus, and no metric filter on the log group of a
#       trail, matches %s
#     idle: "%s would match %s, but no active trail records these calls"
#     quiet: metric filter %s matches %s, but no actionable alarm watches its metric
#     open: >-
#       it is open whether %s tell of %s: a pattern asks for a member that the call may not have, or has an
#       unknown operator, or an alarm is about a part of the metric
#     hidden: trail %s sends %s to a log group whose metric filters this scan cannot see
#     unscanned: the Region to which AWS sends the events of %s was not scanned
#   item: group
#   remediation: >-
#     Create EventBridge rules, or metric filters with alarms, that tell your security team of each of these
#     calls. Give rules for denied calls the state that also matches calls which only read.
package lens.controls.gensec03_bp01.security_event_alerts

import data.lens.lib.call_alerts
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.group
import data.lens.lib.security_calls

_groups := input.params["GENSEC03-BP01/security-event-alerts"].groups

# What is called -> the metric filters that count it.
_counting := {security_calls.label(record): call_alerts.counting(record) |
	some record in security_calls.records
}

# {place, label, status, ...} of each call, where a place is [Region, group].
_calls := [object.union(found, {"place": place, "label": label}) |
	some place, records in security_calls.groups
	place[1] in _groups
	some record in records
	label := security_calls.label(record)
	found := call_alerts.of(place[0], record, _counting[label])
]

_subject(place) := object.union(facts.account(place[0]), {"item": place[1]})

subjects := {_subject(c.place) | some c in _calls}

relies_on := {[_subject(c.place), place] | some c in _calls; some place in c.relies_on}

_unheard := ["@event-rules", "cloudtrail:DescribeTrails", "logs:DescribeMetricFilters"]

_shown_by := {
	"missed": _unheard,
	"idle": array.concat(_unheard, ["cloudtrail:GetTrailStatus", "cloudtrail:GetEventSelectors"]),
	"quiet": array.concat(_unheard, ["@actionable-alarms"]),
}

violations contains finding.absent(subject, status, arguments, proof, operations) if {
	some status, operations in _shown_by
	some [subject, arguments, proof] in _told(status)
}

reviews contains finding.of(subject, "open", arguments, proof) if {
	some [subject, arguments, proof] in _told("open")
}

unseen contains finding.of(subject, status, arguments, proof) if {
	some status in ["hidden", "unscanned"]
	some [subject, arguments, proof] in _told(status)
}

# [subject, arguments, proof] of each group with calls of a status.
_told(status) := {[subject, arguments, call_alerts.proof(ids)] |
	some place, calls in group.by_first({[c.place, c] | some c in _calls; c.status == status})
	ids := {id | some c in calls; some id in object.get(c, status, [])}
	labels := {c.label | some c in calls}
	arguments := [list | some list in [call_alerts.names(ids), labels]; count(list) > 0]
	subject := _subject(place)
}

# A rule that was read hears a call, whatever was not read. A mute rule may stop an alarm.
_doubted := {c.place | some c in _calls; [c.status, c.sure] != ["yes", true]}

proven := {_subject(c.place) | some c in _calls; place := c.place; not place in _doubted}

shown := {[_subject(c.place), proof] | some c in _calls; some proof in call_alerts.proof(c.yes)}
