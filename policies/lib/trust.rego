# METADATA
# title: Which principals a statement of a trust policy trusts, and for which resources
# description: |
#   A service calls for its customers. A statement is scoped if its own conditions, or a Deny for all
#   others beside it, leave only the customers in `own` (see exposure).
package lens.lib.trust

import data.lens.lib.conditions
import data.lens.lib.elements
import data.lens.lib.exposure

# The services in `known` that a statement trusts. IAM's documentation does not tell what the
# service `*` is, so it may be any.
services(statement, known) := {name |
	some name in known
	count({name, "*"} & {own | some own in statement.Principal.Service}) > 0
}

# The principals that a statement trusts, without the services in `known`.
others(statement, known) := {name |
	some kind, names in statement.Principal
	some name in names
	not _is_service(kind, name, known)
}

_is_service("Service", name, known) if name in known

# The limits to the source that a statement of a role's trust policy sets for these services (see
# exposure), and the Deny statements beside it.
sources(role, statement, trusted) := exposure.sources(
	statement,
	denies(role, {"Service": trusted}, {"sts:assumerole"}),
)

# The Deny statements of a role's trust policy that hold for a principal and for all these actions.
denies(role, principal, asked) := [deny |
	some deny in role.properties.AssumeRolePolicyDocument.Statement
	deny.Effect == "Deny"
	elements.holds_for(deny, principal)
	every action in asked { elements.on_action(deny, action) }
]

# Whether limits leave only this account's use of a service.
only_this_account(limits) if exposure.closed(limits, {input.account, "resource"})

# A statement without its conditions on aws:SourceArn.
without_source_arns(statement) := object.union(rest, {"Condition": kept}) if {
	rest := object.remove(statement, ["Condition"])
	kept := {operator: {key: values | some key, values in keys; lower(key) != "aws:sourcearn"} |
		some operator, keys in statement.Condition
	}
}

# The values of each condition on aws:SourceArn.
source_arns(statement) := {values |
	some [_, key, values] in conditions.restricting(statement)
	key == "aws:sourcearn"
}

# {[message, arguments], ...}: whom an Allow statement of a role's trust policy lets assume the
# role, beside the services in `known` for this account. Without a condition on the account, a
# service may assume the role for any of its customers.
faults(role, statement, known) := union({
	{["others", [found]] |
		found := others(statement, known)
		count(found) > 0
	},
	{["not-principal", []] | statement.NotPrincipal},
	{["any-customer", [trusted]] |
		trusted := services(statement, known)
		count(trusted) > 0
		limits := sources(role, statement, trusted)
		not only_this_account(limits)
	},
})

# The values of each condition on aws:SourceArn of a statement for services in `known`, if nothing
# else limits it to this account. If something else does, this key is not judged: a further
# condition never makes a statement worse. All conditions must hold, so one that is narrow enough
# suffices.
deciding_arns(role, statement, known) := source_arns(statement) if {
	trusted := services(statement, known)
	count(trusted) > 0
	limits := sources(role, without_source_arns(statement), trusted)
	not only_this_account(limits)
}
