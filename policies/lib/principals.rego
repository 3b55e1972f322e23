# METADATA
# title: Actions that principals are granted (D2, D6)
# description: |
#   A principal is granted an action if an Allow of its policies matches it, no unconditional Deny
#   on every resource matches it, and its permissions boundary, if it has one, allows it too. Assume
#   that conditions of the boundary hold. Service-linked roles are left out. Each statement is read
#   once, however many principals have it.
package lens.lib.principals

import data.lens.lib.actions
import data.lens.lib.boundaries
import data.lens.lib.documents
import data.lens.lib.group
import data.lens.lib.resources
import data.lens.lib.statements as library

# ARN of each principal with a model-use action -> the model-use actions that it is granted, in
# lower case.
model_use := {arn: found |
	some arn, every_action in granted
	found := every_action & actions.model_use
	count(found) > 0
}

# ARN of each principal with a known action -> the known actions that it is granted, on any
# resource.
granted := {arn: found |
	some arn, list in statements
	allowed := union({s.actions | some s in list; s.effect == "Allow"})
	unlimited := {"allows": allowed, "denies": set()}
	limit := object.get(boundaries.limits, object.get(_boundary_of, arn, ""), unlimited)
	found := (allowed & limit.allows) - (boundaries.denied(list) | limit.denies)
	count(found) > 0
}

# ARN of each principal -> the statements of its policies (D1) that match a known action, as in
# lib/statements.rego. Principals without such a statement are left out.
statements := {p.id: found |
	some p in _all
	found := [s | some holder in p.holders; some s in _statements_of[holder]]
	count(found) > 0
}

# ARN of each principal -> the ids of the resources that hold its policies (D1).
held_by := {p.id: p.holders | some p in _all}

# Whether a principal is granted a known action, in lower case, on a resource: its policies and its
# boundary both have an Allow for it, and neither has an unconditional Deny.
granted_on(arn, action, resource) if {
	own := object.get(statements, arn, [])
	_allowed(own, action, resource)
	[boundary, limits] := _boundary(arn)
	_bounds(boundary, limits, action, resource)
	count(_denials(array.concat(own, limits), action, resource)) == 0
}

# The ARN of a principal's boundary, empty without one, and the boundary's statements.
_boundary(arn) := [boundary, object.get(_statements_of, boundary, [])] if {
	boundary := object.get(_boundary_of, arn, "")
}

# The convention test lets functions read only rules of their own package, for regorus's sake.
_boundary_of := boundaries.of

_statements_of := library.of

_document_of := documents.default_of

_allowed(list, action, resource) if {
	some s in list
	s.effect == "Allow"
	action in s.actions
	resources.reaches(s.statement, resource)
}

# A principal without a boundary, or with one that was not read, is not limited: see
# boundaries.unread.
_bounds(boundary, _, _, _) if not _document_of[boundary]

_bounds(_, limits, action, resource) if _allowed(limits, action, resource)

_denials(list, action, resource) := {s.pointer |
	some s in list
	s.effect == "Deny"
	count(s.statement.Condition) == 0
	action in s.actions
	resources.reaches(s.statement, resource)
}

# Whether anyone except AWS services may assume a role. A service renews its session by itself, so a
# limit on the length of the session has no effect.
people_assume(role) if {
	some s in role.properties.AssumeRolePolicyDocument.Statement
	s.Effect == "Allow"
	not _services_alone(s)
}

_services_alone(s) if object.keys(s.Principal) == {"Service"}

# ARN of a managed policy, or of a principal or group with inline policies -> the ARNs of the
# principals that have them.
holders := group.by_first({[holder, p.id] | some p in _all; some holder in p.holders})

# ARNs of the principals that are granted a model-use action, or have a policy that was not read.
may_use_models := object.keys(model_use) | {arn | some [arn, _] in unread}

# {[ARN of the principal, ARN], ...}: a policy, a boundary, or an inline document of the principal
# that was not read. It may allow or deny anything.
doubts := (unread | boundaries.unread) | {[id, id] | some id, _ in documents.unreadable}

# {[ARN of the principal, ARN of the policy], ...}: attached policies whose document the account's
# listing lacks, and groups that it does not show completely. It is unknown what they grant.
unread := {[p.id, arn] |
	some p in _all
	some arn in p.attached
	not _document_of[arn]
} | {[u.id, sprintf("a policy of group %s", [name])] |
	some u in input.resources["AWS::IAM::User"]
	some name in u.properties.GroupList
	not name in _readable
}

_readable := {name | some name, g in _groups; id := g.id; not documents.unreadable[id]}

_all := array.concat(_roles, _users)

_roles := [{"id": r.id, "attached": attached, "holders": array.concat([r.id], attached)} |
	some r in input.resources["AWS::IAM::Role"]
	not documents.service_linked(r)
	attached := [p.PolicyArn | some p in r.properties.AttachedManagedPolicies]
]

_users := [{"id": u.id, "attached": attached, "holders": array.concat(holders, attached)} |
	some u in input.resources["AWS::IAM::User"]
	holders := array.concat([u.id], [_groups[name].id | some name in u.properties.GroupList])
	own := [p.PolicyArn | some p in u.properties.AttachedManagedPolicies]
	attached := array.concat(own, [arn |
		some name in u.properties.GroupList
		some arn in _groups[name].attached
	])
]

_groups := {g.properties.GroupName: {"id": g.id, "attached": attached} |
	some g in input.resources["AWS::IAM::Group"]
	attached := [p.PolicyArn | some p in g.properties.AttachedManagedPolicies]
}
