# METADATA
# title: Dates without a time
# description: |
#   People write dates such as 2026-12-31. The time functions of the engines cannot hold all of
#   them, so the days are counted here.
package lens.lib.dates

# The number of a day, so that the difference of two is a number of days. Undefined for a text that
# is not a date of the Gregorian calendar.
day(text) := number if {
	regex.match(`^[0-9]{4}-[0-9]{2}-[0-9]{2}$`, text)
	[year, month, of_month] := [digits | some digits in split(text, "-")]
	y := _number(year) - 10000
	leap := _leap(y)
	of_month <= _last(month, leap)
	of_month >= "01"
	leaps := (floor((y + 3) / 4) - floor((y + 99) / 100)) + floor((y + 399) / 400)
	number := ((((365 * y) + leaps) + _before(month, leap)) + _number(of_month)) - 100
}

# The number with a 1 before it, because a number must not start with 0.
_number(digits) := to_number(concat("", ["1", digits]))

_leap(year) := 1 if {
	year % 4 == 0
	not _common(year)
} else := 0

_common(year) if {
	year % 100 == 0
	year % 400 != 0
}

_last(month, _) := _months[month][0] if month != "02"

_last("02", leap) := ["28", "29"][leap]

_before(month, leap) := _months[month][1] + [0, leap][_after("02", month)]

_after(first, month) := 1 if {
	month > first
} else := 0

# Month -> its last day, and the days of a common year before it.
_months := {
	"01": ["31", 0],
	"02": ["28", 31],
	"03": ["31", 59],
	"04": ["30", 90],
	"05": ["31", 120],
	"06": ["30", 151],
	"07": ["31", 181],
	"08": ["31", 212],
	"09": ["30", 243],
	"10": ["31", 273],
	"11": ["30", 304],
	"12": ["31", 334],
}
