# METADATA
# title: What a user may do beyond inference
# description: |
#   A user who is there for inference alone may call models, and read what is its own. Whatever else
#   its policies allow is beyond that. Functions name rules of other packages in full, because regorus
#   would leave them undefined otherwise.
package lens.lib.inference_only

import data.lens.lib.excess

# [{held, patterns}, ...], as in lib/excess.rego: the Allow statements of a user's policies (D1),
# and the patterns there that allow actions beyond those of `allowed`. Actions that change IAM or
# Amazon Bedrock are always beyond.
beyond(id, allowed) := [{"held": found.held, "patterns": patterns} |
	limit := data.lens.lib.boundaries.of[id]
	[own, boundary] := [excess.of_principal(id), excess.of_boundary(id)]
	some found in excess.beyond(own, boundary, limit != "", _wanted(allowed))
	statement := found.held.statement
	patterns := {p | some p in found.patterns; not _own_read(statement, id, p)}
	count(patterns) > 0
]

_reads := {"iam:generate*", "iam:get*", "iam:list*", "iam:simulate*"}

_wanted(allowed) := {"fine": (fine | _calls(fine)), "never": [
	{"pattern": "bedrock:create*", "but": set()}, {"pattern": "bedrock:delete*", "but": set()},
	{"pattern": "bedrock:put*", "but": set()}, {"pattern": "bedrock:update*", "but": set()},
	{"pattern": "iam:*", "but": _reads},
]} if {
	fine := excess.lowered(allowed)
}

# No other action of Amazon Bedrock has a name that begins like this, and Converse is no action.
_calls(fine) := {"bedrock:invokemodel*", "bedrock:converse*"} if {
	"bedrock:invokemodel" in fine
	"bedrock:invokemodelwithresponsestream" in fine
} else := set()

_own_read(statement, id, pattern) if {
	{resource | some resource in statement.Resource} == {id}
	excess.within(_reads, lower(pattern))
}
