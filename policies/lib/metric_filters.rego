# METADATA
# title: Metric filters on the log groups of trails
# description: |
#   Which metric filters count a call that CloudTrail records, and whether an alarm tells of it. A verdict
#   is `yes`, `no` or `unclear`, as in lib/events.rego.
package lens.lib.metric_filters

import data.lens.lib.alarms
import data.lens.lib.events
import data.lens.lib.group

_filters := input.resources["AWS::Logs::MetricFilter"]

# The group of a trail: its account, Region and name. Undefined if the trail has none.
group_of(trail) := {"account": parts[4], "region": parts[3], "name": parts[6]} if {
	parts := split(trail.properties.CloudWatchLogsLogGroupArn, ":")
	count(parts) > 6
}

# The filters of a trail's group. A group of another account may have the name of one here.
of_trail(trail) := found if {
	place := group_of(trail)
	place.account == input.account
	found := _by_group[[place.region, place.name]]
} else := []

_by_group := group.by_first({[[f.region, f.properties.logGroupName], f] |
	some f in _filters
})

# Whether a filter counts a record. With system fields or a transformer, it sees other members.
counts(f, record) := "unclear" if {
	verdict := _of_pattern(f, record)
	verdict == "yes"
	_differs(f.properties)
} else := _of_pattern(f, record)

_differs(properties) if object.get(properties, "fieldSelectionCriteria", "") != ""

_differs(properties) if properties.applyOnTransformedLogs == true

# Words of a pattern that is no expression are looked for anywhere in the event.
_of_pattern(f, record) := verdict if {
	alternatives := _alternatives[f.properties.alternatives]
	verdict := _any({_all({events.matches(condition, record) | some condition in one}) |
		some one in alternatives
	})
} else := "unclear" if {
	contains(f.properties.filterPattern, record.eventName)
} else := "no"

_alternatives := {text: json.unmarshal(text) | some f in _filters; text := f.properties.alternatives}

_all(verdicts) := "no" if {
	"no" in verdicts
} else := "unclear" if {
	"unclear" in verdicts
} else := "yes"

_any(verdicts) := "yes" if {
	"yes" in verdicts
} else := "unclear" if {
	"unclear" in verdicts
} else := "no"

# The ids of `all` alarms that tell somebody of the filter's metric, and of those that do so for any
# count (`yes`). With dimensions, an alarm is about one of their values.
told(f) := {"yes": {w.id | some w in plain}, "all": {w.id | some w in _watching[f.id]}} if {
	plain := [w | some w in _watching[f.id]; _is_plain(f.properties, w)]
}

_is_plain(properties, watch) if {
	watch.text == ""
	watch.dimensions == {}
	count(object.get(properties, "emitSystemFieldDimensions", [])) == 0
	some metric in properties.metricTransformations
	metric.metricName == watch.metric
	metric.metricNamespace == watch.namespace
	not metric.dimensions
}

_watching := {f.id: watches |
	some f in _filters
	watches := [object.union(watch, {"metric": metric.metricName, "namespace": metric.metricNamespace}) |
		some metric in f.properties.metricTransformations
		some watch in alarms.watching(f.region, metric.metricNamespace, {metric.metricName})
	]
}
