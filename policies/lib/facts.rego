# METADATA
# title: Reading the facts
# description: |
#   `input.resources[type]` is a list of records, `input.at[id]` a record's place in its list, and
#   `input.gaps[operation][place]` a list, where a place is a resource id, a region, `global`, or
#   `*` for every gap of the operation. All are look-ups: no rule walks them once a subject.
package lens.lib.facts

account_id := sprintf("arn:%s:iam::%s:root", [input.partition, input.account])

# One resource by id, in one step.
get(type, id) := r if {
	r := input.resources[type][input.at[id]]
	r.id == id # `at` knows the ids of all types
}

# What a control judges: small and comparable, never the record itself.
subject(r) := {"type": r.type, "id": r.id, "region": r.region, "item": ""}

# `item` tells apart several results on one resource.
item(r, name) := {"type": r.type, "id": r.id, "region": r.region, "item": name}

# What a region lacks attaches to the account in that region.
account(region) := {"type": "AWS::Account", "id": account_id, "region": region, "item": ""}

# The gaps of an operation that touch a subject: its own, its region's listing, the account's, and
# those of what its verdict relies on. A listing that was cut short still showed the subjects that
# are there, so its gap spares the types that it lists.
touching(operation, s, relied) := own | others if {
	s.type != "AWS::Account"
	found := object.get(input.gaps, operation, {})
	own := {g |
		some place in _places(s)
		some g in object.get(found, place, [])
		not s.type in object.get(g, "spares", [])
	}
	others := {g | some place in relied; some g in object.get(found, place, [])}
}

# An account is touched by every gap of the operation in its region: any one could hide what is said
# to be missing.
touching(operation, s, _) := {g |
	some g in object.get(object.get(input.gaps, operation, {}), "*", [])
	_meet(g.region, s.region)
} if s.type == "AWS::Account"

# A gap that names controls counts for these only: the others depend on other parents of the operation.
concerns(_, gap) if not gap.controls

concerns(control, gap) if control in gap.controls

_meet(a, b) if a == b

_meet(a, b) if "global" in {a, b}

_places(s) := {s.id, s.region, "global"} if s.region != "global"

# A global subject (a role) may be used from any region.
_places(s) := {s.id, "global"} | {r | some r in input.regions} if s.region == "global"
