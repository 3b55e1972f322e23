# METADATA
# title: Which actions statements allow beyond some
# description: |
#   Patterns of actions are compared with patterns of actions, because no list has all actions of AWS.
#   What is allowed is narrowed by unconditional Deny statements on every resource and by the
#   permissions boundary (D2). Where two patterns with wildcards overlap, they may have an action in
#   common, and it counts as allowed. All patterns but those of statements are in lower case.
package lens.lib.excess

import data.lens.lib.wildcards

# The statements that resources hold: {policy, pointer, statement}. `documents` are those of
# documents.held_by for one id each.
statements(documents) := [held |
	some list in documents
	some document in list
	some i, statement in document.document.Statement
	pointer := sprintf("%s/Statement/%d", [document.pointer, i])
	held := {"policy": document.id, "pointer": pointer, "statement": statement}
]

# The statements of a principal's policies (D1), and of its permissions boundary.
of_principal(id) := statements([data.lens.lib.documents.held_by[holder] |
	some holder in data.lens.lib.principals.held_by[id]
])

of_boundary(id) := statements([list |
	limit := data.lens.lib.boundaries.of[id]
	list := data.lens.lib.documents.held_by[limit]
])

# [{held, patterns}, ...]: the Allow statements of `own`, each with its patterns that allow more
# than `wanted`. For a statement with NotAction, the pattern is `*`. `own` and `boundary` are such
# statements. The boundary limits only if it is `bounded`. `wanted` is {fine, never}: an action is
# wanted if a pattern of `fine` matches it, unless a pattern of `never` does. `never` are objects
# {pattern, but}: the patterns in `but` are excepted.
beyond(own, boundary, bounded, wanted) := [{"held": held, "patterns": patterns} |
	everything := array.concat(own, boundary)
	limits := {
		"denied": union({lowered(s.Action) | some s in _denies(everything)}),
		"spared": [lowered(s.NotAction) | some s in _denies(everything); s.NotAction],
		"allows": [h.statement | some h in boundary; h.statement.Effect == "Allow"],
		"bounded": bounded,
	}
	some held in own
	held.statement.Effect == "Allow"
	[granted, excepted] := _granted(held.statement)
	gone := limits.denied | excepted
	patterns := {p | some p in granted; _remains(p, gone, limits, wanted)}
	count(patterns) > 0
]

# Patterns of actions in lower case.
lowered(patterns) := {lower(wildcards.ascii(pattern)) | some pattern in patterns}

# Whether one of the patterns certainly matches all that another one matches.
within(patterns, pattern) if {
	some wide in patterns
	wildcards.includes(wide, pattern)
}

_denies(list) := [held.statement |
	some held in list
	held.statement.Effect == "Deny"
	count(held.statement.Condition) == 0
	"*" in held.statement.Resource
]

_granted(statement) := [statement.Action, set()] if statement.Action

_granted(statement) := [["*"], lowered(statement.NotAction)] if statement.NotAction

_remains(written, gone, limits, wanted) if {
	pattern := lower(wildcards.ascii(written))
	not _wanted(wanted, pattern)
	not within(gone, pattern)
	not _narrowed(limits, pattern, gone, wanted)
}

_wanted(wanted, pattern) if {
	within(wanted.fine, pattern)
	every one in wanted.never { _clear(one, pattern) }
}

_clear(one, pattern) if wildcards.apart(one.pattern, pattern)

_clear(one, pattern) if within(one.but, pattern)

# Whether nothing but what is wanted or gone is left of a pattern.
_narrowed(limits, pattern, gone, wanted) if {
	some list in limits.spared
	every other in list { _harmless(other, pattern, gone, wanted) }
}

_narrowed(limits, pattern, gone, wanted) if {
	limits.bounded
	every allow in limits.allows { _bars(allow, pattern, gone, wanted) }
}

_bars(allow, pattern, gone, wanted) if {
	list := lowered(allow.Action)
	every other in list { _harmless(other, pattern, gone, wanted) }
}

_bars(allow, pattern, _, _) if {
	list := lowered(allow.NotAction)
	within(list, pattern)
}

_harmless(other, pattern, _, _) if wildcards.apart(other, pattern)

_harmless(other, _, gone, _) if within(gone, other)

_harmless(other, _, _, wanted) if _wanted(wanted, other)
