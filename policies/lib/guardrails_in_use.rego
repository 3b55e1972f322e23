# METADATA
# title: Guardrail versions in use
# description: |
#   A version is in use if a deployed agent version or a node of a deployed flow names it, if it is
#   enforced, or if an IAM condition names it. If nothing names a guardrail, its newest version
#   counts. "In use" needs one reference that was read. "Not in use" needs every possible reference
#   to have been read.
package lens.lib.guardrails_in_use

import data.lens.lib.conditions
import data.lens.lib.documents
import data.lens.lib.enforced_guardrails
import data.lens.lib.group
import data.lens.lib.guardrail_uses
import data.lens.lib.guardrails
import data.lens.lib.resources

all := shown | presumed

# The versions in use that no pattern exempts.
judged(patterns) := {id | some id in all; not guardrails.exempted(id, patterns)}

# The versions that something names. Other controls judge a named version that does not exist.
shown := {id | some id in (_named | _conditioned); guardrails.records[id]}

is_shown(id) if id in shown

# The newest version of each guardrail that nothing names.
presumed := guardrails.newest({id | some id, guardrail in guardrails.arns; not guardrail in _taken})

_taken := {guardrails.arns[id] | some id in shown}

_named := {use.guardrail |
	some uses in [guardrail_uses.agents, guardrail_uses.flows, enforced_guardrails.all]
	some use in uses
}

# The versions that conditions on bedrock:GuardrailIdentifier ask for. If a condition has a
# wildcard, the caller chooses: the newest version that matches counts.
_conditioned := {id |
	some value in _values
	some id in guardrails.newest({known | some known, _ in guardrails.records; _matches(value, known)})
}

_values := {trim_suffix(value, ":DRAFT") |
	some held in documents.used
	some statement in held.document.Statement
	count(statement.Condition) > 0
	some [_, key, values] in conditions.restricting(statement)
	key == "bedrock:guardrailidentifier"
	some value in values
}

# Whether the value of a condition matches a version. The value is the ARN or the id.
_matches(value, id) if resources.covers(value, id)

_matches(value, id) if resources.covers(value, split(id, ":guardrail/")[1])

# A presumed version counts because nothing names another one, so its verdict relies on everything
# that could name one.
relies_on := relying(presumed)

# [subject, user]: each version among `ids`, and the agents and flows of its Region that were not
# read completely.
relying(ids) := {[subject, user] |
	some id in ids
	subject := guardrails.subject(id)
	some user in _unread_users[subject.region]
}

_unread_users := group.by_first({[r.region, r.id] |
	some list in [input.resources["AWS::Bedrock::Agent"], input.resources["AWS::Bedrock::Flow"]]
	some r in list
	some places in input.gaps
	places[r.id]
})
