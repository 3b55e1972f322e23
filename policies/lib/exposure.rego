# METADATA
# title: Who a resource policy lets in (D11)
# description: |
#   A statement is public when it lets anybody in and no condition restricts who or from where, and external when it names another account that is not
#   trusted. A CanonicalUser tells no account and counts as neither.
package lens.lib.exposure

import data.lens.lib.conditions

public(statement) if {
	statement.Effect == "Allow"
	_anybody(statement)
	not conditions.restricts(statement, _keys)
}

# The principals of other accounts that a statement lets in, as it names them. Behind a wildcard, those that a condition names. The account's own
# organization cannot be read by every member, so any condition on a literal organization excuses.
external(statement, trusted_accounts) := {name |
	statement.Effect == "Allow"
	not _organized(statement)
	some name in (_named(statement) | _conditioned(statement))
	account := _account(name)
	account != input.account
	not account in trusted_accounts
}

# The services of AWS that a statement lets in.
services(statement) := {service | statement.Effect == "Allow"; some service in statement.Principal.Service}

_keys := {
	"aws:principalaccount", "aws:principalorgid", "aws:principalorgpaths", "aws:principalarn", "aws:sourceaccount", "aws:sourcearn",
	"aws:sourceorgid", "aws:sourcevpc", "aws:sourcevpce",
}

_anybody(statement) if "*" in statement.Principal.AWS

# An Allow with NotPrincipal lets in everybody else.
_anybody(statement) if statement.NotPrincipal

_named(statement) := {name | some name in statement.Principal.AWS}

_conditioned(statement) := {value |
	_anybody(statement)
	some [_, key, values] in conditions.restricting(statement)
	key in {"aws:principalaccount", "aws:principalarn"}
	some value in values
}

# The account of a principal: the account's number alone, or an ARN. Undefined for all else, as a deleted user's id.
_account(name) := name if regex.match(`^[0-9]{12}$`, name)

_account(name) := split(name, ":")[4] if regex.match(`^arn:[^:]*:(iam|sts)::[0-9]{12}:`, name)

_organized(statement) if {
	some [_, key, values] in conditions.restricting(statement)
	some organization, literal in {"aws:principalorgid": `^o-[a-z0-9]+$`, "aws:principalorgpaths": `^o-[a-z0-9]+/`}
	key == organization
	every value in values { regex.match(literal, value) }
}
