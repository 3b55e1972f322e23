# METADATA
# title: The variants of endpoints whose instances could be smaller, and how much these are used
# description: |
#   Variants of an endpoint of generative models that runs what it runs for longer than a window and
#   that somebody calls. Serverless variants have no instances. The smallest type of a family and Neuron
#   devices are left out.
package lens.lib.sized_variants

import data.lens.lib.ages
import data.lens.lib.facts
import data.lens.lib.group
import data.lens.lib.hosted
import data.lens.lib.hosting_types
import data.lens.lib.instance_use
import data.lens.lib.metrics

# {subject, endpoint, name, types, kind, number, days, called, unread}. The kind is `gpus`, `cpus`,
# or `mixed` if the types differ in that or none is shown. `number` is that of the instances now,
# and `unread` the metrics of calls that were not read.
judged(days) := [v |
	called := _called(days)
	unread := _unread(days)
	some e in data.lens.lib.hosted.endpoints
	ages.older(hosted.since(e), days)
	id := e.id
	seen := id in called
	hidden := object.get(unread, id, [])
	_matters(seen, hidden)
	some name, variant in data.lens.lib.hosted.variants[id]
	not hosted.is_serverless(variant)
	types := hosting_types.of_variant(variant)
	not _apart(types)
	v := {
		"subject": facts.item(e, name),
		"endpoint": e,
		"name": name,
		"types": types,
		"kind": _kind(types),
		"number": object.get(variant, "CurrentInstanceCount", 1),
		"days": days,
		"called": seen,
		"unread": hidden,
	}
	not _stopped(v)
]

# [thousandths of a percent, number of devices] of `busy` or `memory`.
use(v, part) := most if {
	list := data.lens.lib.instance_use.names[v.kind][part]
	most := instance_use.most(v.endpoint, v.name, v.types, list, v.days)
}

# [message, arguments] of what is missing for a verdict.
lost(v) := ((({["metric-not-read", [name, v.days]] | not v.called; some name in v.unread} | {[
	"metric-not-read",
	[list[0], v.days],
] |
	some list in data.lens.lib.instance_use.names[v.kind]
	not _was_read(v, list)
}) | {["no-values", [list[0], v.days]] |
	some list in data.lens.lib.instance_use.names[v.kind]
	_was_read(v, list)
	not _valued(v, list)
}) | {["no-type", []] | count(v.types) == 0}) | {["devices", [v.types]] |
	count(v.types) > 0
	not _counted(v)
}

proof(v) := [{"id": v.endpoint.id, "pointer": metrics.pointer(list[0])} |
	some list in data.lens.lib.instance_use.names[v.kind]
]

_counted(v) if {
	v.kind != "mixed"
	every part in ["busy", "memory"] { _divided(v, part) }
}

_divided(v, part) if use(v, part)

_divided(v, part) if {
	list := data.lens.lib.instance_use.names[v.kind][part]
	not _valued(v, list)
}

_was_read(v, list) if metrics.read(v.endpoint, list[0], v.days)

_valued(v, list) if instance_use.has_values(v.endpoint, v.name, list, v.days)

# Id of an endpoint -> the metrics of its calls that were not read.
_unread(days) := group.by_first({[e.id, name] |
	some [e, r, name] in data.lens.lib.hosted.calls
	not metrics.read(r, name, days)
})

# The ids of the endpoints of which a call was seen.
_called(days) := {e.id |
	some [e, r, name] in data.lens.lib.hosted.calls
	metrics.total(metrics.read(r, name, days), days) > 0
}

_apart(types) if {
	count(types) > 0
	every type in types { hosting_types.is_smallest(type) }
}

_apart(types) if {
	count(types) > 0
	every type in types { _other(type) }
}

_other(type) if {
	not hosting_types.has_gpus(type)
	not hosting_types.is_plain(type)
}

_kind(types) := "gpus" if {
	count(types) > 0
	every type in types { hosting_types.has_gpus(type) }
} else := "cpus" if {
	count(types) > 0
	every type in types { hosting_types.is_plain(type) }
} else := "mixed"

# GENCOST02-BP02/idle-endpoint says that nobody calls the others.
_matters(seen, _) if seen

_matters(_, hidden) if count(hidden) > 0

# Without an instance in all the days, it cost nothing.
_stopped(v) if {
	v.number == 0
	list := data.lens.lib.instance_use.names[v.kind].busy
	_was_read(v, list)
	not _valued(v, list)
}
