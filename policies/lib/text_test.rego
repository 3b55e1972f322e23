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

test_seconds_are_hours_minutes_and_seconds if {
	[text.seconds(n) | some n in [1, 59, 60, 3600, 5400, 14400, 43200, 90061]] == [
		"1 second",
		"59 seconds",
		"1 minute",
		"1 hour",
		"1 hour 30 minutes",
		"4 hours",
		"12 hours",
		"25 hours 1 minute 1 second",
	]
}

test_other_seconds_are_as_given if {
	[text.seconds(n) | some n in [0, 0 - 60, 60.5]] == ["0 seconds", "-60 seconds", "60.5 seconds"]
}

test_days_are_days_months_or_years if {
	[text.days(n, 0) | some n in [1, 30, 89, 90, 180, 364, 365, 366, 400, 729, 730, 1000, 3652, 36500]] == [
		"1 day",
		"30 days",
		"89 days",
		"3 months",
		"6 months",
		"12 months",
		"1 year",
		"1 year",
		"13 months",
		"24 months",
		"2 years",
		"2.7 years",
		"10 years",
		"99.9 years",
	]
}

test_days_that_would_read_alike_are_exact if {
	[text.days(366, 365), text.days(365, 366)] == ["366 days", "365 days"]
}

test_other_days_are_as_given if [text.days(n, 0) | some n in [0.5, 0 - 3]] == ["0.5 days", "-3 days"]
