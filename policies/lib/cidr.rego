# METADATA
# title: CIDR ranges
# description: |
#   The engines agree on net.cidr_contains if both ranges are plain and of one address family. They
#   differ on IPv4-mapped IPv6 ranges (::ffff:...) and on prefix lengths with a sign. A string that is
#   not a range makes regorus fail the whole query. So all of these count as outside every range.
package lens.lib.cidr

# Whether `inner` is part of `outer`, or equal to it.
inside(inner, outer) if {
	_family(inner) == _family(outer)
	net.cidr_contains(outer, inner)
}

# Whether `inner` is part of one of `ranges`.
inside_any(inner, ranges) if {
	some outer in ranges
	inside(inner, outer)
}

# Whether a range contains all addresses of its family.
everyone(range) if {
	_family(range)
	endswith(range, "/0")
}

_family(range) := "IPv4" if {
	is_string(range)
	regex.match(`^[0-9]{1,3}(\.[0-9]{1,3}){3}/[0-9]{1,2}$`, range)
	net.cidr_is_valid(range)
}

_family(range) := "IPv6" if {
	is_string(range)
	regex.match(`^[0-9A-Fa-f:]{2,39}/[0-9]{1,3}$`, range)
	not regex.match(`^[0:]+:[Ff]{4}:`, range)
	net.cidr_is_valid(range)
}

# Whether a range, or a single address, is a choice of some networks and not of the whole internet.
narrow(range) if {
	wide := _wide[_family(range)]
	not regex.match(wide, range)
}

narrow(address) if {
	not contains(address, "/")
	_family(sprintf("%s/32", [address]))
}

# Shorter than /8, and than /32.
_wide := {"IPv4": `/0*[0-7]$`, "IPv6": `/0*([0-9]|[12][0-9]|3[01])$`}

# Whether narrow ranges are together at most a sixteenth of all IPv4 addresses. Each counts as a
# whole number of /16, and an IPv6 range as one.
few(ranges) if sum([_sixteens(range) | some range in ranges]) <= 4096

_sixteens(range) := object.get(_large, regex.replace(range, `^.*/0*`, ""), 1)

_large := {"8": 256, "9": 128, "10": 64, "11": 32, "12": 16, "13": 8, "14": 4, "15": 2}
