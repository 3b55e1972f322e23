# METADATA
# title: What principals are granted (D2, D6, D8)
# description: |
#   A principal is granted an action when some Allow of its policies matches it, no unconditional Deny on every resource does, and a permissions
#   boundary, where there is one, allows it too (its conditions taken as met). Service-linked roles are left out. Each statement is read once, however
#   many principals hold it.
package lens.lib.principals

import data.lens.lib.actions
import data.lens.lib.boundaries
import data.lens.lib.documents
import data.lens.lib.resources
import data.lens.lib.statements as library

# Principal's ARN -> the model-use actions that it is granted, in lower case; principals that are granted none are left out.
model_use := {arn: found |
	some arn, all in granted
	found := all & actions.model_use
	count(found) > 0
}

# Principal's ARN -> the known actions that it is granted, whatever the resource; principals that are granted none are left out.
granted := {arn: found |
	some arn, list in statements
	allowed := union({s.actions | some s in list; s.effect == "Allow"})
	limit := object.get(boundaries.limits, object.get(boundaries.of, arn, ""), {"allows": allowed, "denies": set()})
	found := (allowed & limit.allows) - (boundaries.denied(list) | limit.denies)
	count(found) > 0
}

# Principal's ARN -> the statements of its policies (D1) that match a known action, as in lib/statements.rego; principals with none are left out.
statements := {p.id: found |
	some p in _all
	found := [s | some holder in p.holders; some s in library.of[holder]]
	count(found) > 0
}

# Whether a principal is granted a known action, in lower case, on a resource: an Allow matches both, in its policies and in its boundary, and no
# unconditional Deny of either does.
granted_on(arn, action, resource) if {
	own := object.get(statements, arn, [])
	_allowed(own, action, resource)
	boundary := object.get(data.lens.lib.boundaries.of, arn, "")
	_bounds(boundary, action, resource)
	count(_denials(array.concat(own, object.get(data.lens.lib.statements.of, boundary, [])), action, resource)) == 0
}

_allowed(list, action, resource) if {
	some s in list
	s.effect == "Allow"
	action in s.actions
	resources.reaches(s.statement, resource)
}

# A boundary that was not seen bounds nothing that is known: boundaries.unread tells.
_bounds(boundary, _, _) if not data.lens.lib.documents.default_of[boundary]

_bounds(boundary, action, resource) if _allowed(object.get(data.lens.lib.statements.of, boundary, []), action, resource)

_denials(list, action, resource) := {s.pointer |
	some s in list
	s.effect == "Deny"
	count(s.statement.Condition) == 0
	action in s.actions
	resources.reaches(s.statement, resource)
}

# {[principal's ARN, policy's ARN], ...}: attached policies that the account's listing does not show as documents, and groups that it does not show
# whole, so that nobody knows what they grant.
unread := {[p.id, arn] |
	some p in _all
	some arn in p.attached
	not documents.default_of[arn]
} | {[u.id, sprintf("of group %s", [name])] |
	some u in input.resources["AWS::IAM::User"]
	some name in u.properties.GroupList
	not name in _readable
}

_readable := {name | some name, g in _groups; not documents.unreadable[g.id]}

_all := array.concat(_roles, _users)

_roles := [{"id": r.id, "attached": attached, "holders": array.concat([r.id], attached)} |
	some r in input.resources["AWS::IAM::Role"]
	not documents.service_linked(r)
	attached := [p.PolicyArn | some p in r.properties.AttachedManagedPolicies]
]

_users := [{"id": u.id, "attached": attached, "holders": array.concat([u.id], array.concat(attached, groups))} |
	some u in input.resources["AWS::IAM::User"]
	groups := [_groups[name].id | some name in u.properties.GroupList]
	own := [p.PolicyArn | some p in u.properties.AttachedManagedPolicies]
	attached := array.concat(own, [arn | some name in u.properties.GroupList; some arn in _groups[name].attached])
]

_groups := {g.properties.GroupName: {"id": g.id, "attached": [p.PolicyArn | some p in g.properties.AttachedManagedPolicies]} |
	some g in input.resources["AWS::IAM::Group"]
}
