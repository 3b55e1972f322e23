# METADATA
# title: Verdicts
# description: |
#   The only entry point. It turns the exports of each control into results. No control says pass,
#   unknown or not_applicable. Controls are under data.lens.controls, and this file is not, because
#   OPA refuses a rule that walks the tree that contains it. The METADATA of controls is
#   data.lens.catalog, because regorus has no rego.metadata.
package lens

import data.lens.lib.attestations
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.forms
import data.lens.lib.group

# METADATA
# description: |
#   Rows as `_row` makes them, each with the id of its control. It is a list, because there are many
#   rows and no two are equal.
# entrypoint: true
results := [object.union(verdict, {"control": meta.id}) |
	some practice, name
	meta := data.lens.catalog[practice][name]

	# Only the selected controls: the gaps of the others are not in the input.
	input.params[meta.id]

	# The exports are read as a whole, once: exports.violations[s] per subject is quadratic in OPA.
	exports := data.lens.controls[practice][name]
	some verdict in _verdicts(meta, exports)
]

_verdicts(meta, exports) := _verdicts_or_faults(meta, exports, forms.faults(exports))

_verdicts_or_faults(_, _, faults) := [_row("defect", facts.account("global"), reason, [], set()) |
	some reason in sort(faults)
] if {
	count(faults) > 0
}

_verdicts_or_faults(meta, exports, faults) := _or_nothing(array.concat(judged, _unlisted(meta, judged))) if {
	count(faults) == 0
	judged := array.concat(_judge(meta, exports), _defects(meta, exports))
}

# The verdicts on all subjects of a control. The first of these that applies decides: fail, pass
# because it is proven, unknown (because of a gap, or because no call can show it), review because
# nobody declared it, what a person attested, review, pass.
_judge(meta, exports) := array.concat(array.concat(array.concat(failed, passed), undecided), stated) if {
	# A control that exports no violations gets no result, and the caller treats this as a defect.
	violations := exports.violations

	# Without a gap in the control's operations, no violation is in doubt and `relies_on` does not
	# matter. This is the usual case.
	reliances := object.get(exports, "relies_on", set())
	relied := group.by_first({pair | _any_gap(_read(meta)); some pair in reliances})
	open := {v | _any_gap(_read(meta)); some v in violations; count(_blocks(meta, v, relied)) > 0}
	certain := violations - open
	failed := [_merged(meta, s, vs) | some s, vs in group.by_first({[v.subject, v] | some v in certain})]

	failing := {v.subject | some v in certain}
	proven := object.get(exports, "proven", set()) - failing
	seen := (exports.subjects - failing) - proven

	held := group.by_first({[v.subject, g] | some v in open; some g in _blocks(meta, v, relied)})
	doubted := [_row("unknown", s, _why(causes), [], causes) |
		some s in _doubtful(meta, seen, held)
		holding := {g | some g in object.get(held, s, [])}
		causes := holding | _missing(meta, meta.evidence, s, object.get(relied, s, []))
		count(causes) > 0
	]
	clear := seen - {u.subject | some u in doubted}

	unseen := _those(meta, "unknown", clear, object.get(exports, "unseen", set()))
	sure := clear - {u.subject | some u in unseen}

	undeclared := _those(meta, "review", sure, object.get(exports, "undeclared", set()))
	declared := sure - {u.subject | some u in undeclared}

	undecided := array.concat(doubted, unseen)
	stated := array.concat(undeclared, _stated(meta, exports, declared))
	passing := proven | (sure - {r.subject | some r in stated})
	shown := group.by_first(object.get(exports, "shown", set()))
	passed := [_row("pass", s, "", object.get(shown, s, []), set()) | some s in passing]
}

# What people state or must decide about `subjects`. The reviews of a control stand for the question
# that every control without an attestation has.
_stated(meta, exports, subjects) := array.concat(attested, reviewed) if {
	said := attestations.said(meta, subjects)
	decided := array.concat(_those(meta, "pass", subjects, said.pass), _those(meta, "fail", subjects, said.fail))
	attested := [object.union(row, {"attestation": said.entries[row.subject]}) | some row in decided]
	own := object.get(exports, "reviews", set())
	asked := {f.subject | some f in own}
	unasked := {f | some f in said.none; subject := f.subject; not subject in asked}
	reviewed := _those(meta, "review", subjects - object.keys(said.entries), ((own | said.later) | unasked))
}

# The findings of a control about `subjects`: one row per subject.
_those(meta, kind, subjects, found) := [_joined(meta, kind, s, list) |
	some s, list in group.by_first({[f.subject, f] | some f in found})
	s in subjects
]

_row(kind, subject, message, proof, causes) := {
	"kind": kind,
	"subject": subject,
	"message": message,
	"proof": proof,
	"causes": sort({object.remove(g, ["spares", "controls"]) | some g in causes}),
	"messages": [],
}

# Several violations of one subject are one result. In infrastructure as code, a missing thing may
# be defined elsewhere, so a person must decide.
_merged(meta, s, violations) := _joined(meta, _kind(violations), s, violations)

_kind(violations) := "review" if {
	input.kind == "iac"
	every v in violations { count(object.get(v, "absent_from", [])) > 0 }
} else := "fail"

