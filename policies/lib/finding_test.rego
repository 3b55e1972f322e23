package lens_test.lib.finding_test

import data.lens.lib.finding

_subject := {"type": "X::Y::Thing", "id": "arn:x", "region": "us-east-1", "item": ""}

_messages := {"plain": "it is open", "two": "%s has %s", "end": "named %s"}

_sentence(message, arguments) := finding.sentence(_messages, finding.of(_subject, message, arguments, []))

test_of_has_four_members if {
	finding.of(_subject, "plain", ["a"], ["p"]) == {
		"subject": _subject,
		"message": "plain",
		"arguments": ["a"],
		"proof": ["p"],
	}
}

test_absent_names_the_operations if {
	found := finding.absent(_subject, "plain", ["a"], ["p"], ["s:Get"])
	found == object.union(finding.of(_subject, "plain", ["a"], ["p"]), {"absent_from": ["s:Get"]})
}

test_no_argument if _sentence("plain", []) == "it is open"

test_strings_are_quoted if _sentence("end", [`a"b`]) == `named "a'b"`

test_an_argument_is_no_template if _sentence("two", ["%s", "%d"]) == `"%s" has "%d"`

test_numbers_are_not_quoted if {
	_sentence("two", [-1, 2.5]) == "-1 has 2.5"
}

test_whole_numbers_have_no_fraction if {
	_sentence("two", [0.0, -30.0]) == "0 has -30"
	_sentence("two", [1.0, 9007199254740992]) == "1 has 9007199254740992"
}

test_equal_numbers_are_written_alike if {
	_sentence("two", [json.unmarshal("1.0"), json.unmarshal("1e16")]) == "1 has 10000000000000000"
}

test_arguments_that_are_no_list_have_no_number if {
	every given in ["x", 5, null, {"x"}] {
		finding.number({"arguments": given}) == "a list of"
		finding.arguments({"arguments": given}) == []
	}
}

test_lists_and_sets_are_names if {
	_sentence("two", [{"b", "a"}, ["d", "c"]]) == `"a", "b" has "c", "d"`
}

test_durations_are_in_units_of_people if {
	_sentence("two", [{"seconds": 43200}, {"seconds": 14400}]) == "12 hours has 4 hours"
	_sentence("two", [{"days": 3652, "beside": 30}, {"days": 30, "beside": 3652}]) == "10 years has 30 days"
}

test_other_objects_are_json if {
	_sentence("two", [{"seconds": "1"}, {"days": 1}]) == `{"seconds":"1"} has {"days":1}`
}

test_other_values_are_json if _sentence("two", [true, null]) == "true has null"

test_number_of_arguments_must_fit if {
	not _sentence("end", [])
	not _sentence("end", ["a", "b"])
}

test_unknown_message if not _sentence("other", [])
