# METADATA
# title: Public and external access in resource policies (D11)
# description: |
#   A statement is public if it allows everyone and no condition restricts the caller or its origin.
#   It is external if it names another account that is not trusted. A CanonicalUser names no account
#   and counts as neither.
package lens.lib.exposure

import data.lens.lib.conditions

public(statement) if {
	statement.Effect == "Allow"
	anyone(statement)
	not conditions.restricts(statement, _keys)
}

# The principals of other accounts that a statement allows, as it names them. If it allows everyone,
# the principals in its conditions count too. A condition on any literal organization excuses the
# statement, because not every member account can read its own organization.
external(statement, trusted_accounts) := {name |
	statement.Effect == "Allow"
	not _organized(statement)
	some name in (_named(statement) | _conditioned(statement))
	account := _account(name)
	account != input.account
	not account in trusted_accounts
}

# The AWS services that a statement allows.
services(statement) := {service | statement.Effect == "Allow"; some service in statement.Principal.Service}

_keys := {
	"aws:principalaccount", "aws:principalorgid", "aws:principalorgpaths", "aws:principalarn",
	"aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid", "aws:sourcevpc", "aws:sourcevpce",
}

# Whether a statement applies to every principal, or to all but those of its NotPrincipal.
anyone(statement) if "*" in statement.Principal.AWS

anyone(statement) if statement.NotPrincipal

_named(statement) := {name | some name in statement.Principal.AWS}

_conditioned(statement) := {value |
	anyone(statement)
	some [_, key, values] in conditions.restricting(statement)
	key in {"aws:principalaccount", "aws:principalarn"}
	some value in values
}

# The account of a principal that is an account id or an ARN. Undefined for other principals, such
# as the id of a deleted user.
_account(name) := name if regex.match(`^[0-9]{12}$`, name)

_account(name) := split(name, ":")[4] if regex.match(`^arn:[^:]*:(iam|sts)::[0-9]{12}:`, name)

_organized(statement) if {
	some [_, key, values] in conditions.restricting(statement)
	every value in values { regex.match(_organization[key], value) }
}

_organization := {"aws:principalorgid": `^o-[a-z0-9]+$`, "aws:principalorgpaths": `^o-[a-z0-9]+/`}
