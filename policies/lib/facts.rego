# METADATA
# title: Reading the facts
# description: |
#   `input.resources[type]` is a list of records, and `input.at[id]` is the index of a record in its
#   list. `input.gaps[operation][place]` is a list of gaps. A place is a resource id, a Region,
#   `global`, or `*` for every gap of the operation. Rules look values up, and do not search these
#   lists once per subject.
package lens.lib.facts

account_id := sprintf("arn:%s:iam::%s:root", [input.partition, input.account])

# The resource with an id, by one look-up.
get(type, id) := r if {
	r := input.resources[type][input.at[id]]
	r.id == id # `at` has the ids of all types
}

# The subject for a resource: a small object that can be compared, and not the record.
subject(r) := {"type": r.type, "id": r.id, "region": r.region, "item": ""}

# The subject for a part of a resource. `item` distinguishes several results on one resource.
item(r, name) := {"type": r.type, "id": r.id, "region": r.region, "item": name}

# The subject for the account in a Region, for results about what a Region lacks.
account(region) := {"type": "AWS::Account", "id": account_id, "region": region, "item": ""}

# The gaps of an operation that touch a subject: those of the subject itself, of its Region's
# listing, of the account, and of what its verdict relies on. A listing that was cut off did show
# the subjects that were found, so its gap does not touch the types that it lists.
touching(operation, s, relied) := own | others if {
	s.type != "AWS::Account"
	found := object.get(input.gaps, operation, {})
	own := {g |
		some place in _places(s)
		some g in object.get(found, place, [])
		spared := object.get(g, "spares", [])
		type := s.type
		not type in spared
	}
	others := {g | some place in relied; some g in object.get(found, place, [])}
}

# An account is touched by every gap of the operation in its region: any one could hide what is said
# to be missing. What is said of one region may rely on other places too.
touching(operation, s, relied) := own | others if {
	s.type == "AWS::Account"
	found := object.get(input.gaps, operation, {})
	own := {g | some g in object.get(found, "*", []); _meet(g.region, s.region)}
	others := {g | some place in relied; some g in object.get(found, place, [])}
}

# Whether a gap counts for a control. A gap that names controls counts only for these: the others
# depend on other parents of the operation.
concerns(_, gap) if not gap.controls

concerns(control, gap) if control in gap.controls

_meet(a, b) if a == b

_meet(a, b) if "global" in {a, b}

_places(s) := {s.id, s.region, "global"} if s.region != "global"

# A global subject (a role) may be used from any region.
_places(s) := {s.id, "global"} | {r | some r in input.regions} if s.region == "global"
