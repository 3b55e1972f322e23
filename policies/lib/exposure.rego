# METADATA
# title: Public and external access in resource policies (D11)
# description: |
#   A statement is public if it allows everyone and nothing limits who calls, from where, or for whom.
#   It is external if another account or organization than those of `ours` remains. Ids of deleted
#   principals, a CanonicalUser and a Federated principal name no account and count as neither.
package lens.lib.exposure

import data.lens.lib.conditions

# Who is not outside: this account, the owner of the resource, its organization and `accounts`.
ours(accounts) := union({{input.account, "resource"}, {a | some a in accounts}, _organizations})

# The ids of the account's own organization: at most one.
_organizations := {o.properties.Id | some o in input.resources["AWS::Organizations::Organization"]}

# The limits (see conditions) of an Allow statement that say who may use it. `denies` are the Deny
# statements that cover it. For a service, only the source counts: nothing else names its customer.
limits(statement, denies) := {limit |
	some limit in conditions.limits(statement, denies)
	conditions.within(limit, _who)
}

sources(statement, denies) := {limit |
	some limit in conditions.limits(statement, denies)
	conditions.within(limit, _sources)
}

_sources := {"source", "source-organization"}

_who := _sources | {
	"access-point", "addresses", "caller", "caller-organization", "network", "service",
}

# Whether one of the limits leaves only `own` (see ours) and those who come through a named network.
closed(found, own) if {
	some limit in found
	every pin in limit { _inside(pin, own) }
}

# The same, or those who come from a named range of public addresses.
addressed(found, own) if {
	some limit in found
	every pin in limit { _near(pin, own) }
}

_inside([kind, owner, _], own) if {
	not kind in {"addresses", "service"}
	owner in (own | {""})
}

_near(pin, own) if _inside(pin, own)

_near(pin, _) if pin[0] == "addresses"

# The operations that would show whether an organization that the limits name is the account's own.
# Empty if that does not decide.
organization_evidence(found, own) := ["@own-organization" |
	closed(found, own | _named_organizations(found))
	not closed(found, own)
]

_named_organizations(found) := {owner |
	some limit in found
	some [_, owner, _] in limit
	startswith(owner, "o-")
}

# Whether a statement applies to every principal, or to all but those of its NotPrincipal.
anyone(statement) if "*" in statement.Principal.AWS

anyone(statement) if statement.NotPrincipal

# The accounts, organizations and ARNs outside of `own` that the limits name.
strangers(found, own) := {value |
	some limit in found
	some [_, owner, value] in limit
	owner != ""
	not owner in own
}

# The principals of other accounts that a statement names.
principals(statement, own) := {name |
	some name in statement.Principal.AWS
	account := _account(name)
	not account in own
}

# The AWS services that a statement allows.
services(statement) := {service | statement.Effect == "Allow"; some service in statement.Principal.Service}

# The account of a principal that is an account id or an ARN. Undefined for other principals, such
# as the id of a deleted user.
_account(name) := name if regex.match(`^[0-9]{12}$`, name)

_account(name) := split(name, ":")[4] if regex.match(`^arn:[^:]*:(iam|sts)::[0-9]{12}:`, name)
