# METADATA
# title: Grouping in linear time
# description: |
#   OPA needs quadratic time for `index[k] contains v`, and regorus for `object.union_n`. Slices of a
#   sorted list are linear in both.
package lens.lib.group

# {[k, v], ...} -> {k: [v, ...]}
by_first(pairs) := {list[i][0]: [pair[1] | some pair in array.slice(list, i, stop)] |
	list := sort(pairs)
	starts := [at | some at, _ in list; not _continues(list, at)]
	ends := array.concat(array.slice(starts, 1, count(starts)), [count(list)])
	some n, i in starts
	stop := ends[n]
}

_continues(list, at) if list[at - 1][0] == list[at][0]
