# METADATA
# title: Whom a role's trust policy lets in beside the account's own principals
# description: |
#   A statement for other accounts must name who in the world it means: by an external id, by the own
#   organization, or by principals of accounts that are trusted. What services may do is not judged
#   here: see lib/trust.rego.
package lens.lib.role_callers

import data.lens.lib.conditions
import data.lens.lib.elements
import data.lens.lib.exposure
import data.lens.lib.federation
import data.lens.lib.trust
import data.lens.lib.wildcards

# {[message, arguments, operations, index of the statement], ...}. `own` is as in exposure.ours. The
# operations would show the own organization, if that decides.
faults(role, own) := {[message, arguments, operations, i] |
	some i, statement in role.properties.AssumeRolePolicyDocument.Statement
	statement.Effect == "Allow"
	asked := {action | some action in _actions; elements.on_action(statement, action)}
	count(asked) > 0
	limits := _limits(role, statement, asked)
	some [message, arguments] in _of(statement, limits, own)
	operations := [o | message in _of_accounts; some o in exposure.organization_evidence(limits, own)]
}

_actions := {
	"sts:assumerole", "sts:assumerolewithsaml", "sts:assumerolewithwebidentity", "sts:tagsession",
}

_of_accounts := {"any-account", "other-accounts"}

# What a statement's conditions, and the Deny statements beside it, say of the caller.
_limits(role, statement, asked) := {limit |
	principal := object.get(statement, "Principal", {"*": ["*"]})
	some limit in conditions.limits(statement, trust.denies(role, principal, asked))
	conditions.within(limit, {"caller", "caller-organization"})
}

_of(statement, limits, own) := union({
	{["not-principal", []] | statement.NotPrincipal},
	_of_callers(statement, limits, own),
	federation.faults(statement),
})

_of_callers(_, limits, own) := set() if exposure.closed(limits, own)

_of_callers(statement, limits, own) := _open(everybody, named) | _foreign(statement, outside) if {
	not exposure.closed(limits, own)
	known := own | {""} # ids of principals that were deleted
	everybody := {"*" | elements.everybody(statement.Principal); not _by_id(limits)}
	named := {name | count(everybody) > 0; some name in exposure.strangers(limits, own)}
	outside := named | {name |
		some name in statement.Principal.AWS
		not wildcards.has_wildcard(name)
		owner := elements.owner(name)
		not owner in known
	}
}

# The unique ids of roles and users name somebody, like those in a Principal.
_by_id(limits) if {
	some limit in limits
	every pin in limit { pin[1] == "" }
}

_open(everybody, named) := {["any-account", []] | count(everybody) > 0; count(named) == 0}

_foreign(statement, outside) := {["other-accounts", [outside]] |
	count(outside) > 0
	not _by_external_id(statement)
}

_by_external_id(statement) if {
	some [_, key, values] in conditions.restricting(statement)
	key == "sts:externalid"
	every value in values { regex.match(`[^*?]`, regex.replace(value, `\$\{[^}]*\}`, "*")) }
}
