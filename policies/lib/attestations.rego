# METADATA
# title: Attestations (D14)
# description: |
#   A person states that a practice is followed which no API can show. An attestation is in force from
#   the day on which it was given to the day on which it expires, both included, measured from the
#   start of the snapshot. main.rego gives the verdicts.
package lens.lib.attestations

import data.lens.lib.dates
import data.lens.lib.finding
import data.lens.lib.wildcards

# What the attestations of a control say of subjects that nothing else decided:
# {pass, fail, later, none: findings, entries: subject -> the attestation that decided}.
said(meta, subjects) := {
	"pass": {_finding(s, "attestation-in-force", e, [e.expires, e.evidence]) | some s, e in good},
	"fail": {f | some s, e in bad; some f in _wrong(s, e)},
	"later": {_finding(s, "attestation-later", e, []) | some s, e in later},
	"none": {finding.of(s, "attestation-none", [meta.id], []) | some s in (rest - object.keys(later))},
	"entries": {s: _shown(e) | some s, e in object.union(good, bad)},
} if {
	meta.mode != "automated"
	entries := _entries(meta, {s.id | some s in subjects})
	good := _last(subjects, [e | some e in entries; e.given <= _today; count(e.faults) == 0])
	others := subjects - object.keys(good)
	bad := _last(others, [e | some e in entries; not _is_later(e); count(e.faults) > 0])
	rest := others - object.keys(bad)
	later := _last(rest, [e | some e in entries; _is_later(e)])
}

said(meta, _) := _nothing if meta.mode == "automated"

# The attestations of a control that are in force and cover a subject, for a control that compares
# what was read with the day on which one was given.
in_force(control, subject) := [e |
	some e in _entries({"id": control}, {subject.id})
	e.given <= _today
	count(e.faults) == 0
	subject.id in e.covered
]

_nothing := {"pass": set(), "fail": set(), "later": set(), "none": set(), "entries": {}}

_today := substring(input.started, 0, 10)

_most := 366

_texts := ["owner", "statement", "evidence", "given", "expires"]

# The attestations of a control, each with what it covers of `ids` and with what is wrong with it as
# {message, arguments}. One that an engine was given without a text has an empty one there.
_entries(meta, ids) := [object.union(e, {"faults": _faults(e, limit)}) |
	some given in input.attestations[meta.id]
	texts := {name: _text(given, name) | some name in _texts}
	e := object.union(texts, {"covered": _covered(object.get(given, "resources", []), ids)})
] if {
	limit := min([_most, object.get(input.params[meta.id], "max_validity_days", _most)])
}

_text(given, name) := text if {
	text := given[name]
	is_string(text)
} else := ""

_faults(e, limit) := (_lacking(e) | _not_dates(e)) | (_expired(e) | _too_long(e, limit))

_lacking(e) := {["attestation-incomplete", [missing]] |
	missing := {name | some name in _texts; trim_space(e[name]) == ""}
	count(missing) > 0
}

_not_dates(e) := {["attestation-no-date", [wrong]] |
	wrong := {text | some text in [e.given, e.expires]; trim_space(text) != ""; not dates.day(text)}
	count(wrong) > 0
}

_expired(e) := {["attestation-expired", [e.expires]] |
	dates.day(e.expires)
	e.expires < _today
}

_too_long(e, limit) := {["attestation-too-long", [e.expires, days, limit]] |
	days := dates.day(e.expires) - dates.day(e.given)
	days > limit
}

# Given after the snapshot was taken. In the year 9999 text order is still the order of dates.
_is_later(e) if {
	e.given > _today
	dates.day(e.given)
}

# subject -> of the attestations that cover it, the one that expires last.
_last(subjects, entries) := {s: covering[count(covering) - 1][1] |
	some s in subjects
	covering := sort([[e.expires, e] | some e in entries; s.id in e.covered])
	count(covering) > 0
}

# The ids that an attestation covers: without patterns, all.
_covered(patterns, ids) := wildcards.stated(patterns, ids) if count(patterns) > 0

_covered(patterns, ids) := ids if count(patterns) == 0

_wrong(s, e) := {_finding(s, fault[0], e, fault[1]) | some fault in e.faults}

# Each of these messages starts with who attested and when.
_finding(s, message, e, more) := finding.of(s, message, array.concat([e.owner, e.given], more), [])

_shown(e) := object.remove(e, ["covered", "faults", "statement"])
