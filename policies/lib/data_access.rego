# METADATA
# title: What data access policies of OpenSearch Serverless grant
# description: |
#   A policy is a list of entries. Each gives its principals the permissions of its rules. A principal is
#   a user or role of IAM, or a session of one. Users of SAML and of IAM Identity Center belong to the
#   account of the collection.
package lens.lib.data_access

import data.lens.lib.elements
import data.lens.lib.group
import data.lens.lib.vector_collections
import data.lens.lib.wildcards

# [collection, its name, policy, entry, proof]: the entries that cover a collection with vectors.
entries := [[subject, name, policy, entry, proof] |
	some [subject, name] in vector_collections.known
	some policy in input.resources["AWS::OpenSearchServerless::AccessPolicy"]
	policy.region == subject.region
	some i, entry in policy.properties.policy
	count(permissions(entry, name)) > 0
	proof := {"id": policy.id, "pointer": sprintf("/properties/policy/%d", [i])}
]

# The permissions that an entry grants on a collection and on what is in it.
permissions(entry, name) := {permission |
	some rule in entry.Rules
	some pattern in rule.Resource
	vector_collections.covers(pattern, name)
	some permission in rule.Permission
}

# The patterns of an entry that cover every collection: two names that have nothing in common.
wide(entry) := {pattern |
	some rule in entry.Rules
	some pattern in rule.Resource
	vector_collections.covers(pattern, "abc123")
	vector_collections.covers(pattern, "xyz789")
}

# The principals that stand for a whole account.
accounts(entry) := {principal | some principal in entry.Principal; regex.match(_whole, principal)}

_whole := `^([0-9]{12}|arn:[^:]*:iam::[0-9]{12}:(root|(role|user)/[*]+))$`

# The principals of other accounts than this one and the trusted ones, and patterns for any account.
outsiders(entry, trusted) := {principal |
	some principal in entry.Principal
	account := elements.owner(principal)
	_is_outside(principal, account, {"", input.account} | {a | some a in trusted})
}

_is_outside(_, account, own) if {
	account != "?"
	not account in own
}

_is_outside(principal, "?", _) if wildcards.has_wildcard(principal)

# The principals whose account nothing tells.
unnamed(entry) := {principal |
	some principal in entry.Principal
	elements.owner(principal) == "?"
	not wildcards.has_wildcard(principal)
	not regex.match(`^(saml|iamidentitycenter)/`, principal)
}

# The names of the knowledge bases of a Region whose role is a principal of an entry.
bases(entry, region) := {base.name |
	some base in input.resources["AWS::Bedrock::KnowledgeBase"]
	base.region == region
	role := base.properties.roleArn
	some principal in entry.Principal
	_role(principal) == _role(role)
}

# [account, name] of the role that a principal is, or that its session has.
_role(arn) := [split(arn, ":")[4], regex.replace(arn, `^.*/`, "")] if {
	regex.match(`^arn:[^:]*:iam:.*:role/`, arn)
}

_role(arn) := [split(arn, ":")[4], split(arn, "/")[1]] if {
	regex.match(`^arn:[^:]*:sts:.*:assumed-role/`, arn)
}

# Whether a permission grants one of the others.
any_of(permission, others) if {
	some other in others
	wildcards.matches(lower(wildcards.ascii(permission)), lower(wildcards.ascii(other)))
}

# Collection -> [[principal, proof], ...]: who may read the documents in it.
reading := group.by_first({[subject, [principal, proof]] |
	some [subject, name, _, entry, proof] in entries
	some permission in permissions(entry, name)
	any_of(permission, ["aoss:ReadDocument"])
	some principal in entry.Principal
})

# Collection -> the principals alone.
readers := {subject: {principal | some [principal, _] in pairs} | some subject, pairs in reading}
