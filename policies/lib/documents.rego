# METADATA
# title: The account's identity policies
# description: |
#   Customer managed policies that are attached somewhere, in their default version, and inline policies. A managed policy is its own subject; an inline
#   one is its owner's, with the policy's name as item.
package lens.lib.documents

# [{type, id, region, item, pointer, document}, ...]
all := array.concat(_managed, array.concat(_inline_of_roles, array.concat(_inline_of_users, _inline_of_groups)))

# Every managed policy that the listing shows, AWS's own and boundaries included: ARN -> the document of its default version.
default_of := {p.id: version.Document |
	some p in input.resources["AWS::IAM::ManagedPolicy"]
	some version in p.properties.PolicyVersionList
	version.IsDefaultVersion
}

subject(held) := {"type": held.type, "id": held.id, "region": held.region, "item": held.item}

# Roles that belong to a service of AWS are left out everywhere.
service_linked(role) if startswith(role.properties.Path, "/aws-service-role/")

_managed := [_held(p, "", sprintf("/properties/PolicyVersionList/%d/Document", [i]), version.Document) |
	some p in input.resources["AWS::IAM::ManagedPolicy"]
	p.properties.AttachmentCount > 0
	not startswith(p.id, sprintf("arn:%s:iam::aws:", [input.partition]))
	some i, version in p.properties.PolicyVersionList
	version.IsDefaultVersion
]

_inline_of_roles := [_held(r, p.PolicyName, sprintf("/properties/RolePolicyList/%d/PolicyDocument", [i]), p.PolicyDocument) |
	some r in input.resources["AWS::IAM::Role"]
	not service_linked(r)
	some i, p in r.properties.RolePolicyList
]

_inline_of_users := [_held(u, p.PolicyName, sprintf("/properties/UserPolicyList/%d/PolicyDocument", [i]), p.PolicyDocument) |
	some u in input.resources["AWS::IAM::User"]
	some i, p in u.properties.UserPolicyList
]

_inline_of_groups := [_held(g, p.PolicyName, sprintf("/properties/GroupPolicyList/%d/PolicyDocument", [i]), p.PolicyDocument) |
	some g in input.resources["AWS::IAM::Group"]
	some i, p in g.properties.GroupPolicyList
]

_held(r, item, pointer, document) := {"type": r.type, "id": r.id, "region": r.region, "item": item, "pointer": pointer, "document": document}
