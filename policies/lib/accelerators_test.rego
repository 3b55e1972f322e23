package lens_test.accelerators_test

import data.lens.lib.accelerators

test_family_says_whether_there_are_any if {
	every type in ["ml.g5.xlarge", "gr6.4xlarge", "p6-b200.48xlarge", "ml.inf2.xlarge", "trn2.3xlarge"] {
		accelerators.has(type)
	}
	every type in ["ml.m5.xlarge", "c5n.18xlarge", "ml.t3.medium", "ml.geospatial.interactive", ""] {
		not accelerators.has(type)
	}
}

test_new_type_of_a_family_has_some if accelerators.has("ml.p7.48xlarge")

test_variants if {
	accelerators.of_variant({"InstanceType": "ml.g5.xlarge"})
	pools := [{"InstanceType": "ml.m5.large"}, {"InstanceType": "ml.g5.xlarge"}]
	accelerators.of_variant({"InstancePools": pools})
	not accelerators.of_variant({"InstanceType": "ml.m5.large"})
	not accelerators.of_variant({"ServerlessConfig": {"MaxConcurrency": 5}})
}

test_numbers if {
	types := ["ml.g5.12xlarge", "g7e.12xlarge", "p4d.24xlarge", "g6f.large"]
	[accelerators.number(type) | some type in types] == [4, 2, 8, 0]
	not accelerators.number("ml.p7.48xlarge")
	not accelerators.number("ml.m5.xlarge")
}

test_fabric if {
	every type in ["ml.p4d.24xlarge", "g5.8xlarge", "ml.trn1.32xlarge", "inf1.24xlarge", "g4dn.metal"] {
		accelerators.has_efa(type)
		not accelerators.lacks_efa(type)
	}
	every type in ["ml.g5.4xlarge", "p3.16xlarge", "ml.trn1.2xlarge", "inf2.48xlarge", "g5g.metal"] {
		not accelerators.has_efa(type)
		accelerators.lacks_efa(type)
	}
}

test_type_that_is_not_known_neither_has_nor_lacks_it if {
	every type in ["ml.p7.48xlarge", "ml.m5.xlarge", "c5n.18xlarge", ""] {
		not accelerators.has_efa(type)
		not accelerators.lacks_efa(type)
	}
}
