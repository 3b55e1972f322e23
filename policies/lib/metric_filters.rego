# METADATA
# title: Metric filters on the log groups of trails
# description: |
#   Which metric filters count a call that CloudTrail records, and whether an alarm tells of it. A verdict
#   is `yes`, `no` or `unclear`, as in lib/events.rego.
package lens.lib.metric_filters

import data.lens.lib.alarms
import data.lens.lib.events

_filters := input.resources["AWS::Logs::MetricFilter"]

# The group of a trail: its account, Region and name. Undefined if the trail has none.
group_of(trail) := {"account": parts[4], "region": parts[3], "name": parts[6]} if {
	parts := split(trail.properties.CloudWatchLogsLogGroupArn, ":")
	count(parts) > 6
}

# The filters that count a record, or may do so: [filter, verdict].
counting(record) := [[f, verdict] |
	some f in _filters
	verdict := _counts(f, record)
	verdict != "no"
]

# Whether a filter counts a record. With system fields or a transformer, it sees other members.
_counts(f, record) := "unclear" if {
	verdict := _of_pattern(f, record)
	verdict == "yes"
	_differs(f.properties)
} else := _of_pattern(f, record)

_differs(properties) if object.get(properties, "fieldSelectionCriteria", "") != ""

_differs(properties) if properties.applyOnTransformedLogs == true

# Words of a pattern that is no expression are looked for anywhere in the event.
_of_pattern(f, record) := verdict if {
	alternatives := _alternatives[f.properties.alternatives]
	name := record.eventName
	verdict := events.some_of({events.every_of(met) |
		some one in alternatives
		every names in one.names { name in names }
		met := {events.matches(condition, record) | some condition in one.others}
	})
} else := "unclear" if {
	contains(f.properties.filterPattern, record.eventName)
} else := "no"

# The lists of names of calls that an alternative asks for, and its other conditions. Most filters
# ask for names, and an account may have many filters.
_alternatives := {text: [_parted(one) | some one in json.unmarshal(text)] |
	some f in _filters
	text := f.properties.alternatives
}

_parted(conditions) := {
	"names": [c.eventName | some c in conditions; _is_of_names(c)],
	"others": [c | some c in conditions; not _is_of_names(c)],
}

_is_of_names(condition) if {
	every name in condition.eventName { is_string(name) }
}

# The ids of `all` alarms that tell somebody of the filter's metric, and of those that do so for any
# count (`yes`). With dimensions, an alarm is about one of their values.
told(f) := {"yes": {w.id | some w in all; _is_plain(f.properties, w)}, "all": {w.id | some w in all}} if {
	all := [object.union(watch, {"metric": metric.metricName, "namespace": metric.metricNamespace}) |
		some metric in f.properties.metricTransformations
		some watch in alarms.watching(f.region, metric.metricNamespace, {metric.metricName})
	]
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
