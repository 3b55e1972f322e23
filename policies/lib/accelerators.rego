# METADATA
# title: Which types of instances have accelerators
# description: |
#   An accelerator is a GPU, a Neuron device or another device for inference and training. The family in
#   the name of a type says whether there is any. How many there are, and whether an Elastic Fabric
#   Adapter can be attached, says the table: ec2:DescribeInstanceTypes as of September 2026, and AWS's
#   pages of the older types. A type of SageMaker AI has the same name after `ml.`. A type that the table
#   does not have is not known.
package lens.lib.accelerators

# Whether a type has accelerators.
has(type) if regex.match(`^(ml[.])?(gr?|p|inf|trn|dl)[0-9]`, type)

# Whether a production variant runs on accelerators. It has one type of instances, or pools of some.
of_variant(variant) if has(variant.InstanceType)

of_variant(variant) if {
	some pool in variant.InstancePools
	has(pool.InstanceType)
}

# How many a type has, and 0 for less than a whole one.
number(type) := _numbers[trim_prefix(type, "ml.")]

# Whether an Elastic Fabric Adapter can be attached, and whether it is known that none can.
has_efa(type) if trim_prefix(type, "ml.") in _with_efa

lacks_efa(type) if {
	name := trim_prefix(type, "ml.")
	_numbers[name] >= 0
	not name in _with_efa
}

_numbers := {sprintf("%s.%s", [family, size]): devices |
	some family, sizes in _families
	some size, devices in sizes
}

_families := {
	"dl1": {"24xlarge": 8},
	"dl2q": {"24xlarge": 8},
	"g4dn": {"xlarge": 1, "2xlarge": 1, "4xlarge": 1, "8xlarge": 1, "12xlarge": 4, "16xlarge": 1, "metal": 8},
	"g5": _graphics,
	"g5g": {"xlarge": 1, "2xlarge": 1, "4xlarge": 1, "8xlarge": 1, "16xlarge": 2, "metal": 2},
	"g6": _graphics,
	"g6e": _graphics,
	"g6f": {"large": 0, "xlarge": 0, "2xlarge": 0, "4xlarge": 0},
	"g7": _blackwell,
	"g7e": _blackwell,
	"gr6": {"4xlarge": 1, "8xlarge": 1},
	"gr6f": {"4xlarge": 0},
	"inf1": {"xlarge": 1, "2xlarge": 1, "6xlarge": 4, "24xlarge": 16},
	"inf2": {"xlarge": 1, "8xlarge": 1, "24xlarge": 6, "48xlarge": 12},
	"p2": {"xlarge": 1, "8xlarge": 8, "16xlarge": 16},
	"p3": {"2xlarge": 1, "8xlarge": 4, "16xlarge": 8},
	"p3dn": {"24xlarge": 8},
	"p4d": {"24xlarge": 8},
	"p4de": {"24xlarge": 8},
	"p5": {"4xlarge": 1, "48xlarge": 8},
	"p5e": {"48xlarge": 8},
	"p5en": {"48xlarge": 8},
	"p6-b200": {"48xlarge": 8},
	"p6-b300": {"48xlarge": 8},
	"p6e-gb200": {"36xlarge": 4},
	"trn1": {"2xlarge": 1, "32xlarge": 16},
	"trn1n": {"32xlarge": 16},
	"trn2": {"3xlarge": 1, "48xlarge": 16},
}

_graphics := {
	"xlarge": 1, "2xlarge": 1, "4xlarge": 1, "8xlarge": 1,
	"12xlarge": 4, "16xlarge": 1, "24xlarge": 4, "48xlarge": 8,
}

_blackwell := {"2xlarge": 1, "4xlarge": 1, "8xlarge": 1, "12xlarge": 2, "24xlarge": 4, "48xlarge": 8}

# All types of some families, and the large types of others.
_with_efa := {name |
	some name, _ in _numbers
	[family, size] := split(name, ".")
	_attaches(family, size)
}

_attaches(family, _) if {
	family in {
		"dl1", "dl2q", "p3dn", "p4d", "p4de", "p5", "p5e", "p5en",
		"p6-b200", "p6-b300", "p6e-gb200", "trn1n", "trn2",
	}
}

_attaches(family, size) if {
	family in {"g4dn", "g5", "g6", "g6e", "g7", "g7e", "gr6"}
	not size in {"xlarge", "2xlarge", "4xlarge"}
}

_attaches(family, size) if [family, size] in {["inf1", "24xlarge"], ["trn1", "32xlarge"]}
