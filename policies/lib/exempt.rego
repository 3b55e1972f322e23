# METADATA
# title: Exemptions by parameters
# description: |
#   Lists of exempt names and paths hold patterns with `*` and `?`. Case matters. A path without a
#   wildcard also exempts everything under it.
package lens.lib.exempt

import data.lens.lib.resources
import data.lens.lib.wildcards

# Whether the path or the name of an IAM role, user or group is exempt.
principal(p, patterns) if {
	some pattern in patterns
	some place in [p.name, p.properties.Path]
	_fits(pattern, place)
}

# Whether a name or an ARN is exempt.
named(name, patterns) if {
	some pattern in patterns
	_fits(pattern, name)
}

_fits(pattern, name) if resources.covers(pattern, name)

_fits(pattern, name) if {
	startswith(pattern, "/")
	not wildcards.has_wildcard(pattern)
	startswith(name, sprintf("%s/", [trim_right(pattern, "/")]))
}
