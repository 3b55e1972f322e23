# METADATA
# title: Alarms that tell somebody
# description: |
#   An alarm is actionable if its actions are enabled and one of them reaches a person or a process of the
#   operators, or if a composite alarm that is so goes into ALARM because of it. An Auto Scaling policy as
#   an action tells nobody. A mute rule that is active and has no end stops the actions of its alarms, but
#   not what composite alarms make of them.
package lens.lib.alarms

import data.lens.lib.facts
import data.lens.lib.group

_metric := input.resources["AWS::CloudWatch::Alarm"]

_composite := input.resources["AWS::CloudWatch::CompositeAlarm"]

_all := array.concat(array.concat(_metric, _composite), input.resources["AWS::CloudWatch::LogAlarm"])

# The ids of the alarms that are actionable.
actionable := {alarm.id | some alarm in _all; _alerts(alarm)} | graph.reachable(_parts, _heard)

_heard := {alarm.id | some alarm in _composite; _alerts(alarm)}

_alerts(alarm) if {
	alarm.properties.ActionsEnabled == true
	some action in alarm.properties.AlarmActions
	not _scales(action)
	key := [alarm.region, alarm.name]
	not mutes[key]
}

_scales(action) if regex.match(`^arn:[a-z-]+:autoscaling:.*:scalingPolicy:`, action)

# The metric alarms that watch one of some namespaces. An alarm of which every action is a scaling
# policy is a part of the scaling, and does not count.
about(namespaces) := [alarm |
	some alarm in _metric
	count({name | some name in _watched[alarm.id]; name in namespaces}) > 0
	not _only_scales(alarm)
]

_only_scales(alarm) if {
	count(alarm.properties.AlarmActions) > 0
	every action in alarm.properties.AlarmActions { _scales(action) }
}

# Id of an alarm -> the namespaces that it watches, and other words of its queries.
_watched := group.by_first({[watch.id, name] |
	some watch in _watches
	some name in ({name | name := watch.metric.Namespace} | _words(watch.text))
})

# [Region, alarm's name] -> the ids of the rules that mute it for good. A rule for one window ends
# by itself.
mutes := group.by_first({[[rule.region, name], rule.id] |
	some rule in input.resources["AWS::CloudWatch::AlarmMuteRule"]
	rule.properties.Status == "ACTIVE"
	not rule.properties.ExpireDate
	not _once(rule)
	some name in rule.properties.MuteTargets.AlarmNames
})

_once(rule) if rule.properties.MuteType == "ONE_TIME"

# Alarm -> the alarms that it names. Only composite alarms name any.
_parts := object.union({alarm.id: set() | some alarm in _all}, {alarm.id: named |
	some alarm in _composite
	rule := replace(replace(alarm.properties.AlarmRule, "\n", " "), "\t", " ")
	words := {trim(word, `"`) | some word in regex.find_n(`"[^"]*"|[^"(), ]+`, _raising(rule), -1)}
	named := {_ids[[alarm.region, word]] | some word in words} | {word | some word in words; word in _known}
})

# The rule without the alarms that do not raise it by going into ALARM: those of another state, and
# those after NOT, in a group too.
_raising(rule) := regex.replace(
	regex.replace(rule, `NOT *[(]([^()]|[(][^()]*[)])*[)]`, ""),
	`(NOT *ALARM|OK|INSUFFICIENT_DATA) *[(]("[^"]*"|[^"()])*[)]`, "",
)

# The alarms whose actions follow when one goes into ALARM: itself, and composite alarms that name
# it.
acting_for(alarm) := array.concat(
	[alarm | _alerts(alarm)],
	[above | some above in _composite; alarm.id in _below[above.id]],
)

# Composite alarm that alerts -> the alarms that it names, and those that these name.
_below := {alarm.id: graph.reachable(_parts, {alarm.id}) | some alarm in _composite; _alerts(alarm)}

_ids := {[alarm.region, alarm.name]: alarm.id | some alarm in _all}

_known := {alarm.id | some alarm in _all}

# {id, dimensions, text} of each actionable alarm in a Region that watches one of these metrics of a
# namespace; no names stand for all. `dimensions` are name -> value. If an expression or a query
# names the metric, `text` is that, and `dimensions` is empty; else `text` is empty.
watching(region, namespace, names) := {object.remove(watch, ["region", "metric"]) |
	some watch in _watches
	watch.region == region
	watch.id in actionable
	_names(watch, namespace, names)
}

