# METADATA
# title: Whom the resource policy of a resource lets in
# description: |
#   Looks at each Allow statement together with the Deny statements that cover it. A statement for
#   everyone is judged by all that limits it (see exposure), and one for a service by the source
#   that it names. `prefix` is that of the actions of the resource's service.
package lens.lib.resource_policies

import data.lens.lib.actions
import data.lens.lib.elements
import data.lens.lib.exposure
import data.lens.lib.wildcards

# The statements of the policy that is `member` of the answer to an operation about a resource.
# Empty if there is none, or if it was not read.
statements(r, answer, member) := object.get(r.properties, [answer, member, "Statement"], [])

# Whether it is known which policy there is, or that there is none.
is_known(r, answer, _) if r.properties[answer].absent

is_known(r, answer, member) if count(statements(r, answer, member)) > 0

# {[message, arguments, operations, proof], ...}: how each statement of a policy opens the resource
# with an id (see `opens`). `place` is the path of the policy in the resource's properties.
faults(id, place, statements, prefix, accounts) := {[message, arguments, operations, _proof(id, place, i)] |
	some i, statement in statements
	some [message, arguments, operations] in opens(statements, statement, prefix, accounts)
}

# {[message, arguments, proofs], ...}: whom a policy lets in by the owner's choice: those from
# ranges of public addresses, and principals whose account nothing tells.
choices(id, place, statements, prefix, accounts) := {["open-to-addresses", [], proofs] |
	proofs := {_proof(id, place, i) |
		some i, statement in statements
		by_address(statements, statement, prefix, accounts)
	}
	count(proofs) > 0
} | {["open-to-unnamed", [names], [_proof(id, place, i)]] |
	some i, statement in statements
	names := unnamed(statements, statement, prefix, accounts)
	count(names) > 0
}

_proof(id, place, i) := {"id": id, "pointer": sprintf("/properties/%s/Statement/%d", [place, i])}

# The indexes of the statements for everybody that nothing limits.
open(statements, prefix) := {i |
	some i, statement in statements
	found := exposure.limits(statement, _denies(statements, statement, prefix))
	count(_public(statement, found)) > 0
}

# {[message, arguments, operations], ...}: how a statement lets in principals outside this account,
# the trusted `accounts` and the account's organization. `operations` would show whether an
# organization that the statement names is the account's own.
opens(statements, statement, prefix, accounts) := found | {fault |
	some service in unsourced(statements, statement, prefix, accounts)
	fault := for_customers(service)
} if {
	found := outsiders(statements, statement, prefix, accounts)
}

# The same without services that act for all of their customers.
outsiders(statements, statement, prefix, accounts) := union({
	_public(statement, found),
	_external(statement, found, own),
	_services(statement, found, own),
	_strangers(statement, sources, own),
}) if {
	denies := _denies(statements, statement, prefix)
	found := exposure.limits(statement, denies)
	sources := exposure.sources(statement, denies)
	own := exposure.ours(accounts)
}

# The services that a statement lets in for all of their customers: nothing limits the source. `*`
# stands for every service.
unsourced(statements, statement, prefix, accounts) := {service |
	statement.Effect == "Allow"
	denies := _denies(statements, statement, prefix)
	count(exposure.sources(statement, denies)) == 0
	found := exposure.limits(statement, denies)
	own := exposure.ours(accounts)
	some service in (exposure.services(statement) | _named_services(statement, found, own))
}

# What a finding says of such a service.
for_customers(service) := ["open-to-services", [], []] if service == "*"

for_customers(service) := ["open-to-customers", [service], []] if service != "*"

# Whether only ranges of public addresses limit a statement for outsiders. They are a choice of the
# owner.
by_address(statements, statement, prefix, accounts) if {
	statement.Effect == "Allow"
	own := exposure.ours(accounts)
	_outsiders(statement, own)
	found := exposure.limits(statement, _denies(statements, statement, prefix))
	exposure.addressed(found, own)
	not exposure.closed(found, own)
}

# The principals of a statement whose account nothing tells: neither the policy, nor a call.
unnamed(statements, statement, prefix, accounts) := {name |
	statement.Effect == "Allow"
	found := exposure.limits(statement, _denies(statements, statement, prefix))
	own := exposure.ours(accounts)
	not exposure.closed(found, own)
	some name in exposure.unnamed(statement, found)
}

# The actions in `known` (in lower case) that an Allow statement grants. A Deny takes an action away
# if it has no condition.
grants(statements, statement, known) := {action |
	statement.Effect == "Allow"
	some action in known
	elements.on_action(statement, action)
	not _denied(statements, statement, action)
}

# The patterns of an Allow statement that grant more than the `allowed` actions: one that is another
# action, or a wildcard that matches another one of the `known`. For NotAction, what it leaves.
beyond(statements, statement, known, allowed) := {pattern |
	some pattern in object.get(statement, "Action", [])
	some action in excess
	actions.matches(pattern, action)
} | {name |
	statement.NotAction
	some name in known
	action := lower(name)
	action in excess
} if {
	plain := {name | some name in object.get(statement, "Action", []); not wildcards.has_wildcard(name)}
	named := {lower(wildcards.ascii(name)) | some name in (known | plain)}
	excess := grants(statements, statement, named) - {lower(name) | some name in allowed}
}

_denied(statements, allow, action) if {
	principal := object.get(allow, "Principal", {"*": ["*"]})
	some deny in statements
	deny.Effect == "Deny"
	count(deny.Condition) == 0
	not deny.NotPrincipal
	elements.holds_for(deny, principal)
	elements.on_action(deny, action)
	elements.on_resources(deny, allow)
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

# A service that acts for another account or organization.
_strangers(statement, sources, own) := {["open-to-others", [names], operations] |
	count(exposure.services(statement)) > 0
	names := exposure.strangers(sources, own)
	count(names) > 0
	not exposure.closed(sources, own)
	operations := exposure.organization_evidence(sources, own)
}

# A statement for everyone may name services in a condition.
_named_services(statement, found, own) := {value |
	exposure.anyone(statement)
	not exposure.addressed(found, own)
	some limit in found
	some [kind, _, value] in limit
	kind == "service"
	name := lower(value)
	not name in {"true", "false"}
}

# The Deny statements that hold for all that an Allow statement grants.
_denies(statements, allow, prefix) := [deny |
	some deny in elements.denying(statements, allow, prefix)
	elements.on_resources(deny, allow)
]
