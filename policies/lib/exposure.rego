# METADATA
# title: Public and external access in resource policies (D11)
# description: |
#   A statement is public if it allows everyone and nothing limits who calls, from where, or for whom.
#   It is external if another account or organization than those of `ours` remains. Ids of deleted
#   principals name nobody. A name without an account is neither: see `unnamed`.
package lens.lib.exposure

import data.lens.lib.conditions
import data.lens.lib.elements
import data.lens.lib.wildcards

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

# A Deny does not spare a service for its account: a service has none, and negated operators match
# a key that is absent.
sources(statement, denies) := {limit |
	some limit in (conditions.limits(statement, []) | _spared_services(denies))
	conditions.within(limit, _sources)
}

_spared_services(denies) := {limit |
	some spared in conditions.limits({}, denies)
	limit := {[kind, owner, value] |
		some [kind, owner, value] in spared
		not kind in {"caller", "caller-organization"}
	}
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

# The same, or those who come from a named range of public addresses, or have a unique id that is
# named. Nobody but the owner knows whose they are.
addressed(found, own) if {
	some limit in found
	every pin in limit { _near(pin, own) }
}

_inside([_, owner, _], own) if owner in own

_inside([kind, "", _], _) if kind == "network"

_near(pin, own) if _inside(pin, own)

_near([kind, "", _], _) if kind in {"addresses", "caller"}

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
anyone(statement) if elements.everybody(statement.Principal)

anyone(statement) if statement.NotPrincipal

# The accounts, organizations and ARNs outside of `own` that the limits name.
strangers(found, own) := {value |
	some limit in found
	some [_, owner, value] in limit
	not owner in {"", "?"}
	not owner in own
}

# The principals of other accounts that a statement names.
principals(statement, own) := {name |
	some kind in ["AWS", "Federated"]
	some name in statement.Principal[kind]
	account := elements.owner(name)
	not account in {"", "?"}
	not account in own
}

# The names, in a statement and in limits, of which nothing tells the account. A canonical user may
# be any account, or an identity of CloudFront. Such an identity may be that of any account, and its
# distribution may serve everybody. A provider on the web, such as Amazon Cognito, signs users in
# for any account.
unnamed(statement, found) := {name |
	some kind, names in statement.Principal
	kind != "Service"
	some name in names
	elements.owner(name) == "?"
	not wildcards.has_wildcard(name)
} | {name |
	anyone(statement)
	some limit in found
	some [_, "?", name] in limit
}

# The AWS services that a statement allows.
services(statement) := {service | statement.Effect == "Allow"; some service in statement.Principal.Service}
