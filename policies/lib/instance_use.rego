# METADATA
# title: How much the instances of an endpoint's variants are used
# description: |
#   GPUUtilization, GPUMemoryUtilization and CPUUtilization are sums over the devices of an instance, up
#   to 100 for each. The normalized ones, which endpoints with inference components have, are not. A
#   use is the 95th percentile, and that of memory the maximum, of the day with the most. Numbers are
#   in thousandths, as engines multiply others differently.
package lens.lib.instance_use

import data.lens.lib.hosting_types
import data.lens.lib.metrics

# Of each kind of type, the metrics of the use and of the memory: the first is that of all
# endpoints, and the second, if there is one, the normalized.
names := {
	"gpus": {
		"busy": ["GPUUtilization", "GPUUtilizationNormalized"],
		"memory": ["GPUMemoryUtilization", "GPUMemoryUtilizationNormalized"],
	},
	"cpus": {"busy": ["CPUUtilization", "CPUUtilizationNormalized"], "memory": ["MemoryUtilization"]},
}

# [thousandths of a percent, number of devices]: the most in so many days. Undefined if nobody
# knows.
most(endpoint, variant, types, list, days) := [value, 1] if {
	value := _highest(endpoint, variant, list[1], days)
} else := [value, number] if {
	value := _highest(endpoint, variant, list[0], days)
	numbers := {_summed(type, list[0]) | some type in types}
	count(numbers) == 1
	count({type | some type in types; _summed(type, list[0])}) == count(types)
	some number in numbers
}

below(use, percent) if use[0] < round(percent * 1000) * use[1]

# In whole percent, so that it is below a limit if the use is.
shown(use) := floor(use[0] / (1000 * use[1]))

# Whether there is a value of the metric of a variant, or of the normalized one.
has_values(endpoint, variant, list, days) if {
	some name in list
	_highest(endpoint, variant, name, days) >= 0
}

_summed(_, "MemoryUtilization") := 1

_summed(type, name) := hosting_types.devices(type) if name != "MemoryUtilization"

_highest(endpoint, variant, name, days) := max(values) if {
	metric := metrics.read(endpoint, name, days)
	values := [round(value * 1000) |
		start := metrics.periods(metric, metric.days - days)
		some series in metric.series
		series.dimensions.VariantName == variant
		some [at, value] in series.points
		at >= start
	]
	count(values) > 0
}
