# METADATA
# title: Which data events are recorded
# description: |
#   A trail that logs, or an event data store that is on, records the data events of a type when an advanced selector of its names the type and is not
#   narrowed so that it misses any: to event names or by other fields never, to reads or writes only beside its other half, to ARNs only where they take
#   in all that was found.
package lens.lib.data_events

import data.lens.lib.facts

# What would show a recorder: any of it that was not read may hide one.
operations := [
	"cloudtrail:DescribeTrails", "cloudtrail:GetTrailStatus", "cloudtrail:GetEventSelectors",
	"cloudtrail:ListEventDataStores", "cloudtrail:GetEventDataStore",
]

# Whether the data events of a type are recorded in a region, or in every one (`global`). `stems` are what the ARNs of the resources begin with: whole ARNs where there is no more
# to them, and an empty one where nobody can know them beforehand.
recorded(type, region, stems) if {
	region != "global"
	_recorded(type, region, stems)
}

recorded(type, "global", stems) if {
	every region in input.regions { _recorded(type, region, stems) }
}

_recorded(type, region, stems) if {
	some r in _recorders
	_reaches(r, region)
	every flag in ["true", "false"] {
		some fields in r.selectors
		_takes(fields, type, flag, stems)
	}
}

_recorders := array.concat(
	[_recorder(t, t.properties.IsMultiRegionTrail, t.properties.GetEventSelectors.AdvancedEventSelectors) |
		some t in input.resources["AWS::CloudTrail::Trail"]
		t.properties.GetTrailStatus.IsLogging == true
	],
	[_recorder(s, s.properties.MultiRegionEnabled, s.properties.AdvancedEventSelectors) |
		some s in input.resources["AWS::CloudTrail::EventDataStore"]
		s.properties.Status == "ENABLED"
	],
)

_recorder(r, everywhere, advanced) := {"region": r.region, "everywhere": everywhere, "selectors": [s.FieldSelectors | some s in advanced]}

_reaches(r, region) if r.region == region

_reaches(r, region) if {
	r.region != region
	r.everywhere == true
}

# Whether a selector takes the reads ("true") or writes of a type, for all that was found.
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

# A part of an ARN's end says nothing of the ARNs that begin alike.
_whole(f, stem) if {
	_within(f, stem)
	count(object.get(f, "EndsWith", [])) + count(object.get(f, "NotEndsWith", [])) == 0
	every part in array.concat(object.get(f, "NotEquals", []), object.get(f, "NotStartsWith", [])) { _apart(part, stem) }
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

# Why a recorder may be hidden from what is judged in a region by gaps of other regions alone: a trail that lives there may record here too. (A gap of
# the region itself holds the account's verdict open there, as `absent_from` says.)
hidden(region) := {sprintf("a trail of another region may record it: %s in %s: %s (allow %s)", [g.operation, g.region, g.code, g.permission]) |
	some g in _gaps
	count({"global", region} & _blind) == 0
	region != "global"
}

_gaps := {g | some operation in operations; some g in facts.touching(operation, facts.account("global"), [])}

_blind := {g.region | some g in _gaps}
