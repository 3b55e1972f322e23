# METADATA
# title: Which roles identity policies let principals pass, and to which services
# description: |
#   The Allow statements for iam:PassRole, but for those that allow every action or nearly all (D12). A
#   condition on iam:PassedToService counts if each value names a service. The account in the ARN of a
#   role does not matter: nobody can pass a role of another account.
package lens.lib.role_passing

import data.lens.lib.conditions
import data.lens.lib.data_grants
import data.lens.lib.resources
import data.lens.lib.statements
import data.lens.lib.wildcards

# As in lib/statements.rego.
allows := [s | some s in _all; _judged[s.statement]]

# {[message, arguments, pointer below the statement], ...} of a statement in `allows`.
faults(s) := object.get(_faults, s.statement, set())

_all := [s | some s in statements.allows; "iam:passrole" in s.actions]

# Equal statements are read once.
_judged contains statement if {
	some statement in {s.statement | some s in _all}
	count(data_grants.naming({"policy": "", "statement": statement}, {"iam:passrole"})) > 0
}

_faults := {statement: {fault | some fault in _of(statement, _to_services(statement))} |
	some statement in _judged
}

_of(statement, _) := {["not-resource", [{"iam:PassRole"}], "/NotResource"]} if statement.NotResource

_of(statement, told) := {[message, [pattern], sprintf("/Resource/%d", [i])] |
	some i, pattern in statement.Resource
	message := _message(pattern, told)
} if {
	statement.Resource
}

_message(pattern, true) := "every-role" if _is_broad(pattern)

_message(pattern, false) := "every-role-anywhere" if _is_broad(pattern)

_message(pattern, false) := "some-roles-anywhere" if {
	not _is_broad(pattern)
	_is_open(pattern)
}

# The convention test lets functions read only rules of their own package, for regorus's sake.
_is_broad(pattern) if "role" in _broad[pattern]

_broad := resources.broad

# Whether a pattern may match several roles.
_is_open(pattern) if {
	fields := split(pattern, ":")
	name := concat(":", array.slice(fields, 5, count(fields)))
	wildcards.has_wildcard(name)
	roles := sprintf("arn:%s:iam::*:role/*", [input.partition])
	not wildcards.apart(pattern, roles)
}

_to_services(statement) := count({key |
	some [_, key, values] in conditions.restricting(statement)
	key == "iam:passedtoservice"
	every value in values { regex.match(`^[A-Za-z0-9-]{3}`, value) }
}) > 0
