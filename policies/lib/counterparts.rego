# METADATA
# title: Counterparts of a resource in the other declared Regions
# description: |
#   Counterparts are of one type and have the same value of the tag that the configuration declares. A
#   resource without that tag, and every resource if no tag is declared, has the name of its counterparts. In
#   a name, the Region of the resource itself counts as any Region, and an ending that was generated does not
#   count.
package lens.lib.counterparts

import data.lens.lib.facts
import data.lens.lib.group
import data.lens.lib.wildcards

# The Regions in which the workload must be available. Empty if nobody declared them.
declared := {region | some region in object.get(input, ["workload", "regions"], [])}

# What of the records is compared. With one declared Region there is nothing to compare with.
compared(records) := [r | some r in records; count(declared) > 1; r.region in declared]

# The account, if there is something to compare and nobody declared Regions.
undecided(records) := {facts.account("global") | some _ in records; count(declared) == 0}

# The other declared Regions: those that were scanned, and those that were not.
others(r) := {region | some region in declared; region != r.region; region in input.regions}

unscanned(r) := {region | some region in declared; known := input.regions; not region in known} - {r.region}

# [resource, Region, its counterparts there] for each other Region that was scanned. `endings` are
# patterns of the generated endings of names.
pairs(records, candidates, endings) := [[r, region, found] |
	index := group.by_first({[_place(c.type, c.region, _shared(c, endings)), c.id] | some c in candidates})
	some r in records
	some region in others(r)
	found := [facts.get(r.type, id) | some id in _found(index, r, endings, region)]
]

_found(index, r, endings, region) := ids if {
	ids := index[_place(r.type, region, _shared(r, endings))]
} else := []

# [subject, place]: where a gap may hide a counterpart, or how it is.
reach(found) := {[facts.subject(r), place] |
	some [r, region, counterparts] in found
	some place in ({region} | {c.id | some c in counterparts})
}

# The operations with gaps that may hide a resource's counterpart in a Region. `operations` list it.
doubts(operations, r, region) := array.concat(lost, hidden) if {
	lost := [operation | some operation in operations; _gap(operation, region)]
	hidden := [operation | some operation in _tags; some place in [region, r.region]; _gap(operation, place)]
}

# Whether lost tags may hide which counterpart a resource has in any Region.
hidden(r) if {
	some operation in _tags
	some region in (others(r) | {r.region})
	_gap(operation, region)
}

_gap(operation, region) if count(object.get(input.gaps, [operation, region], [])) > 0

_tag := input.workload.counterpart_tag

_tags := [_listing | _tag]

_listing := "resourcegroupstaggingapi:GetResources"

_place(type, region, shared) := concat(" ", [type, region, shared])

# What a resource and its counterparts share. Undefined if it is not known whether the resource has
# the tag: then its name decides nothing.
_shared(r, _) := sprintf("tag %s", [value]) if value := r.tags[_tag]

_shared(r, endings) := sprintf("name %s", [_name(r, endings)]) if {
	not _tagged(r)
	not _untold(r)
}

_tagged(r) if r.tags[_tag]

_untold(r) if {
	some operation in _tags
	_gap(operation, r.region)
}

# Names of runtimes have underscores instead of hyphens.
_name(r, endings) := sort(starts | {name})[0] if {
	name := replace(replace(r.name, r.region, "*"), replace(r.region, "-", "_"), "*")
	starts := {substring(name, 0, at) |
		some pattern in endings
		some at in numbers.range(1, count(name))
		at < count(name)
		wildcards.matches(pattern, substring(name, at, -1))
	}
}
