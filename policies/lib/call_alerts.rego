# METADATA
# title: Who is told of an API call that CloudTrail records
# description: |
#   A rule of EventBridge hears a call in its Region, and a metric filter on the log group of a trail
#   counts it, if an active trail records the call. An event data store sends nothing to either.
package lens.lib.call_alerts

import data.lens.lib.alarms
import data.lens.lib.events
import data.lens.lib.facts
import data.lens.lib.metric_filters
import data.lens.lib.selectors
import data.lens.lib.trails

# What tells of a record in a Region, as sets of ids, and the `status` that follows from them:
#   `yes`     rules, filters and their alarms that tell of it
#   `open`    those that may tell of it
#   `hidden`  trails whose log group no call of this scan shows
#   `idle`    rules and filters that would tell of it, if a trail recorded it
#   `quiet`   filters that count it, and no alarm tells of them
# The status is `unscanned` if nothing tells of it in a Region that was not scanned, and `missed` in
# others. `sure`: whether something tells of it, whatever was not read. `relies_on` are the places
# where a gap may hide what tells of it. `counting` are the filters, as below: they are the same for
# all Regions.
of(region, record, counting) := object.union(found, {"status": _status(region, found)}) if {
	found := _found(region, record, counting)
}

# The filters that count a record, and whether an alarm tells of them.
counting(record) := [object.union(_told(f, verdict), {"id": f.id, "region": f.region, "group": group}) |
	some [f, verdict] in metric_filters.counting(record)
	group := {"account": input.account, "region": f.region, "name": f.properties.logGroupName}
]

_status(region, found) := status if {
	first := [one | some one in ["yes", "open", "hidden"]; count(found[one]) > 0]
	status := first[0]
} else := "unscanned" if {
	scanned := input.regions
	not region in scanned
} else := "idle" if {
	count(found.idle) > 0
} else := "quiet" if {
	count(found.quiet) > 0
} else := "missed"

_found(region, record, counting) := {
	"yes": ({id | some one in live; some id in one.yes} | {id | active; some id in rules.yes}),
	"open": ({id | some one in live; some id in one.open} | {id | active; some id in rules.unclear}),
	"hidden": {t.id | some t in covering; _is_hidden(t)},
	"idle": ({one.id | some one in dead} | {id |
		not active
		some id in (rules.yes | rules.unclear)
	}),
	"quiet": {one.id | some one in filters; count(one.yes | one.open) == 0},
	"sure": count({1 | some one in live; count(one.yes) > 0; alarms.certain(one.region)} | {2 |
		active
		count(rules.yes) > 0
	}) > 0,
	"relies_on": union({{t.id | some t in covering}, {one.region | some one in filters}, _blind}),
} if {
	rules := events.rules(region, {
		"source": sprintf("aws.%s", [trim_suffix(record.eventSource, ".amazonaws.com")]),
		"detail-type": "AWS API Call via CloudTrail",
		"resources": [],
		"detail": object.union(record, {"awsRegion": region}),
	})
	covering := [t | some t in _trails; trails.covers(t, region); _takes(t, record)]
	recording := {t.id | some t in covering; _records(t, record)}
	active := count(recording) > 0
	filters := [object.union(one, {"trail": t.id}) |
		some t in covering
		group := metric_filters.group_of(t)
		some one in counting
		one.group == group
	]
	live := [one | some one in filters; one.trail in recording]
	dead := [one | some one in filters; trail := one.trail; not trail in recording]
}

_trails := input.resources["AWS::CloudTrail::Trail"]

# A trail of every Region may be missing where trails could not be listed.
_blind := {gap.region | some gap in input.gaps["cloudtrail:DescribeTrails"]["*"]}

# A trail of every Region has the calls of IAM too.
_takes(_, record) if record.eventSource != "iam.amazonaws.com"

_takes(t, _) if trails.multi_region(t)

_takes(t, _) if t.properties.IncludeGlobalServiceEvents == true

_records(t, record) if {
	trails.logs(t)
	{false: "writes", true: "reads"}[record.readOnly] in _recorded[t.id][record.eventSource]
}

_recorded := {t.id: {source: selectors.management_events(t, source) | some source in _sources} |
	some t in _trails
}

_sources := {"bedrock.amazonaws.com", "bedrock-agentcore.amazonaws.com", "iam.amazonaws.com"}

_is_hidden(t) if {
	account := metric_filters.group_of(t).account
	account != input.account
}

_is_hidden(t) if {
	scanned := input.regions
	region := metric_filters.group_of(t).region
	not region in scanned
}

_told(f, verdict) := {
	"yes": {id | verdict == "yes"; count(told.yes) > 0; some id in ({f.id} | told.yes)},
	"open": {id | count(told.all) > 0; some id in ({f.id} | told.all)},
} if {
	told := metric_filters.told(f)
}

# The names of rules, filters, alarms and trails.
names(ids) := {r.name | some id in ids; some type in _types; r := facts.get(type, id)}

_types := [
	"AWS::Events::Rule", "AWS::Logs::MetricFilter", "AWS::CloudWatch::Alarm", "AWS::CloudTrail::Trail",
]

# Where to look at them.
proof(ids) := [{"id": id, "pointer": pointer} | some id in sort(ids); pointer := _pointer(id)]

_pointer(id) := "/properties/EventPattern" if {
	facts.get("AWS::Events::Rule", id)
} else := "/properties/filterPattern" if {
	facts.get("AWS::Logs::MetricFilter", id)
} else := "/properties"
