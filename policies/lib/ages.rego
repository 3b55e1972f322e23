# METADATA
# title: Ages
# description: |
#   How old a thing was when the snapshot was started, from a time as AWS sends it. A member that is
#   missing or redacted has no age.
package lens.lib.ages

# The number of whole days since a time, and 0 for a time after the start. Undefined for what is no
# time. OPA rounds numbers between -1 and 0 up, so nothing negative is rounded.
days(text) := floor(max([0, _since(text)]) / _day)

# The same in whole seconds.
seconds(text) := floor(max([0, _since(text)]) / 1000000000)

# The number of whole days from a time to a later one.
between(first, second) := floor(max([0, _since(first) - _since(second)]) / _day)

# Whether a time is more than a number of days before another one.
before(first, second, limit) if _since(first) - _since(second) > limit * _day

# Whether a time is more than a number of days ago, or at most so many.
older(text, limit) if _since(text) > limit * _day

within(text, limit) if _since(text) <= limit * _day

_since(text) := time.parse_rfc3339_ns(input.started) - time.parse_rfc3339_ns(text) if {
	is_string(text)
	regex.match(`^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z$`, text)
}

_day := ((24 * 60) * 60) * 1000000000
