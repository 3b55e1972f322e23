# METADATA
# title: Roles of the functions that agents call, and what makes one an administrator's
# description: |
#   The role of the function itself, and that of each alias or version that is named. AWS's managed
#   policies that give full access, whole services, a statement with NotAction, and actions that give more
#   permissions make a role an administrator's, as in agent-role-no-admin.
package lens.lib.function_roles

import data.lens.lib.action_functions
import data.lens.lib.actions
import data.lens.lib.agent_grants
import data.lens.lib.called_functions
import data.lens.lib.documents
import data.lens.lib.facts
import data.lens.lib.group

# {[subject, ARN of a role, proof], ...}
uses := {[one.subject, role, {"id": r.id, "pointer": "/properties/Role"}] |
	some one in action_functions.all
	some r in _shown(one)
	role := r.properties.Role
}

_shown(one) := {r | r := action_functions.record(one)} | {r |
	some arn in one.arns
	r := called_functions.settings(arn)
}

# The names of the functions that a role runs, in all Regions. One that is deployed in several
# Regions is one function.
functions(arn) := {name | some name in object.get(_names, arn, [])}

_names := group.by_first({[f.properties.Role, f.name] |
	some f in input.resources["AWS::Lambda::Function"]
})

# {[message, arguments, proof], ...}: what makes a role an administrator's. `whole` are the action
# patterns that match every action of a service, and `names` the actions that give more permissions.
powers(arn, whole, names) := (_attached(arn) | _stated(arn, whole)) | _escalations(arn, whole, names)

_attached(arn) := {["aws-full-access", [policy], proof] |
	some [policy, proof] in agent_grants.full_access_of(facts.get("AWS::IAM::Role", arn))
}

_stated(arn, whole) := {["whole-service", [patterns], allow.proof] |
	some allow in agent_grants.allows_of(facts.get("AWS::IAM::Role", arn))
	patterns := {p | some p in allow.statement.Action} & whole
	count(patterns) > 0
} | {["not-action", [], allow.proof] |
	some allow in agent_grants.allows_of(facts.get("AWS::IAM::Role", arn))
	allow.statement.NotAction
}

# A policy or a boundary that was not read may deny these actions.
_escalations(arn, whole, names) := {[broad.message, array.concat([given], broad.patterns), allow.proof] |
	count(doubts(arn)) == 0
	some allow in agent_grants.allows_of(facts.get("AWS::IAM::Role", arn))
	some broad in agent_grants.broad(allow, whole)
	given := {name | some name in names; count(actions.of([name]) & broad.actions) > 0}
	count(given) > 0
}

# {[message, arguments], ...}: what is not known of a role.
doubts(arn) := (({["base-role-not-shown", [arn]] | not _is_listed(arn)} | {["base-role-unreadable", [arn]] |
	data.lens.lib.documents.unreadable[arn]
}) | {["base-policy-not-shown", [policy]] |
	some [policy, _] in documents.not_shown(facts.get("AWS::IAM::Role", arn))
}) | {["boundary-not-shown", [boundary]] |
	boundary := data.lens.lib.boundaries.of[arn]
	[arn, boundary] in data.lens.lib.boundaries.unread
}

_is_listed(arn) if facts.get("AWS::IAM::Role", arn)
