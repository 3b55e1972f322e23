# METADATA
# title: Whom a bucket policy lets in
# description: |
#   As for every resource policy (see resource_policies), but that of the services that may act for
#   any customer, only those count that may put objects into the bucket and are for generative AI.
package lens.lib.bucket_access

import data.lens.lib.buckets
import data.lens.lib.elements
import data.lens.lib.resource_policies

# {[message, arguments, operations, proof], ...}: how each statement of a bucket's policy opens it
# (see `opens`).
faults(b, accounts) := {[message, arguments, operations, proof] |
	statements := buckets.statements(b)
	some i, statement in statements
	some [message, arguments, operations] in opens(statements, statement, accounts)
	proof := buckets.proof(b, sprintf("GetBucketPolicy/Policy/Statement/%d", [i]))
}

# {[message, arguments, proofs], ...}: whom a bucket's policy lets in by the owner's choice.
choices(b, accounts) := resource_policies.choices(
	b.id,
	"GetBucketPolicy/Policy",
	buckets.statements(b),
	"s3",
	accounts,
)

# {[message, arguments, operations], ...}: how a statement of a bucket policy lets in principals
# outside this account, the trusted `accounts` and the account's organization.
opens(statements, statement, accounts) := found | {fault |
	elements.on_action(statement, "s3:putobject")
	some service in resource_policies.unsourced(statements, statement, "s3", accounts)
	service in (_generative | {"*"})
	fault := resource_policies.for_customers(service)
} if {
	found := resource_policies.outsiders(statements, statement, "s3", accounts)
}

# Amazon's services for generative AI that may put objects for any customer.
_generative := {
	"bedrock.amazonaws.com", "bedrock-agentcore.amazonaws.com", "sagemaker.amazonaws.com",
	"qbusiness.amazonaws.com", "q.amazonaws.com", "kendra.amazonaws.com",
}
