package lens_test.versions_test

import data.lens.lib.versions

test_digits_are_a_number if {
	versions.numbered("1")
	versions.numbered("120")
}

test_others_are_no_number if {
	not versions.numbered("DRAFT")
	not versions.numbered("")
	not versions.numbered("1a")
	not versions.numbered("v1")
}

test_number_of_a_version if {
	versions.number("0") == 0
	versions.number("120") == 120
	every text in ["DRAFT", "", "1a", "007", "-1", "1e3", "9999999999999999"] { not versions.number(text) }
}
