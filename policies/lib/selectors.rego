# METADATA
# title: What a CloudTrail selector records
# description: |
#   A classic selector has two members that describe what it records. An advanced selector has
#   conditions on fields, and all of them must hold. An advanced selector does not count if it has a
#   condition on a field that is not judged here, such as the event name.
package lens.lib.selectors

# Which of "reads" and "writes" a trail or an event data store records of a service's management
# events.
management_events(r, source) := {kind |
	some s in _classic(r)
	s.IncludeManagementEvents == true
	excluded := object.get(s, "ExcludeManagementEventSources", [])
	not source in excluded
	some kind in _kinds[s.ReadWriteType]
} | {kind |
	some s in advanced(r)
	some f in s.FieldSelectors
	f.Field == "eventCategory"
	_admits(f, "Management")
	every field in s.FieldSelectors { _wide(field, source) }
	some kind, flag in {"reads": "true", "writes": "false"}
	every field in s.FieldSelectors { _open(field, flag) }
}

_kinds := {"All": {"reads", "writes"}, "ReadOnly": {"reads"}, "WriteOnly": {"writes"}}

_classic(r) := object.get(r.properties, ["GetEventSelectors", "EventSelectors"], [])

advanced(r) := array.concat(
	object.get(r.properties, ["GetEventSelectors", "AdvancedEventSelectors"], []),
	object.get(r.properties, "AdvancedEventSelectors", []),
)

_wide(field, _) if field.Field in {"eventCategory", "readOnly"}

_wide(field, source) if {
	field.Field == "eventSource"
	_admits(field, source)
}

_open(field, _) if field.Field != "readOnly"

_open(field, flag) if _admits(field, flag)

# Whether a field accepts a value: a positive list names it, and no negative list does.
_admits(field, value) if {
	not _ruled_out(field, value)
	_named(field, value)
}

_named(field, value) if value in field.Equals

_named(field, value) if {
	some part in field.StartsWith
	startswith(value, part)
}

_named(field, value) if {
	some part in field.EndsWith
	endswith(value, part)
}

_named(field, _) if {
	not field.Equals
	not field.StartsWith
	not field.EndsWith
}

_ruled_out(field, value) if value in field.NotEquals

_ruled_out(field, value) if {
	some part in field.NotStartsWith
	startswith(value, part)
}

_ruled_out(field, value) if {
	some part in field.NotEndsWith
	endswith(value, part)
}
