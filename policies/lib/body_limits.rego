# METADATA
# title: Size limits of web ACLs
# description: |
#   A web ACL limits the size of bodies if a rule of its own, or of a rule group of the account, stops
#   requests whose body is larger than a number of bytes, or if it has AWS's common rule group, which
#   stops those of more than 8 KB. A condition beside the size in the same rule is not judged. AWS WAF
#   looks at the first part of a body alone, of 16 KB or more: what is larger than that matches only if the
#   rule says so. Source: AWS WAF Developer Guide, "Oversize web request components".
package lens.lib.body_limits

import data.lens.lib.group
import data.lens.lib.web_acls

# Whether a web ACL limits bodies to at most so many bytes.
limits(acl, most) if {
	some rule in object.get(_own, acl, [])
	rule.size <= most
	_sees(rule)
	not rule.part
}

limits(acl, most) if {
	some part in object.get(_common, acl, [])
	part == {}
	most >= 8192
}

# The names of the rules that may limit bodies: they leave it open what happens to a body of which
# AWS WAF sees a part alone, they look at a part, or the common rule group is for a part of the
# requests.
doubtful(acl, most) := {rule.name |
	some rule in object.get(_own, acl, [])
	rule.size <= most
	_leaves(rule)
	rule.oversize != "NO_MATCH"
} | {_common_name | some part in object.get(_common, acl, []); part != {}}

# The names of the rules that let larger bodies through.
large(acl, most) := {rule.name | some rule in object.get(_own, acl, []); rule.size > most}

# The ARNs or names of its rule groups that belong to others. They may limit bodies. Of those that
# AWS manages, only the common one does.
foreign(acl) := {name |
	some name in web_acls.foreign(acl)
	not startswith(name, "AWS ")
}

_leaves(rule) if not _sees(rule)

_leaves(rule) if rule.part

_sees(rule) if rule.oversize == "MATCH"

_sees(rule) if {
	rule.oversize == "CONTINUE"
	rule.size < 16384
}

# Id of a web ACL -> its rules that stop large bodies: {name, size, oversize, part}. `oversize` is
# MATCH if they stop a body of which AWS WAF sees a part alone, also where a statement is negated.
# `part` is whether they are for some members of a JSON document, or for JSON alone.
_own := group.by_first({[acl, limit] |
	some acl, rules in web_acls.stopping
	some rule in rules
	walk(rule.statement, [path, size])
	path[count(path) - 1] == "SizeConstraintStatement"
	negated := count([step | some step in path; step == "NotStatement"])
	size.ComparisonOperator in _larger[negated]
	some part in ["Body", "JsonBody"]
	body := size.FieldToMatch[part]
	said := object.get(body, "OversizeHandling", "CONTINUE")
	oversize := object.get(_turned[negated], said, said)
	limit := {"name": rule.name, "size": size.Size, "oversize": oversize, "part": _for_a_part(part, body)}
})

default _for_a_part(_, _) := false

_for_a_part("JsonBody", body) if body.MatchPattern.IncludedPaths

_for_a_part("JsonBody", body) if body.MatchScope == "KEY"

_for_a_part("JsonBody", body) if body.InvalidFallbackBehavior == "NO_MATCH"

# What a negated statement makes of an answer.
_turned := {0: {}, 1: {"MATCH": "NO_MATCH", "NO_MATCH": "MATCH"}}

# How many times a statement is negated -> the operators that match a larger body.
_larger := {0: {"GT", "GE"}, 1: {"LT", "LE"}}

_common_name := "AWS AWSManagedRulesCommonRuleSet"

# Id of a web ACL -> the statement that narrows AWS's common rule group, {} without one.
_common := group.by_first({[acl.id, object.get(managed, "ScopeDownStatement", {})] |
	some acl in input.resources["AWS::WAFv2::WebACL"]
	some entry in _entries(acl)
	not entry.OverrideAction.Count
	managed := _managed(entry)
	managed.VendorName == "AWS"
	managed.Name == "AWSManagedRulesCommonRuleSet"
	not _spares(managed)
})

_entries(acl) := [entry |
	some member in ["Rules", "PreProcessFirewallManagerRuleGroups", "PostProcessFirewallManagerRuleGroups"]
	some entry in acl.properties[member]
]

_managed(entry) := entry.Statement.ManagedRuleGroupStatement

_managed(entry) := entry.FirewallManagerStatement.ManagedRuleGroupStatement if not entry.Statement

# Whether the rule for bodies does not stop requests there.
_spares(managed) if {
	some override in managed.RuleActionOverrides
	override.Name == _rule
	action := override.ActionToUse
	not web_acls.stops(action)
}

_spares(managed) if {
	some excluded in managed.ExcludedRules
	excluded.Name == _rule
}

_rule := "SizeRestrictions_BODY"
