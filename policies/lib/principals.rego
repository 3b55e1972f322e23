# METADATA
# title: Model-use principals (D6)
# description: |
#   The roles and users that are granted (D2) an action by which a model is used: some Allow of their policies matches it, no unconditional Deny on every
#   resource does, and a permissions boundary, where there is one, allows it too (its conditions taken as met). Service-linked roles are left out.
#   Each document is read once, however many principals hold it.
package lens.lib.principals

import data.lens.lib.actions
import data.lens.lib.documents

# Principal's ARN -> the model-use actions that it is granted, in lower case; principals that are granted none are left out.
model_use := {p.id: granted |
	some p in _all
	granted := (_held(p, _allowed) & _bounded(p)) - (_held(p, _denied) | _boundary_denies(p))
	count(granted) > 0
}

# {[principal's ARN, policy's ARN], ...}: attached policies that the account's listing does not show, so that nobody knows what they grant.
unread := {[p.id, arn] |
	some p in _all
	some arn in p.attached
	not documents.default_of[arn]
}

_all := array.concat(_roles, _users)

_roles := [_principal(r, object.get(r.properties, "RolePolicyList", []), set()) |
	some r in input.resources["AWS::IAM::Role"]
	not documents.service_linked(r)
]

_users := [_principal(u, object.get(u.properties, "UserPolicyList", []), {g | some g in object.get(u.properties, "GroupList", [])}) |
	some u in input.resources["AWS::IAM::User"]
]

_principal(r, inline, groups) := {
	"id": r.id,
	"inline": [p.PolicyDocument | some p in inline],
	"attached": ({p.PolicyArn | some p in object.get(r.properties, "AttachedManagedPolicies", [])} | {arn | some g in groups; some arn in _attached_to[g]}),
	"groups": groups,
	"boundary": object.get(r.properties, ["PermissionsBoundary", "PermissionsBoundaryArn"], ""),
}

_attached_to := {g.properties.GroupName: {p.PolicyArn | some p in object.get(g.properties, "AttachedManagedPolicies", [])} |
	some g in input.resources["AWS::IAM::Group"]
}

# What all of a principal's documents give of one kind: its own, its attached ones and those of its groups.
_held(p, table) := ({a | some document in p.inline; some a in actions.effect(document)[table.name]} | {a | some arn in p.attached; some a in table.managed[arn]}) | {a | some g in p.groups; some a in table.groups[g]}

_allowed := {"name": "allows", "managed": {arn: e.allows | some arn, e in _managed}, "groups": {g: e.allows | some g, e in _grouped}}

_denied := {"name": "denies", "managed": {arn: e.denies | some arn, e in _managed}, "groups": {g: e.denies | some g, e in _grouped}}

_managed := {arn: actions.effect(document) | some arn, document in documents.default_of}

_grouped := {g.properties.GroupName: actions.effect({"Statement": statements}) |
	some g in input.resources["AWS::IAM::Group"]
	statements := [s | some p in object.get(g.properties, "GroupPolicyList", []); some s in p.PolicyDocument.Statement]
}

_bounded(p) := actions.model_use if p.boundary == ""

# A boundary that was not seen bounds nothing that is known: `unread` of the caller's own says so.
_bounded(p) := object.get(_managed, [p.boundary, "allows"], actions.model_use) if p.boundary != ""

_boundary_denies(p) := object.get(_managed, [p.boundary, "denies"], set())
