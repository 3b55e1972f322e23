package lens_test.group_test

import data.lens.lib.group

test_values_of_one_key_are_together if {
	group.by_first({["a", 1], ["b", 3], ["a", 2]}) == {"a": [1, 2], "b": [3]}
}

test_keys_may_be_objects if group.by_first({[{"x": 1}, "m"], [{"x": 1}, "n"]}) == {{"x": 1}: ["m", "n"]}

test_one_pair if group.by_first({["a", 1]}) == {"a": [1]}

test_no_pairs if group.by_first(set()) == {}
