# METADATA
# title: Which data events are recorded
# description: |
#   A trail or an event data store records the data events of a type if one of its advanced
#   selectors names the type and nothing narrows that selector so that it misses some. A selector
#   with event names or with fields that are not judged here never counts. One of reads counts only
#   beside one of writes, and one of ARNs only if it takes in every resource that was found.
package lens.lib.data_events

import data.lens.lib.facts
import data.lens.lib.selectors
import data.lens.lib.trails

# Whether the data events of a type are recorded in a region, or in every region ("global"). `stems`
# are ARN prefixes: the whole ARN if nothing follows it, or "" if the ARN cannot be known in
# advance.
recorded(type, region, stems) if _recorded(type, region, stems)

recorded(type, "global", stems) if {
	every region in input.regions { _recorded(type, region, stems) }
}

_recorded(type, region, stems) if {
	some recorder in _recorders
	trails.covers(recorder, region)
	every flag in ["true", "false"] {
		some selector in selectors.advanced(recorder)
		_takes(selector.FieldSelectors, type, flag, stems)
	}
}

_recorders := [r | some r in trails.all; trails.logs(r)]

# Whether a selector takes the reads ("true") or the writes ("false") of a type, for every resource
# that was found.
_takes(fields, type, flag, stems) if {
	some category in fields
	category.Field == "eventCategory"
	"Data" in category.Equals
	some named in fields
	named.Field == "resources.type"
	type in named.Equals
	every f in fields { _open(f, flag, stems) }
}

_open(f, _, _) if f.Field in {"eventCategory", "resources.type"}

_open(f, flag, _) if {
	f.Field == "readOnly"
	flag in f.Equals
}

_open(f, _, stems) if {
	f.Field == "resources.ARN"
	every stem in stems { _whole(f, stem) }
}

# The end of an ARN says nothing about the ARNs that begin with a stem.
_whole(f, stem) if {
	_within(f, stem)
	count(object.get(f, "EndsWith", [])) + count(object.get(f, "NotEndsWith", [])) == 0
	excluded := array.concat(object.get(f, "NotEquals", []), object.get(f, "NotStartsWith", []))
	every part in excluded { _apart(part, stem) }
}

_within(f, stem) if stem in f.Equals

_within(f, stem) if {
	some part in f.StartsWith
	startswith(stem, part)
}

_within(f, _) if count(object.get(f, "Equals", [])) + count(object.get(f, "StartsWith", [])) == 0

_apart(part, stem) if {
	not startswith(part, stem)
	not startswith(stem, part)
}

# {[operation, region, code, permission], ...}: gaps of other regions that may hide a trail which
# records in this region too. A gap of the region itself is not among them: it holds the violation
# open already.
hidden(region) := {[g.operation, g.region, g.code, g.permission] |
	some g in _gaps
	count({"global", region} & _blind) == 0
	region != "global"
}

_gaps := {g | some operation in _operations; some g in facts.touching(operation, facts.account("global"), [])}

# The operations of "@trails" in evidence.yaml.
_operations := [
	"cloudtrail:DescribeTrails",
	"cloudtrail:GetTrailStatus",
	"cloudtrail:GetEventSelectors",
	"cloudtrail:ListEventDataStores",
	"cloudtrail:GetEventDataStore",
]

_blind := {g.region | some g in _gaps}
