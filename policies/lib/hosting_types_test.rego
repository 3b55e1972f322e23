package lens_test.hosting_types_test

import data.lens.lib.hosting_types

test_types_of_a_variant if {
	hosting_types.of_variant({"InstanceType": "ml.g5.xlarge"}) == {"ml.g5.xlarge"}
	pools := [{"InstanceType": "ml.g5.xlarge"}, {"InstanceType": "ml.g6.xlarge"}, {}]
	hosting_types.of_variant({"InstancePools": pools}) == {"ml.g5.xlarge", "ml.g6.xlarge"}
	hosting_types.of_variant({"ServerlessConfig": {}}) == set()
}

test_gpus if {
	every type in ["ml.g5.xlarge", "ml.gr6.4xlarge", "ml.p4d.24xlarge", "ml.p6-b200.48xlarge"] {
		hosting_types.has_gpus(type)
		not hosting_types.is_plain(type)
	}
	every type in ["ml.inf2.xlarge", "ml.trn1.32xlarge", "ml.dl1.24xlarge"] {
		not hosting_types.has_gpus(type)
		not hosting_types.is_plain(type)
	}
	hosting_types.is_plain("ml.m5.large")
}

_devices := {
	"ml.g5.12xlarge": 4, "ml.p4d.24xlarge": 8, "ml.m5.large": 2, "ml.m5.xlarge": 4, "ml.c5.18xlarge": 72,
	"ml.m4.10xlarge": 40, "ml.c8g.medium": 1, "ml.t2.medium": 2, "ml.c4.8xlarge": 36, "ml.c4.4xlarge": 16,
}

test_devices if {
	every type, number in _devices { hosting_types.devices(type) == number }
}

test_devices_of_types_that_are_not_known if {
	not hosting_types.devices("ml.g9.xlarge")
	not hosting_types.devices("ml.inf2.xlarge")
	not hosting_types.devices("ml.m5.metal")
	not hosting_types.devices("m5")
	not hosting_types.devices("ml.m5.012xlarge")
}

test_smallest if {
	every type in ["ml.g5.xlarge", "ml.p5.4xlarge", "ml.m5.large", "ml.m4.xlarge", "ml.t2.medium"] {
		hosting_types.is_smallest(type)
	}
	every type in ["ml.g5.2xlarge", "ml.p4d.24xlarge", "ml.m5.xlarge", "ml.c8g.large", "ml.trn2.48xlarge"] {
		not hosting_types.is_smallest(type)
	}
	not hosting_types.is_smallest("m5")
}
