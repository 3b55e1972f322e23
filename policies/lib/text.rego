# METADATA
# title: Words for messages
# description: |
#   Names come from AWS and may be hostile. They are quoted and never interpreted, and a long list is
#   cut after five names.
package lens.lib.text

quoted(name) := concat("", [`"`, replace(name, `"`, `'`), `"`])

# Names, sorted and quoted: at most five, and the number of the others.
names(found) := concat(", ", array.concat([quoted(name) | some name in array.slice(list, 0, 5)], more)) if {
	list := sort(found)
	more := [sprintf("and %d more", [count(list) - 5]) | count(list) > 5]
}
