# METADATA
# title: Rate limits of web ACLs
# description: |
#   A web ACL limits rates if a rate-based rule of its own, or of a rule group of the account, blocks,
#   challenges or asks for a CAPTCHA. Rules that only count do not. A rule with a scope-down statement
#   counts a part of the requests, and says nothing of all others. So does a rule whose keys a request may
#   lack, such as a cookie or a header with an address.
#   What managed rule groups and those of other accounts do is not read.
package lens.lib.web_acls

import data.lens.lib.group

# Whether a rule limits all requests to a web ACL, to `most` in 5 minutes or fewer.
limits(acl, most) if {
	some rule in _rates(acl)
	rule.part == {}
	_low(rule, most)
}

# Whether a rule limits at least a part of the requests.
limits_some(acl, most) if {
	some rule in _rates(acl)
	_low(rule, most)
}

# The names of the rules that limit a part of the requests.
narrowed(acl, most) := {rule.name | some rule in _rates(acl); rule.part != {}; _low(rule, most)}

# The names of the rules that let more requests through.
high(acl, most) := {rule.name | some rule in _rates(acl); not _low(rule, most)}

# The ARNs or names of its rule groups that are managed or belong to other accounts. They may limit
# rates.
foreign(acl) := {name | some name in object.get(_foreign, acl, [])}

# Whether a web ACL was not read, or a rule group of the account that it refers to.
unclear(acl) if acl in _unread

unclear(acl) if {
	contains(acl, ":wafv2:")
	not acl in _read
}

is_classic(acl) if {
	acl != ""
	not contains(acl, ":wafv2:")
}

_read := {acl.id | some acl in input.resources["AWS::WAFv2::WebACL"]}

_foreign := group.by_first({[acl.id, name] |
	some acl in input.resources["AWS::WAFv2::WebACL"]
	some name in _foreign_of(acl)
})

# Ids of the web ACLs with a rule group of the account that was not read.
_unread := {acl.id |
	some acl in input.resources["AWS::WAFv2::WebACL"]
	some rule in acl.properties.Rules
	arn := _referred(rule).ARN
	_owner(arn) == input.account
	not _rules[arn]
}

# Id of a web ACL -> {name, statement} of its rules that stop requests, also of those in rule groups
# of the account.
stopping := group.by_first({[acl.id, shown] |
	some acl in input.resources["AWS::WAFv2::WebACL"]
	some rule in acl.properties.Rules
	some shown in _stopping(rule)
})

_stopping(rule) := {_plain(rule) | stops(rule.Action)} | {_plain(inner) |
	reference := _referred(rule)
	some inner in _rules[reference.ARN]
	stops(_action(inner, reference))
}

_plain(rule) := {"name": object.get(rule, "Name", ""), "statement": rule.Statement}

_rates(acl) := object.get(_of_acl, acl, [])

# Id of a web ACL -> its rate-based rules that stop requests.
_of_acl := {acl: rates |
	some acl, rules in stopping
	rates := [_shown(rule) | some rule in rules; rule.statement.RateBasedStatement]
}

# AWS counts the requests of 5 minutes if the rule does not say otherwise.
_shown(rule) := {
	"name": rule.name,
	"limit": statement.Limit,
	"seconds": object.get(statement, "EvaluationWindowSec", 300),
	"part": object.union(object.get(statement, "ScopeDownStatement", {}), {name: keys |
		some name in _optional
		keys := [key[name] | some key in _keys(statement)]
		count(keys) > 0
	}),
} if {
	statement := rule.statement.RateBasedStatement
}

_keys(statement) := array.concat(
	object.get(statement, "CustomKeys", []),
	[{"ForwardedIP": {}} | statement.AggregateKeyType == "FORWARDED_IP"],
)

# AWS WAF leaves out requests that lack a key. Whoever sends them decides about these.
_optional := {"Cookie", "ForwardedIP", "Header", "LabelNamespace", "QueryArgument", "QueryString"}

_low(rule, most) if rule.limit * 300 <= most * rule.seconds

# The reference of a rule to a rule group, unless all rules of the group only count.
_referred(rule) := rule.Statement.RuleGroupReferenceStatement if not rule.OverrideAction.Count

# Whether an action blocks, challenges or asks for a CAPTCHA.
stops(action) if {
	some kind in ["Block", "Challenge", "Captcha"]
	action[kind]
}

# The action of a rule in a group: the group's, or what the web ACL sets instead. Excluded rules
# only count.
_action(rule, reference) := action if {
	some override in reference.RuleActionOverrides
	override.Name == rule.Name
	action := override.ActionToUse
} else := {"Count": {}} if {
	some excluded in reference.ExcludedRules
	excluded.Name == rule.Name
} else := rule.Action

# ARN of each rule group that was read -> its rules.
_rules := {g.id: g.properties.Rules | some g in input.resources["AWS::WAFv2::RuleGroup"]}

_owner(arn) := split(arn, ":")[4]

_foreign_of(acl) := ({name |
	some member in ["PreProcessFirewallManagerRuleGroups", "PostProcessFirewallManagerRuleGroups"]
	some managed in acl.properties[member]
	name := managed.Name
} | {name |
	some rule in acl.properties.Rules
	managed := rule.Statement.ManagedRuleGroupStatement
	not rule.OverrideAction.Count
	name := sprintf("%s %s", [managed.VendorName, managed.Name])
}) | {arn |
	some rule in acl.properties.Rules
	arn := _referred(rule).ARN
	_owner(arn) != input.account
}
