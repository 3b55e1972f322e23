# METADATA
# title: Metrics of CloudWatch
# description: |
#   What the scan read of a metric, if it was asked to. `read` is undefined for a metric that was not
#   read, or for fewer days than a control asks for: then nobody knows the values.
package lens.lib.metrics

# A metric of a resource, by the name that the METADATA of controls has, read for at least so many
# days.
read(r, name, days) := metric if {
	days > 0
	metric := r.properties.GetMetricData[name]
	metric.days >= days
}

# Where the metric stands in a resource.
pointer(name) := sprintf("/properties/GetMetricData/%s", [name])

# The sum of its values in the last days.
total(metric, days) := sum([value |
	first := _first(metric, days)
	some series in metric.series
	some [at, value] in series.points
	at >= first
])

# The highest of its values in the last days. Undefined if it has none.
highest(metric, days) := max(values) if {
	first := _first(metric, days)
	values := [value | some series in metric.series; some [at, value] in series.points; at >= first]
	count(values) > 0
}

# The number of hours (or other periods) in which it had a value above zero, from so many days ago
# until so many days ago.
busy(metric, from, until) := count({at |
	first := _first(metric, from)
	end := _first(metric, until)
	some series in metric.series
	some [at, value] in series.points
	value > 0
	at >= first
	at < end
})

# The number of its periods in so many days.
periods(metric, days) := (days * 86400) / metric.period

_first(metric, days) := periods(metric, metric.days - days)
