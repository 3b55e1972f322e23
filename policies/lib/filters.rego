# METADATA
# title: What the filters of a guardrail version let through
# description: |
#   A fault is [message, arguments, pointer], the form that lib/guardrail_findings.rego takes.
package lens.lib.filters

import data.lens.lib.guardrails

# The faults of the filters of `type` in a policy. `wanted` maps a member to the value that blocks,
# which is also AWS's default.
_faults(id, policy, type, wanted) := closed | open if {
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
content_faults(id, type, directions, strength) := union({open, blind, weak}) if {
	wanted := {sprintf("%s%s", [direction, end]): good |
		some direction in directions
		some end, good in {"Enabled": true, "Action": "BLOCK"}
	}
	open := _faults(id, "contentPolicy", type, wanted)

	# Without this member, a filter checks text alone.
	blind := {["filter-no-text", [type, member, kinds], pointer] |
		some i, filter in guardrails.entries(id, "contentPolicy", "filters")
		filter.type == type
		some direction in directions
		member := sprintf("%sModalities", [direction])
		kinds := filter[member]
		not "TEXT" in kinds
		pointer := sprintf("/properties/contentPolicy/filters/%d/%s", [i, member])
	}
	weak := {["filter-weak", [type, member, value, strength], pointer] |
		some i, filter in guardrails.entries(id, "contentPolicy", "filters")
		filter.type == type
		some direction in directions
		member := sprintf("%sStrength", [direction])
		value := filter[member]
		good := _at_least(strength)
		not value in good
		pointer := sprintf("/properties/contentPolicy/filters/%d/%s", [i, member])
	}
}

# What the content filter of `type` lets through of images in the input. Without this member, it
# checks text alone.
image_faults(id, type) := blind | {fault |
	some fault in content_faults(id, type, ["input"], "LOW")
	fault[0] != "filter-no-text"
} if {
	blind := {["filter-no-image", [type], sprintf("/properties/contentPolicy/filters/%d", [i])] |
		some i, filter in guardrails.entries(id, "contentPolicy", "filters")
		filter.type == type
		kinds := object.get(filter, "inputModalities", [])
		not "IMAGE" in kinds
	}
}

# The faults of the contextual grounding filter of `type`.
grounding_faults(id, type, threshold) := _faults(id, "contextualGroundingPolicy", type, wanted) | low if {
	wanted := {"enabled": true, "action": "BLOCK"}
	low := {["threshold-low", [type, filter.threshold, threshold], pointer] |
		some i, filter in guardrails.entries(id, "contextualGroundingPolicy", "filters")
		filter.type == type
		filter.threshold < threshold
		pointer := sprintf("/properties/contextualGroundingPolicy/filters/%d/threshold", [i])
	}
}

# The faults of the filters for sensitive information of `type`: the entity, and the regular
# expressions whose names are in `substitutes`. One of them must block or mask in each direction.
sensitive_faults(id, type, substitutes) := missing | open if {
	entries := _sensitive_entries(id, type, substitutes)
	missing := {["filter-missing", [type], "/properties/sensitiveInformationPolicy/piiEntities"] |
		count(entries) == 0
	}
	open := {["filter-open", [type, found[1], found[2]], found[0]] |
		some direction in ["input", "output"]
		idle := {[pointer, why[0], why[1]] | some [pointer, entry] in entries; why := _idle(entry, direction)}
		count(idle) == count(entries)
		some found in idle
	}
}

_sensitive_entries(id, type, substitutes) := {[sprintf("%s/piiEntities/%d", [_sensitive, i]), entry] |
	some i, entry in guardrails.entries(id, "sensitiveInformationPolicy", "piiEntities")
	entry.type == type
} | {[sprintf("%s/regexes/%d", [_sensitive, i]), entry] |
	some i, entry in guardrails.entries(id, "sensitiveInformationPolicy", "regexes")
	entry.name in substitutes
}

_sensitive := "/properties/sensitiveInformationPolicy"

# Why an entry neither blocks nor masks in a direction: [member, value].
_idle(entry, direction) := [member, false] if {
	member := sprintf("%sEnabled", [direction])
	object.get(entry, member, true) != true
} else := [member, action] if {
	member := _action(entry, direction)
	action := object.get(entry, member, "BLOCK")
	not action in {"BLOCK", "ANONYMIZE"}
}

# The member with the action for a direction: its own if there is one, else that of the entry.
_action(entry, direction) := own if {
	own := sprintf("%sAction", [direction])
	entry[own]
} else := "action"

_at_least(strength) := {s | some s, rank in _ranks; rank >= _ranks[strength]}

_ranks := {"NONE": 0, "LOW": 1, "MEDIUM": 2, "HIGH": 3}
