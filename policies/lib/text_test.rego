package lens_test.text_test

import data.lens.lib.text

test_quotes_inside_a_name_cannot_end_it if text.quoted(`a" or "b`) == `"a' or 'b"`

test_names_are_in_order if text.names({"b", "a"}) == `"a", "b"`

test_five_names_are_all_there if text.names({"a", "b", "c", "d", "e"}) == `"a", "b", "c", "d", "e"`

test_the_sixth_name_is_counted if {
	text.names({"a", "b", "c", "d", "e", "f"}) == `"a", "b", "c", "d", "e", and 1 more`
}

test_more_than_five_names_are_cut if {
	text.names({"a", "b", "c", "d", "e", "f", "g"}) == `"a", "b", "c", "d", "e", and 2 more`
}

test_no_names if text.names(set()) == ""
