package lens_test.ages_test

import data.lens.lib.ages
import data.lens_test.testing

# The snapshot was started on 2026-08-01 at 00:00.
_days(text) := found if {
	found := ages.days(text) with input as testing.facts([], {}, [])
}

_older(text, limit) if ages.older(text, limit) with input as testing.facts([], {}, [])

_within(text, limit) if ages.within(text, limit) with input as testing.facts([], {}, [])

test_whole_days if {
	_days("2026-07-31T00:00:00Z") == 1
	_days("2026-07-30T00:00:01Z") == 1
	_days("2026-08-01T00:00:00Z") == 0
}

test_whole_seconds if {
	found := [ages.seconds(text) |
		some text in ["2026-07-31T23:59:58.5Z", "2026-08-01T00:00:00Z", "2026-08-01T00:00:01Z", "yesterday"]
	] with input as testing.facts([], {}, [])
	found == [1, 0, 0]
}

test_later_has_no_age if {
	_days("2026-08-01T00:00:01Z") == 0
	_days("2026-08-02T00:00:00.5Z") == 0
}

test_older_by_the_second if {
	_older("2026-07-30T23:59:59Z", 1)
	not _older("2026-07-31T00:00:00Z", 1)
}

test_within_is_the_other_side if {
	_within("2026-07-31T00:00:00Z", 1)
	not _within("2026-07-30T23:59:59Z", 1)
	_within("2026-08-02T00:00:00Z", 0)
}

test_what_is_no_time_has_no_age if {
	not _within("yesterday", 9)
	not _days({"redacted": {"length": 20}})
	not _days("yesterday")
	not _older("yesterday", 0)
}

test_between_two_times if {
	first := "2026-07-01T00:00:00Z"
	document := testing.facts([], {}, [])
	found := [ages.between(first, second) |
		some second in ["2026-07-03T00:00:00Z", "2026-07-02T23:59:59Z", "2026-06-01T00:00:00Z", "today"]
	] with input as document
	found == [2, 1, 0]
	far := {second |
		some second in ["2026-07-03T00:00:00Z", "2026-07-03T00:00:01Z", "2026-06-01T00:00:00Z", "today"]
		ages.before(first, second, 2)
	} with input as document
	far == {"2026-07-03T00:00:01Z"}
}
