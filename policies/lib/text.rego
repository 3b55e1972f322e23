# METADATA
# title: Words for messages
# description: |
#   Names come from AWS and may be hostile. They are quoted, never interpreted, and a long list of
#   them is cut.
package lens.lib.text

quoted(name) := concat("", [`"`, replace(name, `"`, `'`), `"`])

# Names in order, quoted, at most five of them.
names(found) := concat(", ", array.concat([quoted(name) | some name in array.slice(list, 0, 5)], more)) if {
	list := sort(found)
	more := [sprintf("and %d more", [count(list) - 5]) | count(list) > 5]
}
