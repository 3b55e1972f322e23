# METADATA
# title: Restricting conditions (D4)
# description: |
#   Which conditions restrict, and to whom they limit a statement. Keys and operators are compared
#   without case. Source: IAM User Guide, "Condition operators" and "Set operators for multivalued
#   context keys": a positive operator does not match a key that is absent, unless it ends in IfExists
#   or begins with ForAllValues; a negated operator matches it, unless it begins with ForAnyValue.
package lens.lib.conditions

import data.lens.lib.condition_keys
import data.lens.lib.elements
import data.lens.lib.wildcards

_positive := {
	"stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike", "ipaddress", "bool",
}

_negated := {
	"stringnotequals", "stringnotequalsignorecase", "stringnotlike", "arnnotequals", "arnnotlike",
	"notipaddress",
}

# {[operator, key, values], ...}: the conditions of a statement whose operator restricts, with
# operator and key in lower case. No value is "*" alone.
restricting(statement) := {condition |
	some condition in _all(statement)
	_kind(condition) == _restricting[statement.Effect]
	values := condition[2]
	count(values) > 0
	not "*" in values
}

_restricting := {"Allow": "positive", "Deny": "negated"}

# {limit, ...}: a limit is a set of pins (see condition_keys). Whoever uses an Allow statement must
# match one pin of each limit. Each restricting condition of the statement makes a limit. So does
# each of the `denies`, which must deny all that the statement allows: those whom it spares
# are left. An unconditional Deny leaves nobody, which is a limit without pins.
limits(allow, denies) := {limit |
	some condition in _all(allow)
	limit := _pins("positive", condition)
} | {limit |
	some deny in denies
	limit := _spared(deny)
}

# Whether a limit has only pins of these kinds.
within(limit, kinds) if {
	every pin in limit { pin[0] in kinds }
}

# Whether a condition of an Allow on the source account or ARN rules out that a service calls for
# this account.
elsewhere(statement) if {
	some [operator, key, values] in _all(statement)
	trim_suffix(regex.replace(operator, `^for(any|all)values?:`, ""), "ifexists") in _positive
	count(values) > 0
	account := input.account
	every value in values { not _may_name(key, value, account) }
}

# Whether the value of a condition may match an account. Other keys say nothing about it.
_may_name(key, _, _) if not key in {"aws:sourceaccount", "aws:sourcearn"}

_may_name("aws:sourceaccount", value, account) if wildcards.matches(_guessed(value), account)

_may_name("aws:sourcearn", value, _) if count(split(value, ":")) < 6

_may_name("aws:sourcearn", value, account) if {
	wildcards.matches(split(_guessed(value), ":")[4], account)
}

# A variable may have any value.
_guessed(value) := regex.replace(value, `\$\{[^}]*\}`, "*")

# Each condition with its operator and key in lower case.
_all(statement) := {[_lower(operator), _lower(key), values] |
	some operator, keys in statement.Condition
	some key, values in keys
}

# Other characters than ASCII differ in lower case between engines, and are in no key or operator.
_lower(text) := lower(wildcards.ascii(text))

_kind(condition) := "positive" if trim_prefix(condition[0], "foranyvalue:") in _positive

_kind(condition) := "negated" if {
	trim_suffix(trim_prefix(condition[0], "forallvalues:"), "ifexists") in _negated
}

# `Bool` with `false` in a Deny, for all but AWS services.
_kind(["boolifexists", "aws:principalisawsservice", _]) := "negated"

# The pins of a condition. Undefined if its operator is of another kind, or a value pins nothing.
_pins(kind, condition) := pins if {
	_kind(condition) == kind
	[operator, key, values] := condition
	pins := condition_keys.pins(operator, key, values)
}

# Whom a Deny spares: those of its NotPrincipal, and those who match one of its conditions' pins.
# Undefined if it spares others too.
_spared(deny) := elements.spared(deny) | union(pins) if {
	all := _all(deny)
	pins := {found | some condition in all; found := _pins("negated", condition)}
	every condition in all { _pins("negated", condition) }
}
