# METADATA
# title: Ranges of addresses
# description: |
#   net.cidr_contains answers alike in both engines once both ranges are plain and of one family. An IPv6 range that holds IPv4 ones (::ffff:...) is where
#   they differ, a prefix length with a sign is too, and a text that is no range would cost the whole query: none of these is inside anything.
package lens.lib.cidr

# Whether `inner` lies within `outer`, the same range included.
inside(inner, outer) if {
	_family(inner) == _family(outer)
	net.cidr_contains(outer, inner)
}

# Whether a range is all addresses of its family.
everyone(range) if {
	_family(range)
	endswith(range, "/0")
}

_family(range) := "IPv4" if {
	_is(range, `^[0-9]{1,3}(\.[0-9]{1,3}){3}/[0-9]{1,2}$`)
	net.cidr_is_valid(range)
}

_family(range) := "IPv6" if {
	_is(range, `^[0-9A-Fa-f:]{2,39}/[0-9]{1,3}$`)
	not regex.match(`^[0:]+:[Ff]{4}:`, range)
	net.cidr_is_valid(range)
}

_is(range, expression) if {
	is_string(range)
	regex.match(expression, range)
}
