# METADATA
# title: Whom a policy belongs to
# description: |
#   A managed policy belongs to the roles, users and groups that it is attached to, and an inline
#   policy to its owner.
package lens.lib.policy_holders

import data.lens.lib.group

# ARN of a managed policy, or of the owner of inline policies -> the roles, users and groups that it
# belongs to: {id, name, properties}, as lib/exempt.rego reads them.
of := object.union(
	{p.id: [_short(p)] | some p in _principals},
	{arn: list | some arn, list in group.by_first({[attached.PolicyArn, _short(p)] |
		some p in _principals
		some attached in p.properties.AttachedManagedPolicies
	})},
)

_short(p) := {"id": p.id, "name": p.name, "properties": {"Path": p.properties.Path}}

# ARNs of the managed policies that are attached to more principals than AWS listed.
incomplete := {p.id |
	some p in input.resources["AWS::IAM::ManagedPolicy"]
	p.properties.AttachmentCount > count(object.get(of, p.id, []))
}

_principals := [p |
	some type in ["AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group"]
	some p in input.resources[type]
]
