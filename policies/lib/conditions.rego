# METADATA
# title: Restricting conditions (D4)
# description: |
#   In an Allow a condition restricts if its operator is positive, without IfExists and
#   ForAllValues, and no value is "*" alone. In a Deny the negated operators restrict, also with
#   IfExists. Keys and operators are compared without case.
package lens.lib.conditions

_positive := {
	"stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike", "ipaddress", "bool", "null",
	"foranyvalue:stringequals", "foranyvalue:stringequalsignorecase", "foranyvalue:stringlike",
	"foranyvalue:arnequals", "foranyvalue:arnlike",
}

_negative := {
	"stringnotequals", "stringnotequalsignorecase", "stringnotlike", "arnnotequals", "arnnotlike",
	"notipaddress", "null",
}

# {[operator, key, values], ...}: the conditions of a statement that restrict, with operator and key
# in lower case.
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

# Whether a condition requires a named account or organization as the source of a service's call.
# Each value must name one: a wildcard in its place matches every customer. Null only requires that
# the key exists.
names_source(statement) if {
	some [operator, key, values] in restricting(statement)
	operator != "null"
	every value in values { regex.match(_source[key], value) }
}

_source := {
	"aws:sourceaccount": `^[^*?]+$`,
	"aws:sourcearn": `^([^:]*:){4}[0-9]{12}:`,
	"aws:sourceorgid": `^[^*?]+$`,
	"aws:sourceorgpaths": `^[^*?/]+/`,
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
