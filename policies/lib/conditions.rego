# METADATA
# title: Restricting conditions (D4)
# description: |
#   A condition restricts in an Allow when it uses a positive operator on the key, without IfExists and ForAllValues, and no value is "*" alone. In a
#   Deny the negated operators restrict, also with IfExists. Keys and operators compare without case.
package lens.lib.conditions

_positive := {
	"stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike", "ipaddress", "bool", "null",
	"foranyvalue:stringequals", "foranyvalue:stringequalsignorecase", "foranyvalue:stringlike", "foranyvalue:arnequals", "foranyvalue:arnlike",
}

_negative := {"stringnotequals", "stringnotequalsignorecase", "stringnotlike", "arnnotequals", "arnnotlike", "notipaddress", "null"}

# [operator, key, values] of each condition of a statement that restricts: operator and key in lower case.
restricting(statement) := {[lower(operator), lower(key), values] |
	some operator, keys in statement.Condition
	some key, values in keys
	_restricts(statement.Effect, lower(operator), values)
}

# Whether a statement restricts one of `keys` (a set, in lower case).
restricts(statement, keys) if {
	some condition in restricting(statement)
	condition[1] in keys
}

_restricts("Allow", operator, values) if {
	operator in _positive
	operator != "null"
	count(values) > 0
	not "*" in values
}

_restricts("Allow", "null", values) if {lower(v) | some v in values} == {"false"}

_restricts("Deny", operator, values) if {
	trim_suffix(operator, "ifexists") in _negative
	not startswith(operator, "null")
	count(values) > 0
	not "*" in values
}

_restricts("Deny", "null", values) if {lower(v) | some v in values} == {"true"}
