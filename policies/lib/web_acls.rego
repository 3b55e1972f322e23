# METADATA
# title: Rate limits of web ACLs
# description: |
#   A web ACL limits rates if a rate-based rule of its own, or of a rule group of the account, blocks,
#   challenges or asks for a CAPTCHA. Rules that only count do not. What managed rule groups and those
#   of other accounts do is not read.
package lens.lib.web_acls

# Ids of the web ACLs with such a rule.
limiting := {acl.id |
	some acl in input.resources["AWS::WAFv2::WebACL"]
	some rule in acl.properties.Rules
	_limits(rule)
}

# {[id of a web ACL that is not in `limiting`, ARN or name of a rule group]}: groups that are
# managed or belong to other accounts. They may limit rates.
foreign := {[acl.id, name] |
	some acl in input.resources["AWS::WAFv2::WebACL"]
	not _known(acl)
	some name in _foreign_of(acl)
}

_known(acl) if acl.id in limiting

# Ids of the web ACLs with a rule group of the account that was not read.
unread := {acl.id |
	some acl in input.resources["AWS::WAFv2::WebACL"]
	some rule in acl.properties.Rules
	arn := _referred(rule).ARN
	_owner(arn) == input.account
	not _rules[arn]
}

_limits(rule) if {
	rule.Statement.RateBasedStatement
	_stops(rule.Action)
}

_limits(rule) if {
	reference := _referred(rule)
	some inner in _rules[reference.ARN]
	inner.Statement.RateBasedStatement
	_stops(_action(inner, reference))
}

# The reference of a rule to a rule group, unless all rules of the group only count.
_referred(rule) := rule.Statement.RuleGroupReferenceStatement if not rule.OverrideAction.Count

_stops(action) if {
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
	some group in acl.properties[member]
	name := group.Name
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
