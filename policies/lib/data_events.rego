# METADATA
# title: Which data events are recorded
# description: |
#   A trail or an event data store records the data events of a type if one of its advanced
#   selectors names the type, and no other field of the selector excludes some of the events. A
#   selector with event names never counts. A selector for reads counts only if there is also one
#   for writes. A selector with ARNs counts only if it includes every resource that was found. The
#   classic selectors of a trail name a type and the ARNs of resources, or the beginning of the ARNs.
package lens.lib.data_events

import data.lens.lib.facts
import data.lens.lib.selectors
import data.lens.lib.trails

# Whether the data events of a type are recorded in a Region, or in every Region ("global"). `stems`
# are ARN prefixes: the full ARN if nothing follows it, or "" if the ARN cannot be known in advance.
recorded(type, region, stems) if _recorded(type, region, stems, ["true", "false"])

# Whether those that change something are.
written(type, region, stems) if _recorded(type, region, stems, ["false"])

_recorded(type, region, stems, flags) if {
	region != "global"
	_recorded_in(type, region, stems, flags)
}

_recorded(type, "global", stems, flags) if {
	every region in input.regions { _recorded_in(type, region, stems, flags) }
}

_recorded_in(type, region, stems, flags) if {
	some recorder in _recorders
	trails.covers(recorder, region)
	every flag in flags { _records(recorder, type, flag, stems) }
}

_records(recorder, type, flag, stems) if {
	some selector in selectors.advanced(recorder)
	_takes(selector.FieldSelectors, type, flag, stems)
}

_records(recorder, type, flag, stems) if {
	some selector in selectors.classic(recorder)
	_kinds[flag] in selectors.kinds(selector)
	every stem in stems { _holds(selector, type, stem) }
}

_kinds := {"true": "reads", "false": "writes"}

# Whether a classic selector is for a resource of a type.
_holds(selector, type, stem) if {
	some resource in selector.DataResources
	resource.Type == type
	some value in resource.Values
	_begins(value, stem)
}

_begins(value, stem) if value == stem

# All resources of a service, or all objects of a bucket with a prefix.
_begins(value, stem) if {
	regex.match(`^arn:[a-z-]+:([a-z0-9]+|s3:::|s3:::[^/]+/.*)$`, value)
	startswith(stem, value)
}

_recorders := [r |
	some r in trails.all
	trails.logs(r)
	object.get(r.properties, ["GetTrailStatus", "LatestDeliveryError"], "") == ""
]

# Whether a selector records the reads ("true") or the writes ("false") of a type, for every
# resource that was found.
_takes(fields, type, flag, stems) if {
	some category in fields
	category.Field == "eventCategory"
	"Data" in category.Equals
	some named in fields
	named.Field == "resources.type"
	type in named.Equals
	source := _source(type)
	every f in fields { _open(f, source, flag, stems) }
}

_source(type) := "bedrock-mantle.amazonaws.com" if startswith(type, "AWS::BedrockMantle::")

_source(type) := "bedrock.amazonaws.com" if startswith(type, "AWS::Bedrock::")

_source(type) := object.get(_sources, type, "") if not startswith(type, "AWS::Bedrock")

_sources := {
	"AWS::S3::Object": "s3.amazonaws.com",
	"AWS::Lambda::Function": "lambda.amazonaws.com",
	"AWS::SageMaker::Endpoint": "sagemaker.amazonaws.com",
}

_open(f, _, _, _) if f.Field in {"eventCategory", "resources.type"}

_open(f, _, flag, _) if {
	f.Field == "readOnly"
	selectors.admits(f, flag)
}

_open(f, _, _, stems) if {
	f.Field == "resources.ARN"
	every stem in stems { _whole(f, stem) }
}

# Nothing can be said of the event source of other types.
_open(f, source, _, _) if {
	{source, f.Field} != {"", "eventSource"}
	selectors.harmless(f, source)
}

# Whether a condition on the ARN includes every ARN with this prefix. A condition on the end of an
# ARN may exclude some.
_whole(f, stem) if {
	_within(f, stem)
	count(object.get(f, "EndsWith", [])) + count(object.get(f, "NotEndsWith", [])) == 0
	excluded := array.concat(object.get(f, "NotEquals", []), object.get(f, "NotStartsWith", []))
	every part in excluded { _apart(part, stem) }
}

# No ARN ends with a separator.
_within(f, stem) if {
	stem in f.Equals
	not regex.match(`[/:]$`, stem)
}

_within(f, stem) if {
	some part in f.StartsWith
	startswith(stem, part)
}

_within(f, _) if count(object.get(f, "Equals", [])) + count(object.get(f, "StartsWith", [])) == 0

_apart(part, stem) if {
	not startswith(part, stem)
	not startswith(stem, part)
}

# {[operation, region, code, permission], ...}: gaps of other Regions that may hide a trail which
# also records in this Region. A gap of this Region is left out, because it makes the subject
# `unknown` anyway.
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
