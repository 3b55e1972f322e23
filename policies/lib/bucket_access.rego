# METADATA
# title: Whom a bucket policy lets in
# description: |
#   Looks at each Allow statement together with the Deny statements that cover it. A statement for
#   everyone is judged by all that limits it (see exposure), and one for a service by the source that
#   it names.
package lens.lib.bucket_access

import data.lens.lib.buckets
import data.lens.lib.elements
import data.lens.lib.exposure

# {[message, arguments, operations, proof], ...}: how each statement of a bucket's policy opens it
# (see `opens`).
faults(b, accounts) := {[message, arguments, operations, _proof(b, i)] |
	statements := buckets.statements(b)
	some i, statement in statements
	some [message, arguments, operations] in opens(statements, statement, accounts)
}

# {[message, arguments, proofs], ...}: whom a bucket's policy lets in by the owner's choice: those
# from ranges of public addresses, and principals whose account nothing tells.
choices(b, accounts) := {["open-to-addresses", [], proofs] |
	statements := buckets.statements(b)
	proofs := {_proof(b, i) | some i, statement in statements; by_address(statements, statement, accounts)}
	count(proofs) > 0
} | {["open-to-unnamed", [names], [_proof(b, i)]] |
	statements := buckets.statements(b)
	some i, statement in statements
	names := unnamed(statements, statement, accounts)
	count(names) > 0
}

_proof(b, i) := buckets.proof(b, sprintf("GetBucketPolicy/Policy/Statement/%d", [i]))

# {[message, arguments, operations], ...}: how a statement of a bucket policy lets in principals
# outside this account, the trusted `accounts` and the account's organization. `operations` would
# show whether an organization that the statement names is the account's own.
opens(statements, statement, accounts) := union({
	_public(statement, found),
	_external(statement, found, own),
	_services(statement, found, own),
	_customers(statement, {"found": found, "sources": sources}, own),
}) if {
	denies := _denies(statements, statement)
	found := exposure.limits(statement, denies)
	sources := exposure.sources(statement, denies)
	own := exposure.ours(accounts)
}

# Whether only ranges of public addresses limit a statement for outsiders. They are a choice of the
# owner.
by_address(statements, statement, accounts) if {
	statement.Effect == "Allow"
	own := exposure.ours(accounts)
	_outsiders(statement, own)
	found := exposure.limits(statement, _denies(statements, statement))
	exposure.addressed(found, own)
	not exposure.closed(found, own)
}

# The principals of a statement whose account nothing tells: neither the policy, nor a call.
unnamed(statements, statement, accounts) := {name |
	statement.Effect == "Allow"
	found := exposure.limits(statement, _denies(statements, statement))
	own := exposure.ours(accounts)
	not exposure.closed(found, own)
	some name in exposure.unnamed(statement, found)
}

_outsiders(statement, _) if exposure.anyone(statement)

_outsiders(statement, own) if count(exposure.principals(statement, own)) > 0

_public(statement, found) := {["open-to-anybody", [], []] |
	statement.Effect == "Allow"
	exposure.anyone(statement)
	count(found) == 0
}

_external(statement, found, own) := {["open-to-others", [names], exposure.organization_evidence(found, own)] |
	statement.Effect == "Allow"
	names := exposure.principals(statement, own) | {name |
		exposure.anyone(statement)
		some name in exposure.strangers(found, own)
	}
	count(names) > 0
	not exposure.addressed(found, own)
}

_services(statement, found, own) := {["open-to-services", [], []] |
	statement.Effect == "Allow"
	exposure.anyone(statement)
	count(found) > 0
	every limit in found { _any_service(limit) }
	not exposure.addressed(found, own)
}

_any_service(limit) if {
	some [kind, _, value] in limit
	kind == "service"
	lower(value) in {"true", "false"}
}

# A service acts for all of its customers, unless the source is limited.
_customers(statement, limits, own) := strangers | _unsourced(statement, limits, own) if {
	strangers := _strangers(statement, limits.sources, own)
}

_strangers(statement, sources, own) := {["open-to-others", [names], operations] |
	count(exposure.services(statement)) > 0
	names := exposure.strangers(sources, own)
	count(names) > 0
	not exposure.closed(sources, own)
	operations := exposure.organization_evidence(sources, own)
}

# Amazon's services for generative AI that may put objects for any customer.
_unsourced(statement, limits, own) := {_for_customers(service) |
	count(limits.sources) == 0
	elements.on_action(statement, "s3:putobject")
	some service in (exposure.services(statement) | _named_services(statement, limits.found, own))
	service in (_generative | {"*"})
}

_for_customers(service) := ["open-to-services", [], []] if service == "*"

_for_customers(service) := ["open-to-customers", [service], []] if service != "*"

# A statement for everyone may name services in a condition.
_named_services(statement, found, own) := {value |
	statement.Effect == "Allow"
	exposure.anyone(statement)
	not exposure.addressed(found, own)
	some limit in found
	some [kind, _, value] in limit
	kind == "service"
}

_generative := {
	"bedrock.amazonaws.com", "bedrock-agentcore.amazonaws.com", "sagemaker.amazonaws.com",
	"qbusiness.amazonaws.com", "q.amazonaws.com", "kendra.amazonaws.com",
}

# The Deny statements that hold for all that an Allow statement grants.
_denies(statements, allow) := [deny |
	some deny in elements.denying(statements, allow, "s3")
	elements.on_resources(deny, allow)
]