_joined(meta, kind, s, found) := object.union(row, {"messages": messages}) if {
	said := concat("; ", sort({finding.sentence(meta.messages, f) | some f in found}))
	row := _row(kind, s, said, sort({p | some f in found; some p in f.proof}), set())
	messages := sort({m | some f in found; m := _named(f)})
}

# The name of the message and the arguments as a reader sees them, for reports that use their own
# texts.
_named(f) := {"id": f.message, "arguments": finding.arguments(f)}

_read(meta) := array.concat(meta.lists, meta.evidence)

# The gaps that put a violation in doubt: it rests on an absence, and an operation that would have
# shown the missing thing has a gap there.
_blocks(meta, v, relied) := _missing(meta, operations, v.subject, object.get(relied, v.subject, [])) if {
	operations := _operations(meta, object.get(v, "absent_from", []))
}

# The operations in `absent_from`. It may name a set of evidence as the METADATA does:
# "@agent-roles".
_operations(meta, names) := {operation |
	some name in names
	some operation in object.get(meta.named, name, [name])
}

_missing(meta, operations, s, relied) := {g |
	some operation in operations
	some g in facts.touching(operation, s, relied)
	facts.concerns(meta.id, g)
}

# The subjects that may be `unknown`. Without a gap in the control's evidence, these are only the
# subjects of violations in doubt. This is the usual case.
_doubtful(meta, seen, held) := {s | some s, _ in held; s in seen} if {
	evidence := meta.evidence
	not _any_gap(evidence)
}

_doubtful(meta, seen, _) := seen if _any_gap(meta.evidence)

_any_gap(operations) if {
	some operation in operations
	input.gaps[operation]
}

_why(causes) := concat("; ", sort({_cause(g) | some g in causes}))

_cause(g) := sprintf("%s in %s: %s%s", [g.operation, g.region, g.code, _remark(g)])

_remark(g) := sprintf(" (allow %s)", [g.permission]) if {
	g.permission != ""
	g.denied_by == ""
}

_remark(g) := sprintf(" (allow %s in the %s)", [g.permission, g.denied_by]) if {
	g.permission != ""
	g.denied_by != ""
}

_remark(g) := sprintf(" (%s)", [g.denied_by]) if {
	g.permission == ""
	g.denied_by != ""
}

_remark(g) := "" if concat("", [g.permission, g.denied_by]) == ""

# Rows for findings that break the rules for findings. The caller reports the control as broken.
# Each distinct `absent_from` and each distinct message is checked once.
_defects(meta, exports) := array.concat(_unfounded(meta, exports), others) if {
	others := array.concat(_unworded(meta, exports), _strays(exports))
}

_unfounded(meta, exports) := sort({_row("defect", s, reason, [], set()) |
	read := {operation | some operation in _read(meta)}
	unread := {names: foreign |
		some names in {object.get(found, "absent_from", []) | some found in exports.violations}
		foreign := _operations(meta, names) - read
	}
	some v in exports.violations

	# Engines differ where a negated call has an argument that is undefined.
	s := object.get(v, "subject", facts.account("global"))
	some reason in _reasons(exports, v, unread[object.get(v, "absent_from", [])])
})

_reasons(exports, v, _) := {"a violation's subject is not among its subjects"} if {
	subject := object.get(v, "subject", null)
	subjects := exports.subjects
	not subject in subjects
}

_reasons(exports, v, unread) := foreign | unproven if {
	v.subject in exports.subjects
	foreign := {sprintf("absent_from names %s, which is neither in lists nor in evidence", [name]) |
		some name in unread
	}
	unproven := {"a violation has neither proof nor absent_from" |
		count(object.get(v, "proof", [])) + count(object.get(v, "absent_from", [])) == 0
	}
}

# A finding about a subject that is not judged would be lost in silence.
_strays(exports) := [_row("defect", facts.account("global"), reason, [], set()) |
	some export in ["reviews", "undeclared", "unseen"]
	named := {object.get(f, "subject", null) | some f in object.get(exports, export, set())}
	count(named - exports.subjects) > 0
	reason := sprintf("a subject of its %s is not among its subjects", [export])
]

_unworded(meta, exports) := sort({_row("defect", facts.account("global"), reason, [], set()) |
	some form in {[object.get(f, "message", ""), finding.number(f)] |
		some export in ["violations", "reviews", "undeclared", "unseen"]
		some f in object.get(exports, export, set())
	}
	messages := meta.messages
	not _worded(messages, form)
	reason := sprintf("its METADATA has no message %v with %v arguments", [form[0], form[1]])
})

_worded(messages, form) if count(split(messages[form[0]], "%s")) - 1 == form[1]

# A gap in the operations that find subjects adds one `unknown` for its Region, unless the account
# itself was judged, in that Region or as a whole.
_unlisted(meta, judged) := [_row("unknown", s, _why(causes), [], causes) |
	missing := {g |
		some operation in meta.lists
		some g in object.get(input.gaps, operation, {})["*"]
		facts.concerns(meta.id, g)
	}
	count(missing) > 0
	subjects := {v.subject | some v in judged}
	whole := facts.account("global")
	not whole in subjects
	some region in {g.region | some g in missing}
	s := facts.account(region)
	not s in subjects
	causes := {g | some g in missing; g.region == region}
]

# If nothing was judged and nothing is missing, the control does not apply.
_or_nothing(rows) := rows if count(rows) > 0

_or_nothing(rows) := [_row("not_applicable", facts.account("global"), "", [], set())] if count(rows) == 0
