# METADATA
# title: The account's identity policies
# description: |
#   The default versions of attached customer managed policies, the inline policies, and the
#   permissions boundaries of judged principals (D1). The subject of a managed policy is the policy.
#   The subject of an inline policy is its owner, and the name of the policy is the item.
package lens.lib.documents

# [{type, id, region, item, pointer, document}, ...]
policies := [held | some id, list in held_by; not id in idle; some held in list]

# `policies`, and the managed policies that are boundaries of principals that are judged. A boundary
# grants nothing, but its conditions apply to what its principals call.
used := array.concat(policies, [held |
	some id, list in held_by
	id in _limiting
	id in idle
	some held in list
])

_limiting := {arn |
	some type in ["AWS::IAM::Role", "AWS::IAM::User"]
	some r in input.resources[type]
	not service_linked(r)
	arn := r.properties.PermissionsBoundary.PermissionsBoundaryArn
}

# ARN of every managed policy, and of every owner of inline policies -> its documents, as in
# `policies`.
held_by := object.union(_managed, _inline)

# The managed policies that are not judged: those of AWS, and those that are not attached.
idle := {p.id | some p in input.resources["AWS::IAM::ManagedPolicy"]; _idle(p)}

_idle(p) if startswith(p.id, sprintf("arn:%s:iam::aws:", [input.partition]))

_idle(p) if not _attached(p)

_attached(p) if p.properties.AttachmentCount > 0

# ARN of every managed policy in the listing, including those of AWS and boundaries -> the document
# of its default version. Left out if the document is malformed: what it grants is unknown.
default_of := {arn: list[0].document | some arn, list in _managed; not unreadable[arn]}

# The ids of roles, users, groups and policies with a malformed policy document.
unreadable := object.get(input.gaps, "iam:GetAccountAuthorizationDetails", {})

# Every document of the account's policies, including AWS managed policies and boundaries. A policy
# may be in the list twice.
contents := array.concat([held.document | some held in policies], [document | some document in default_of])

# Every statement of a role's identity policies (D1): {policy, pointer, statement}. `policy` is the
# id of the resource that holds the statement.
statements(role) := [held |
	attached := [p.PolicyArn | some p in object.get(role.properties, "AttachedManagedPolicies", [])]
	some holder in array.concat([role.id], attached)
	some document in held_by[holder]
	some i, statement in document.document.Statement
	pointer := sprintf("%s/Statement/%d", [document.pointer, i])
	held := {"policy": document.id, "pointer": pointer, "statement": statement}
]

# {[ARN, proof], ...}: the policies that are attached to a role, and that the listing does not show.
not_shown(role) := {[name, proof] |
	some i, policy in role.properties.AttachedManagedPolicies
	name := policy.PolicyArn
	not default_of[name]
	proof := {"id": role.id, "pointer": sprintf("/properties/AttachedManagedPolicies/%d", [i])}
}

subject(held) := {"type": held.type, "id": held.id, "region": held.region, "item": held.item}

# Whether AWS made the role for one of its services. No control judges such a role.
service_linked(role) if startswith(role.properties.Path, "/aws-service-role/")

_managed := {p.id: held |
	some p in input.resources["AWS::IAM::ManagedPolicy"]
	held := [_held(p, "", sprintf("/properties/PolicyVersionList/%d/Document", [i]), version.Document) |
		some i, version in p.properties.PolicyVersionList
		version.IsDefaultVersion
	]
}

_inline := {r.id: held |
	some type, list in _lists
	some r in input.resources[type]
	not service_linked(r)
	held := [_held(r, p.PolicyName, sprintf("/properties/%s/%d/PolicyDocument", [list, i]), p.PolicyDocument) |
		some i, p in r.properties[list]
	]
}

_lists := {
	"AWS::IAM::Role": "RolePolicyList",
	"AWS::IAM::User": "UserPolicyList",
	"AWS::IAM::Group": "GroupPolicyList",
}

_held(r, item, pointer, document) := {
	"type": r.type,
	"id": r.id,
	"region": r.region,
	"item": item,
	"pointer": pointer,
	"document": document,
}
