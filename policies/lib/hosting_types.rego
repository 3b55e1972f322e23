# METADATA
# title: The types of instances that endpoints of SageMaker AI run on
# description: |
#   How many devices the sums of CloudWatch count, and which type is the smallest of its family. The
#   numbers of vCPUs follow from the size in the name, as ec2:DescribeInstanceTypes of September 2026
#   shows them. Which sizes there are is from the list of the SDK of that month.
package lens.lib.hosting_types

import data.lens.lib.accelerators

# The types that a variant of a configuration runs on. A pool has some, among which AWS chooses.
of_variant(variant) := {type | some type in [variant.InstanceType]} | {type |
	some pool in variant.InstancePools
	type := pool.InstanceType
}

has_gpus(type) if regex.match(`^ml[.](gr?|p)[0-9]`, type)

# Types with neither GPUs nor other accelerators.
is_plain(type) if not accelerators.has(type)

# How many devices the metrics of GPUs or, of a plain type, of CPUs are the sum of. Undefined for a
# type that is not known.
devices(type) := number if {
	has_gpus(type)
	number := accelerators.number(type)
	number > 0
}

devices(type) := _odd[type]

devices(type) := _sized[size] if {
	_regular(type)
	size := split(type, ".")[2]
	_sized[size]
}

devices(type) := number if {
	_regular(type)
	digits := trim_suffix(split(type, ".")[2], "xlarge")
	regex.match(`^[1-9][0-9]{0,3}$`, digits)
	number := 4 * to_number(digits)
}

# Whether no smaller type of its family does the same. One with several GPUs may be the only one of
# its family, and other families have smaller ones.
is_smallest(type) if type in _smallest_with_gpu

is_smallest(type) if {
	is_plain(type)
	[family, size] := array.slice(split(type, "."), 1, 3)
	size == object.get(_smallest, family, "large")
}

_regular(type) if {
	is_plain(type)
	regex.match(`^ml[.][a-z0-9-]+[.][0-9a-z]+$`, type)
	not _odd[type]
}

_sized := {"medium": 1, "large": 2, "xlarge": 4}

_odd := {"ml.c4.8xlarge": 36, "ml.t2.medium": 2, "ml.t3.medium": 2}

_smallest := {
	"c8g": "medium", "m4": "xlarge", "m8g": "medium", "r7gd": "medium", "r8g": "medium", "t2": "medium",
}

_smallest_with_gpu := {
	"ml.g4dn.xlarge", "ml.g5.xlarge", "ml.g6.xlarge", "ml.g6e.xlarge", "ml.g7.2xlarge", "ml.g7e.2xlarge",
	"ml.p2.xlarge", "ml.p3.2xlarge", "ml.p5.4xlarge",
}
