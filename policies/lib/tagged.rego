# METADATA
# title: Tags that parameters name
# description: |
#   Keys and values are compared without case.
package lens.lib.tagged

import data.lens.lib.wildcards

# Whether a resource has a tag, whatever its value.
has(record, key) if {
	wanted := lower(key)
	some own, _ in record.tags
	lower(own) == wanted
}

# Whether one of the tags with these keys has a value that a pattern with `*` and `?` matches.
says(record, keys, patterns) if {
	wanted := {lower(key) | some key in keys}
	values := {lower(value) | some key, value in record.tags; lower(key) in wanted}
	small := {lower(pattern) | some pattern in patterns}
	count(wildcards.stated(small, values)) > 0
}