# The ids of the alarms that watch one of these metrics and are not actionable.
silent(region, namespace, names) := {id |
	some watch in _watches
	watch.region == region
	id := watch.id
	heard := actionable
	not id in heard
	_names(watch, namespace, names)
}

# Whether every mute rule of a Region was read. Where alarms were seen, an alarm that is actionable
# then stays so, whatever else was not read.
certain(region) if {
	account := facts.account(region)
	count({gap | some operation in _muting; some gap in facts.touching(operation, account, [])}) == 0
}

# [message, arguments, proof]: why an alarm tells nobody.
silence(a) := ["disabled", [], proof] if {
	not a.properties.ActionsEnabled == true
	proof := [{"id": a.id, "pointer": "/properties/ActionsEnabled"}]
} else := ["muted", [rules], proof] if {
	count(a.properties.AlarmActions) > 0
	rules := mutes[[a.region, a.name]]
	proof := [{"id": rule, "pointer": "/properties"} | some rule in rules]
} else := ["silent", [], proof] if {
	proof := [{"id": a.id, "pointer": "/properties/AlarmActions"}]
}

# The ids of the mute rules of a Region. What one that was not read mutes is not known.
mute_rules(region) := {rule.id |
	some rule in input.resources["AWS::CloudWatch::AlarmMuteRule"]
	rule.region == region
}

_muting := ["cloudwatch:ListAlarmMuteRules", "cloudwatch:GetAlarmMuteRule"]

_names(watch, namespace, names) if {
	watch.metric.Namespace == namespace
	_among(watch.metric.MetricName, names)
}

_names(watch, namespace, names) if {
	words := _words(watch.text)
	namespace in words
	_among_any(words, names)
}

# The values that the filters of a query or an expression demand, without the name of the metric.
# `!=` demands none.
demanded(text) := {value |
	some found in regex.find_n(`[A-Za-z0-9_]+ *= *("[^"]*"|'[^']*')`, text, -1)
	[before, quoted] := split(found, "=")
	name := trim(before, " ")
	not name in {"MetricName", "Namespace"}
	value := trim(trim(trim(quoted, " "), `"`), "'")
}

# Whether a query or an expression has no filter, so that it is about all resources. In PromQL, a
# filter is in braces. In SEARCH, a schema is.
unfiltered(text) if {
	text != ""
	count(demanded(text)) == 0
	words := _words(lower(text))
	not "where" in words
	_without_braces(text)
}

_without_braces(text) if not contains(text, "{")

_without_braces(text) if startswith(text, "SEARCH(")

# PromQL may name a metric without its namespace. A query of CloudWatch Metrics Insights may not.
_names(watch, _, names) if {
	text := watch.text
	not contains(text, "AWS/")
	small := _words(lower(text))
	not "from" in small
	count(_words(text) & names) > 0
}

_among(_, names) if count(names) == 0

_among(name, names) if name in names

_among_any(_, names) if count(names) == 0

_among_any(words, names) if count(words & names) > 0

_words(text) := {word | some word in regex.find_n(`[A-Za-z0-9_./-]+`, text, -1)}

# {[namespace, name of the metric, dimensions, id of the alarm], ...} of the metric alarms whose
# actions are enabled, whether they tell anybody or not.
acting := {[watch.metric.Namespace, watch.metric.MetricName, watch.dimensions, watch.id] |
	some watch in _watches
	watch.id in _enabled
}

_enabled := {alarm.id | some alarm in _metric; alarm.properties.ActionsEnabled == true}

# What each alarm watches. A metric of another account does not count.
_watches := {object.union(watch, {"id": alarm.id, "region": alarm.region}) |
	some alarm in _metric
	some watch in _sources(alarm.properties)
}

_sources(properties) := (({_source(properties) | properties.MetricName} | {_source(query.MetricStat.Metric) |
	some query in properties.Metrics
	query.MetricStat.Metric
	object.get(query, "AccountId", input.account) == input.account
}) | {_text(query.Expression) | some query in properties.Metrics}) | {_text(query) |
	query := properties.EvaluationCriteria.PromQLCriteria.Query
}

_source(metric) := {
	"metric": {"Namespace": namespace, "MetricName": name},
	"dimensions": _dimensions(object.get(metric, "Dimensions", [])),
	"text": "",
} if {
	namespace := metric.Namespace
	name := metric.MetricName
}

# AWS sends each name once. Of a name that comes twice, no value counts.
_dimensions(list) := {name: value |
	some name in {one.Name | some one in list}
	values := {one.Value | some one in list; one.Name == name}
	count(values) == 1
	some value in values
}

_text(text) := {"metric": {}, "dimensions": {}, "text": text}
