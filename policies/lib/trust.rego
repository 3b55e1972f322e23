# METADATA
# title: Which principals a statement of a trust policy trusts, and for which resources
# description: |
#   Only conditions that restrict (D4) count. Null does not count, because it requires a key and not a
#   value.
package lens.lib.trust

import data.lens.lib.conditions

# The services in `known` that a statement trusts.
services(statement, known) := {name | some name in statement.Principal.Service; name in known}

# The principals that a statement trusts, without the services in `known`.
others(statement, known) := {name |
	some kind, names in statement.Principal
	some name in names
	not _is_service(kind, name, known)
}

_is_service("Service", name, known) if name in known

# Whether a condition restricts the request to this account.
names_account(statement) if {
	some [_, key, values] in _valued(statement)
	every value in values { _account(key, value) == input.account }
}

# The values of each condition on aws:SourceArn.
source_arns(statement) := {values | some [_, key, values] in _valued(statement); key == "aws:sourcearn"}

_valued(statement) := {c | some c in conditions.restricting(statement); c[0] != "null"}

_account("aws:sourceaccount", value) := value

_account("aws:sourcearn", value) := split(value, ":")[4]
