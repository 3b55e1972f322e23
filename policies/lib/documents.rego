# METADATA
# title: The account's identity policies
# description: |
#   Customer managed policies that are attached somewhere, in their default version, and inline policies. A managed policy is its own subject; an inline
#   one is its owner's, with the policy's name as item.
package lens.lib.documents

# [{type, id, region, item, pointer, document}, ...]
all := [held | some id, list in held_by; not id in idle; some held in list]

# Every managed policy's ARN, and every owner of inline policies -> its documents, as in `all`.
held_by := object.union(_managed, _inline)

# The managed policies that are no subject: those of AWS, and those that are attached nowhere.
idle := {p.id | some p in input.resources["AWS::IAM::ManagedPolicy"]; _idle(p)}

_idle(p) if startswith(p.id, sprintf("arn:%s:iam::aws:", [input.partition]))

_idle(p) if not p.properties.AttachmentCount > 0

# Every managed policy that the listing shows, AWS's own and boundaries included: ARN -> the document of its default version.
# One that is no policy document grants nobody knows what, and is left out.
default_of := {arn: list[0].document | some arn, list in _managed; not unreadable[arn]}

# What could not be read whole: the ids of roles, users, groups and policies that hold a document that is none.
unreadable := object.get(input.gaps, "iam:GetAccountAuthorizationDetails", {})

subject(held) := {"type": held.type, "id": held.id, "region": held.region, "item": held.item}

# Roles that belong to a service of AWS are left out everywhere.
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
	held := [_held(r, p.PolicyName, sprintf("/properties/%s/%d/PolicyDocument", [list, i]), p.PolicyDocument) | some i, p in r.properties[list]]
}

_lists := {"AWS::IAM::Role": "RolePolicyList", "AWS::IAM::User": "UserPolicyList", "AWS::IAM::Group": "GroupPolicyList"}

_held(r, item, pointer, document) := {"type": r.type, "id": r.id, "region": r.region, "item": item, "pointer": pointer, "document": document}
