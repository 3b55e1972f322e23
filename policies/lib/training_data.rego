# METADATA
# title: Where training data is, and who writes it
# description: |
#   The training buckets (D8) without those in which AWS publishes its own examples, and the buckets to
#   which jobs write.
package lens.lib.training_data

import data.lens.lib.ages
import data.lens.lib.data_grants
import data.lens.lib.group
import data.lens.lib.resources
import data.lens.lib.source_buckets

# The names of the buckets of training data that jobs named, at most so many days ago.
buckets(days) := {name |
	seen := {b.name | some b in source_buckets.own(days)}
	foreign := {trim_prefix(s.id, _prefix) | some s in source_buckets.foreign(days)}
	some [name, _] in source_buckets.training(days)
	name in (seen | foreign)
}

_prefix := sprintf("arn:%s:s3:::", [input.partition])

# [bucket, ARN of an object, role, job]: what training jobs read, at most so many days ago. An
# object stands for all with its prefix. The last two show whose role reads it.
inputs(days) := {[bucket, object, read.role, read.job] |
	some read in data.lens.lib.source_buckets.inputs
	ages.within(read.created, days)
	bucket := _bucket(read.uri)
	some object in _objects(read.uri)
}

# Name of a bucket -> the beginnings of the ARNs of what training jobs read there, at most so many
# days ago.
stems(days) := group.by_first({[_bucket(read.uri), stem] |
	some read in data.lens.lib.source_buckets.inputs
	ages.within(read.created, days)
	[_, after] := split(read.uri, "s3://")
	parts := split(after, "/")
	folder := concat("/", array.slice(parts, 1, count(parts)))
	stem := sprintf("%s%s/%s", [_prefix, parts[0], folder])
})

# A prefix may be the key of an object, or a folder.
_objects(uri) := {sprintf("%s%sprobe", [_prefix, path])} if {
	path := trim_prefix(uri, "s3://")
	endswith(path, "/")
}

_objects(uri) := {sprintf("%s%s", [_prefix, path]), sprintf("%s%s/probe", [_prefix, path])} if {
	path := trim_prefix(uri, "s3://")
	not endswith(path, "/")
}

# ARN of a role -> the names of the buckets to which its jobs write. `uses` are of job_roles.
written(uses) := group.by_first({[use.role, bucket] |
	some use in uses
	some uri in use.outputs
	bucket := _bucket(uri)
})

_bucket(uri) := split(uri, "/")[2] if {
	is_string(uri)
	startswith(uri, "s3://")
}

# [ARN of a role, statement, index of a Resource pattern, names, bucket names]: the patterns by
# which roles may change training data that is at most so many days old, each with the action
# patterns. What a role's own jobs write does not count. `held` is of job_roles.
changing(uses, held, days) := [[arn, one, i, names, changed] |
	named := buckets(days)
	outputs := written(uses)
	some [arn, one] in held
	names := data_grants.naming(one, writes)
	count(names) > 0
	some i, pattern in one.statement.Resource
	own := object.get(outputs, arn, [])
	changed := {name | some name in named; not name in own; _matches(pattern, name)}
	count(changed) > 0
]

# The actions that change objects.
writes := {"s3:deleteobject", "s3:putobject"}

# Whether a Resource pattern matches objects of a bucket.
_matches(pattern, bucket) if resources.covers(pattern, sprintf("%s%s/probe", [_prefix, bucket]))

_matches(pattern, bucket) if {
	contains(pattern, "/")
	data_grants.within(pattern, [sprintf("%s%s", [_prefix, bucket])])
}
