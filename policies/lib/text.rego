# METADATA
# title: Words for messages
# description: |
#   Names come from AWS and may be hostile. They are quoted and never interpreted, and a long list is
#   cut after five names. Durations are in the units that people use.
package lens.lib.text

quoted(name) := concat("", [`"`, replace(name, `"`, `'`), `"`])

# Names, sorted and quoted: at most five, and the number of the others.
names(found) := concat(", ", array.concat([quoted(name) | some name in array.slice(list, 0, 5)], more)) if {
	list := sort(found)
	more := [sprintf("and %d more", [count(list) - 5]) | count(list) > 5]
}

# 1.0 and 1 are one number, but json.marshal writes them as each engine holds them.
number(value) := format_int(value, 10) if value == round(value)

number(value) := sprintf("%v", [value]) if value != round(value)

# A number of seconds, exact: "12 hours", "1 hour 30 minutes".
seconds(value) := shown if {
	value == round(value) # regorus stops where a remainder is not of whole numbers
	rest := value % 3600
	parts := [[floor(value / 3600), "hour"], [floor(rest / 60), "minute"], [value % 60, "second"]]
	shown := concat(" ", [_counted(part[0], part[1]) | some part in parts; part[0] > 0])
	shown != ""
} else := _counted(value, "second")

# A number of days, rounded to months or years from 90 days on: 3652 is "10 years". If `beside`, the
# number with which the message compares it, would read alike, both are in days.
days(value, beside) := shown if {
	shown := _rounded(value)
	shown != _rounded(beside)
} else := _counted(value, "day")

# 1,461 days are four years, or 48 months.
_rounded(value) := shown if {
	value >= 730
	shown := _counted(round((value * 40) / 1461) / 10, "year")
} else := "1 year" if {
	value in {365, 366}
} else := shown if {
	value >= 90
	shown := _counted(round((value * 48) / 1461), "month")
} else := _counted(value, "day")

_counted(1, unit) := sprintf("1 %s", [unit])

_counted(value, unit) := sprintf("%s %ss", [number(value), unit]) if value != 1
