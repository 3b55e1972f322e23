# METADATA
# title: Alarms that have been in one state for long
# description: |
#   AWS shows when an alarm came into its state, and when the state was last updated, which is the same
#   time or later. An old update alone shows that the state is old. A recent one does not show that it
#   is new. `ListMetrics` has the names of metrics that had data in the last two weeks.
package lens.lib.stuck_alarms

import data.lens.lib.ages
import data.lens.lib.facts
import data.lens.lib.group

# How many days a metric alarm has been in a state. Undefined unless these are more than `limit`.
days(alarm, state, limit) := ages.days(since) if {
	alarm.properties.StateValue == state
	since := _since(alarm.properties)
	ages.older(since, limit)
}

# The state of an alarm of which AWS does not show how long it has lasted. In OK, it does not
# matter.
undated(alarm, limit) := state if {
	state := alarm.properties.StateValue
	state in {"ALARM", "INSUFFICIENT_DATA"}
	not _is_dated(alarm)
	not _is_old(alarm, limit)
}

# [namespace, name] of the alarm's metric, if its namespace has metrics, but none of that name.
# A metric that counts errors or throttles has no data until there are some.
unknown_metric(alarm) := [namespace, name] if {
	namespace := alarm.properties.Namespace
	name := alarm.properties.MetricName
	not regex.match(`Error|Throttle|Fail|Exception|Intervened`, name)
	count(facts.touching("cloudwatch:ListMetrics", facts.account(alarm.region), [])) == 0
	names := _names[[alarm.region, namespace]]
	not name in names
}

# [Region, namespace] -> the names.
_names := group.by_first({[[m.region, namespace], name] |
	some m in input.resources["AWS::CloudWatch::Metric"]
	namespace := m.properties.Namespace
	name := m.properties.MetricName
})

_since(properties) := since if {
	since := properties.StateTransitionedTimestamp
} else := since if {
	since := properties.StateUpdatedTimestamp
}

_is_dated(alarm) if ages.days(alarm.properties.StateTransitionedTimestamp) >= 0

_is_old(alarm, limit) if ages.older(_since(alarm.properties), limit)
