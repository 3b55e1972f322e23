package lens_test.lib.instance_storage_test

import data.lens.lib.instance_storage

test_local_storage if {
	every type in [
		"ml.g4dn.xlarge", "ml.p3dn.24xlarge", "ml.p4d.24xlarge", "ml.p4de.24xlarge", "ml.m5d.large",
		"ml.c6id.large", "ml.r7gd.large", "ml.g5.xlarge", "ml.g6e.xlarge", "ml.p5.48xlarge",
		"ml.p6-b200.48xlarge", "ml.trn1.2xlarge", "i3.large", "ml.dl1.24xlarge",
	] {
		instance_storage.has_local(type)
		not instance_storage.has_volumes(type)
	}
}

test_volumes if {
	every type in [
		"ml.m5.large", "ml.c5n.xlarge", "ml.r7i.large", "ml.t3.medium", "ml.p3.2xlarge", "ml.p2.xlarge",
		"ml.inf1.xlarge", "ml.inf2.xlarge", "ml.g5g.xlarge", "m5.large",
	] {
		instance_storage.has_volumes(type)
		not instance_storage.has_local(type)
	}
}

test_what_is_not_known if {
	every type in ["ml.x9z.large", "system", ""] {
		not instance_storage.has_local(type)
		not instance_storage.has_volumes(type)
	}
}
