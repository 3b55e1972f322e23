# METADATA
# title: Fixtures for the policies' tests
# description: |
#   Makes the `input` document as scanner/judging/facts.py does, from records and gaps that a test
#   chooses, and returns a control's results.
package lens_test.testing

# The account 111122223333 with two regions. Policies need a list for each type that the collectors
# know: `data.lens.types` has them all. `params` is control -> what differs from its METADATA.
facts(records, params, gaps) := {
	"account": "111122223333",
	"partition": "aws",
	"started": "2026-08-01T00:00:00Z",
	"kind": "account",
	"regions": ["us-east-1", "eu-west-1"],
	"resources": lists,
	"at": {r.id: i | some list in lists; some i, r in list},
	"gaps": _placed(gaps),
	"params": {meta.id: object.union(meta.params, object.get(params, meta.id, {})) |
		some metas in data.lens.catalog
		some meta in metas
	},
	"attestations": {},
	"other_signs": [],
} if {
	lists := {type: [r | some r in records; r.type == type] | some type in data.lens.types}
}

# The facts with the attestations of one control.
attested(document, control, entries) := object.union(document, {"attestations": {control: entries}})

# A record in us-east-1, or in `global` if AWS has the type once per account.
record(type, id, properties) := record_in("us-east-1", type, id, properties) if not _global(type)

record(type, id, properties) := record_in("global", type, id, properties) if _global(type)

record_in(region, type, id, properties) := {
	"type": type,
	"id": id,
	"name": regex.replace(id, `^.*[/:]`, ""),
	"region": region,
	"tags": {},
	"properties": properties,
}

# The record without one member of its properties.
without(record, member) := object.union(
	object.remove(record, ["properties"]),
	{"properties": object.remove(record.properties, [member])},
)

# A metric that was read for so many days, with the points of each series, by a value of its
# dimension.
metric(days, period, series) := {
	"from": "2026-07-01T00:00:00Z",
	"days": days,
	"period": period,
	"series": [{"dimensions": {"Name": name}, "points": points} | some name, points in series],
}

_global(type) if regex.match(`^AWS::(IAM|Organizations|S3::Account)`, type)

arn(service, what) := sprintf("arn:aws:%s:us-east-1:111122223333:%s", [service, what])

iam(what) := sprintf("arn:aws:iam::111122223333:%s", [what])

# The gap of an operation that was denied in a Region or `global`, or for one resource. The ARN of
# the resource has the Region.
gap(operation, place) := object.union(
	_where(place),
	{"operation": operation, "code": "AccessDenied", "permission": operation, "denied_by": ""},
)

_where(place) := {"region": place, "place": place} if not startswith(place, "arn:")

_where(place) := {"region": region, "place": place} if {
	startswith(place, "arn:")
	named := split(place, ":")[3]
	region := object.get({"": "global"}, named, named)
}

# A place has each distinct gap once.
_placed(gaps) := {operation: places |
	some operation in {g.operation | some g in gaps}
	own := [g | some g in gaps; g.operation == operation]
	places := object.union(
		{h.place: sort({shown(g) | some g in own; g.place == h.place}) | some h in own},
		{"*": sort({shown(g) | some g in own})},
	)
}

# A gap as the policies see it. The place is where they find it.
shown(gap) := object.remove(gap, ["place"])

# A gap as the cause of a result.
cause(gap) := object.remove(gap, ["place", "spares", "controls"])

# The results of one control, judged alone and sorted, without its id, the names of the messages and
# the attestation.
results(control, document) := sort([object.remove(r, ["control", "messages", "attestation"]) |
	some r in found
	r.control == control
]) if {
	found := data.lens.results with input as document with data.lens.catalog as _alone(control)
}

# The catalog with that control only. Judging all controls in every test would take minutes.
_alone(control) := {practice: {name: meta} |
	some practice, controls in data.lens.catalog
	some name, meta in controls
	meta.id == control
}

kinds(control, document) := sort([r.kind | some r in results(control, document)])

messages(control, document) := sort([r.message | some r in results(control, document)])

proofs(control, document) := [p | some r in results(control, document); some p in r.proof]

# [kind, id, item] of each result, for tests with several subjects.
verdicts(control, document) := {[r.kind, r.subject.id, r.subject.item] | some r in results(control, document)}
