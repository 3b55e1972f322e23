# METADATA
# title: The form of exports
# description: |
#   Whether the exports of a control have their types. The engines treat other types differently:
#   for one a string has no elements, for the other it is an error. So main.rego judges only what
#   this accepts.
package lens.lib.forms

# What is wrong with the exports, as sentences.
faults(exports) := {reason | some name in object.keys(_fault); some reason in _faults(exports, name)}

_fault := {
	"subjects": "a subject is not {type, id, region, item} with strings",
	"proven": "an element of its proven is not a subject",
	"violations": "a violation does not have the form of a finding",
	"reviews": "an element of its reviews does not have the form of a finding",
	"undeclared": "an element of its undeclared does not have the form of a finding",
	"unseen": "an element of its unseen does not have the form of a finding",
	"relies_on": "an element of its relies_on is not [subject, place]",
	"shown": "an element of its shown is not [subject, {id, pointer}]",
}

_faults(exports, name) := {sprintf("its %s is not a set", [name])} if not _is_set(exports, name)

_faults(exports, name) := found if {
	_is_set(exports, name)
	found := {_fault[name] | some element in _checked(exports, name); not _sound(name, element)}
}

_is_set(exports, name) if is_set(object.get(exports, name, set()))

_checked(exports, name) := object.get(exports, name, set()) if name != "proven"

# What is proven is usually among the subjects, which are checked already.
_checked(exports, "proven") := object.get(exports, "proven", set()) - subjects if {
	subjects := object.get(exports, "subjects", set())
	is_set(subjects)
}

_sound("subjects", element) if _subject(element)

_sound("proven", element) if _subject(element)

_sound("violations", element) if _finding(element)

_sound("reviews", element) if _finding(element)

_sound("undeclared", element) if _finding(element)

_sound("unseen", element) if _finding(element)

_sound("relies_on", element) if {
	is_array(element)
	count(element) == 2
	is_string(element[1])
}

_sound("shown", element) if {
	is_array(element)
	count(element) == 2
	_place(element[1])
}

_subject(value) if {
	is_object(value)
	count(value) == 4
	is_string(value.type)
	is_string(value.id)
	is_string(value.region)
	is_string(value.item)
}

_finding(value) if {
	is_object(value)
	is_string(object.get(value, "message", ""))
	_list(object.get(value, "proof", []))
	every place in object.get(value, "proof", []) { _place(place) }
	_list(object.get(value, "absent_from", []))
	every operation in object.get(value, "absent_from", []) { is_string(operation) }
}

_list(value) if is_array(value)

_list(value) if is_set(value)

_place(value) if {
	is_object(value)
	count(value) == 2
	is_string(value.id)
	is_string(value.pointer)
}
