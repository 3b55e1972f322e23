# METADATA
# title: Let the policy of a vector bucket name its principals, and give them no administration
# description: >-
#   Vectors can be turned back into much of the text that they stand for. Whoever may change the policy or
#   delete the bucket has all of it.
# custom:
#   id: GENSEC01-BP03/s3-vectors-policy-scoped
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::S3Vectors::VectorBucket]
#   lists: [s3vectors:ListVectorBuckets]
#   evidence: [s3vectors:GetVectorBucketPolicy, "@own-organization"]
#   params:
#     trusted_accounts: []
#     admin_principals: []
#   messages:
#     open-to-anybody: "@policy-open-to-anybody"
#     open-to-others: "@policy-open-to-others"
#     open-to-services: "@policy-open-to-services"
#     open-to-customers: "@policy-open-to-customers"
#     open-to-unnamed: "@policy-open-to-unnamed"
#     open-to-addresses: "@policy-open-to-addresses"
#     administration: "the resource policy allows %s to principals that admin_principals does not name: %s"
#     unread: "@policy-unread"
#   item: none
#   remediation: Name the roles, and let them query and put vectors of their indexes.
package lens.controls.gensec01_bp03.s3_vectors_policy_scoped

import data.lens.lib.exempt
import data.lens.lib.exposure
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.resource_policies

_params := input.params["GENSEC01-BP03/s3-vectors-policy-scoped"]

_buckets := input.resources["AWS::S3Vectors::VectorBucket"]

_answer := "GetVectorBucketPolicy"

_place := "GetVectorBucketPolicy/policy"

_statements(b) := resource_policies.statements(b, _answer, "policy")

subjects := {facts.subject(b) | some b in _buckets}

violations contains finding.absent(subject, message, arguments, [proof], operations) if {
	some b in _buckets
	found := resource_policies.faults(b.id, _place, _statements(b), "s3vectors", _params.trusted_accounts)
	some [message, arguments, operations, proof] in found
	subject := facts.subject(b)
}

violations contains finding.of(subject, "administration", [actions, names], [proof]) if {
	some b in _buckets
	some i, statement in _statements(b)
	granted := resource_policies.grants(_statements(b), statement, object.keys(_administration))
	count(granted) > 0
	actions := {_administration[action] | some action in granted}
	names := _others(statement)
	count(names) > 0
	proof := {"id": b.id, "pointer": sprintf("/properties/%s/Statement/%d", [_place, i])}
	subject := facts.subject(b)
}

# Action in lower case -> its name.
_administration := {lower(action): action |
	some name in ["PutVectorBucketPolicy", "DeleteVectorBucketPolicy", "DeleteVectorBucket"]
	action := sprintf("s3vectors:%s", [name])
}

# The principals of a statement that are no administrators. A condition may leave only some.
_others(statement) := {name |
	not _left_to_administrators(statement)
	admins := _params.admin_principals
	some _, names in object.get(statement, "Principal", {})
	some name in names
	not exempt.named(name, admins)
}

_left_to_administrators(statement) if {
	some limit in exposure.limits(statement, [])
	count(limit) > 0
	every pin in limit { exempt.named(pin[2], _params.admin_principals) }
}

# Whom the owner chose to let in, only a person can say.
reviews contains finding.of(subject, message, arguments, proof) if {
	some b in _buckets
	found := resource_policies.choices(b.id, _place, _statements(b), "s3vectors", _params.trusted_accounts)
	some [message, arguments, proof] in found
	subject := facts.subject(b)
}

unseen := {finding.of(facts.subject(b), "unread", [], [{"id": b.id, "pointer": "/properties"}]) |
	some b in _buckets
	not resource_policies.is_known(b, _answer, "policy")
}
