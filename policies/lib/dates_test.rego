package lens_test.lib.dates_test

import data.lens.lib.dates

# Days since 1 January of the year 0, which began 719,528 days before 1970.
test_days if {
	known := {
		"0000-01-01": -719528,
		"0000-12-31": -719163,
		"0001-01-01": -719162,
		"1900-03-01": -25508,
		"1970-01-01": 0,
		"1999-12-31": 10956,
		"2000-02-29": 11016,
		"2000-03-01": 11017,
		"2024-02-29": 19782,
		"2024-03-01": 19783,
		"2026-12-31": 20818,
		"2100-03-01": 47541,
		"9999-12-31": 2932896,
	}
	first := dates.day("1970-01-01")
	every text, number in known { dates.day(text) - first == number }
}

test_each_month_has_its_days if {
	lengths := ["31", "28", "31", "30", "31", "30", "31", "31", "30", "31", "30", "31"]
	every at, last in lengths {
		month := substring(format_int(101 + at, 10), 1, 2)
		dates.day(sprintf("2026-%s-%s", [month, last]))
		after := format_int(to_number(last) + 1, 10)
		not dates.day(sprintf("2026-%s-%s", [month, after]))
		next := substring(format_int(101 + ((at + 1) % 12), 10), 1, 2)
		year := ["2026", "2027"][floor((at + 1) / 12)]
		dates.day(sprintf("%s-%s-01", [year, next])) == dates.day(sprintf("2026-%s-%s", [month, last])) + 1
	}
}

test_no_dates if {
	every text in [
		"",
		"2026-02-29",
		"1900-02-29",
		"2026-02-30",
		"2026-13-01",
		"2026-00-01",
		"2026-01-00",
		"2026-04-31",
		"2026-1-1",
		"20260101",
		"2026-01-01T00:00:00Z",
		" 2026-01-01",
		"2026-01-01\n",
		"２026-01-01",
	] {
		not dates.day(text)
	}
}

test_leap_days if {
	every text in ["2000-02-29", "2024-02-29", "0000-02-29", "2400-02-29"] { dates.day(text) }
}
