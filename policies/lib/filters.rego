# METADATA
# title: What the filters of a guardrail version let through
# description: |
#   Faults are [message, arguments, pointer], as lib/guardrail_findings.rego takes them.
package lens.lib.filters

import data.lens.lib.guardrails

# The faults of the filters of `type` in a policy. `wanted` maps a member to the value that lets
# nothing through, which is also AWS's default.
faults(id, policy, type, wanted) := closed | open if {
	list := sprintf("/properties/%s/filters", [policy])
	filters := guardrails.entries(id, policy, "filters")
	closed := {["filter-missing", [type], list] | not type in {filter.type | some filter in filters}}
	open := {["filter-open", [type, member, value], sprintf("%s/%d/%s", [list, i, member])] |
		some i, filter in filters
		filter.type == type
		some member, good in wanted
		value := object.get(filter, member, good)
		value != good
	}
}

# The faults of the content filter of `type` in the directions ("input", "output").
content_faults(id, type, directions, strength) := faults(id, "contentPolicy", type, wanted) | weak if {
	wanted := {sprintf("%s%s", [direction, end]): good |
		some direction in directions
		some end, good in {"Enabled": true, "Action": "BLOCK"}
	}
	weak := {["filter-weak", [type, member, value, strength], pointer] |
		some i, filter in guardrails.entries(id, "contentPolicy", "filters")
		filter.type == type
		some direction in directions
		member := sprintf("%sStrength", [direction])
		value := filter[member]
		not value in _at_least(strength)
		pointer := sprintf("/properties/contentPolicy/filters/%d/%s", [i, member])
	}
}

# Why an entry of the sensitiveInformationPolicy neither blocks nor masks in a direction: [member,
# value].
idle(entry, direction) := [member, false] if {
	member := sprintf("%sEnabled", [direction])
	object.get(entry, member, true) != true
} else := [member, action] if {
	member := _action(entry, direction)
	action := object.get(entry, member, "BLOCK")
	not action in {"BLOCK", "ANONYMIZE"}
}

# A direction without an action of its own has the entry's.
_action(entry, direction) := own if {
	own := sprintf("%sAction", [direction])
	entry[own]
} else := "action"

_at_least(strength) := {s | some s, rank in _ranks; rank >= _ranks[strength]}

_ranks := {"NONE": 0, "LOW": 1, "MEDIUM": 2, "HIGH": 3}
