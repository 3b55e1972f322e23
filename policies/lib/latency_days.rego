# METADATA
# title: On how many days a latency was above its target
# description: |
#   A day counts if it has enough values. The scan reads some percentiles of each day, and no others.
package lens.lib.latency_days

import data.lens.lib.metrics

# What was read for a target: {number of the day: value} of `statistic`, in the last days, with at
# least so many values each. Undefined if the metric was not read.
counted(target, days, least) := {at: value |
	some at, value in _values(metric, target, target.statistic, days)
	_values(metric, target, "SampleCount", days)[at] >= least
} if {
	metric := metrics.read(target.of, target.metric, days)
}

# Whether the scan reads this percentile.
is_read(target) if target.statistic in {"p50", "p90", "p95", "p99"}

bad(target, days, least) := count([at | some at, value in counted(target, days, least); value > target.limit])

# The days with enough values, of any percentile.
busy(target, days, least) := count([at |
	metric := metrics.read(target.of, target.metric, days)
	some at, number in _values(metric, target, "SampleCount", days)
	number >= least
])

was_read(target, days) if metrics.read(target.of, target.metric, days)

# Whether it is known that no day has enough values.
is_quiet(target, days, least) if {
	metrics.read(target.of, target.metric, days)
	busy(target, days, least) == 0
}

_values(metric, target, statistic, days) := {at: value |
	start := metrics.periods(metric, metric.days - days)
	some series in metric.series
	series.statistic == statistic
	series.dimensions == target.dimensions
	some [at, value] in series.points
	at >= start
}
