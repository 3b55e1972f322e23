# METADATA
# title: Permissions boundaries
# description: |
#   A boundary grants nothing. It limits what the policies grant. Assume that its conditions hold: an
#   Allow or a Deny with a condition may not limit anything.
package lens.lib.boundaries

import data.lens.lib.actions
import data.lens.lib.documents
import data.lens.lib.resources
import data.lens.lib.statements
import data.lens.lib.wildcards

# ARN of every role and user, except service-linked roles -> the ARN of its boundary. "": none.
of := {r.id: object.get(r.properties, ["PermissionsBoundary", "PermissionsBoundaryArn"], "") |
	some type in ["AWS::IAM::Role", "AWS::IAM::User"]
	some r in input.resources[type]
	not documents.service_linked(r)
}

# {[ARN of the principal, ARN of the boundary], ...}: boundaries that the account's listing lacks.
unread := {[principal, arn] |
	some principal, arn in of
	arn != ""
	not documents.default_of[arn]
}

_seen := {arn | some arn in of; documents.default_of[arn]}

# ARN of the boundary -> {allows, denies}: the known actions that an Allow matches, and the known
# actions that an unconditional Deny on every resource matches.
limits := {arn: {"allows": union({s.actions | some s in list; s.effect == "Allow"}), "denies": denied(list)} |
	some arn in _seen
	list := object.get(statements.of, arn, [])
}

# ARN of the boundary -> the known actions that it allows on every resource.
everywhere := {arn: found |
	some arn in _seen
	list := object.get(statements.of, arn, [])
	allowed := union({_allowed_everywhere(s) | some s in list; s.effect == "Allow"})
	found := allowed - (denied(list) | union({_confined(s) | some s in list; _denies(s)}))
}

# The actions that a Deny with NotResource leaves for less than every resource.
_confined(s) := s.actions - left if {
	spared := s.statement.NotResource
	left := _allowed_everywhere({"actions": s.actions, "statement": {"Resource": spared}})
}

# The known actions that an Allow matches on every resource.
_allowed_everywhere(s) := s.actions if _unlimited(s.statement)

_allowed_everywhere(s) := found if {
	statement := s.statement
	not _unlimited(statement)
	kinds := resources.breadth(statement)
	found := {action | some action in s.actions; _everywhere(statement, kinds, action)}
}

_everywhere(_, kinds, action) if {
	worked_on := _worked_on[action]
	count(worked_on) > 0
	count(worked_on - kinds) == 0
}

_everywhere(statement, _, action) if {
	count(_worked_on[action]) == 0
	some pattern in statement.Resource
	resources.takes_in(pattern, split(action, ":")[0])
}

# The convention test lets functions read only rules of their own package, for regorus's sake.
_worked_on := resources.of_action

_arn_service := resources.arn_service

_unlimited(statement) if "*" in statement.Resource

_unlimited(statement) if statement.NotResource

# ARNs of the boundaries that allow every model-use action on every resource.
open := {arn | some arn, allowed in everywhere; count(actions.model_use - allowed) == 0}

# The known actions that statements deny on every resource that they work on, without a condition.
denied(list) := union({_denied(s) | some s in list; _denies(s)})

_denies(s) if {
	s.effect == "Deny"
	count(s.statement.Condition) == 0
}

_denied(s) := s.actions if "*" in s.statement.Resource

_denied(s) := {action | some action in s.actions; _denied_everywhere(s.statement, action)} if {
	patterns := object.get(s.statement, "Resource", [])
	not "*" in patterns
}

_denied_everywhere(statement, action) if {
	some pattern in statement.Resource
	startswith(pattern, "arn:")
	service := _arn_service[action]
	resources.rules_out(pattern, service)
}

_denied_everywhere(statement, action) if {
	some pattern in statement.Resource
	whole := _whole[action]
	wildcards.includes(pattern, whole)
}

_denied_everywhere(statement, action) if {
	spared := statement.NotResource
	own := sprintf("arn:%s:%s:*", [input.partition, _arn_service[action]])
	every pattern in spared { wildcards.apart(pattern, own) }
}

# Action -> the pattern of all ARNs that it works on, as `arn:aws:iam::*:role/*`. Only for actions
# on one of these kinds. Others also work on resources that no kind of lib/resources.rego has.
_whole := {action: regex.replace(typed, `^(arn:([^:]*:){4}[a-z-]+[/:]).*$`, `${1}*`) |
	some action, found in actions.worked_on
	some kind in (found & {
		"agent-alias", "application", "flow-alias", "function", "index", "key", "knowledge-base", "log-group",
		"policy", "role", "secret", "table", "user",
	})
	found == {kind}
	regional := regex.replace(resources.kinds[kind][0], `^(arn:[^:]*:[^:]*:)[^:]+:`, `${1}*:`)
	typed := regex.replace(regional, `^(arn:[^:]*:[^:]*:[^:]*:)[^:]+:`, `${1}*:`)
}
