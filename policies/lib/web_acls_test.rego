package lens_test.lib.web_acls_test

import data.lens.lib.web_acls
import data.lens_test.testing

_arn(account, kind, name) := sprintf("arn:aws:wafv2:us-east-1:%s:regional/%s/%s/1", [account, kind, name])

_acl(members) := testing.record("AWS::WAFv2::WebACL", _arn("111122223333", "webacl", "a"), members)

_rate(action) := {"Name": "rate", "Statement": {"RateBasedStatement": {"Limit": 100}}, "Action": {action: {}}}

_own := _arn("111122223333", "rulegroup", "own")

_other := _arn("999900001111", "rulegroup", "other")

_group(action) := testing.record("AWS::WAFv2::RuleGroup", _own, {"Rules": [_rate(action)]})

_refers(arn, members) := {"Statement": {"RuleGroupReferenceStatement": object.union({"ARN": arn}, members)}}

_managed := {"Statement": {"ManagedRuleGroupStatement": {"VendorName": "AWS", "Name": "Bots"}}}

_counted(rule) := object.union(rule, {"OverrideAction": {"Count": {}}})

_facts(rules, groups) := testing.facts(array.concat([_acl({"Rules": rules})], groups), {}, [])

_limiting(rules, groups) if {
	facts := _facts(rules, groups)
	limiting := web_acls.limiting with input as facts
	count(limiting) == 1
}

_foreign(members) := found if {
	facts := testing.facts([_acl(members)], {}, [])
	foreign := web_acls.foreign with input as facts
	found := {pair[1] | some pair in foreign}
}

test_own_rules if {
	every action in ["Block", "Challenge", "Captcha"] { _limiting([_rate(action)], []) }
	not _limiting([_rate("Count")], [])
	not _limiting([_rate("Allow")], [])
	not _limiting([{"Statement": {"GeoMatchStatement": {}}, "Action": {"Block": {}}}], [])
}

test_own_groups if {
	_limiting([_refers(_own, {})], [_group("Block")])
	not _limiting([_refers(_own, {})], [_group("Count")])
	not _limiting([_counted(_refers(_own, {}))], [_group("Block")])
	not _limiting([_refers(_own, {})], [])
}

test_overrides_in_a_group if {
	counts := [{"Name": "rate", "ActionToUse": {"Count": {}}}]
	blocks := [{"Name": "rate", "ActionToUse": {"Block": {}}}]
	not _limiting([_refers(_own, {"RuleActionOverrides": counts})], [_group("Block")])
	_limiting([_refers(_own, {"RuleActionOverrides": blocks})], [_group("Count")])
	not _limiting([_refers(_own, {"ExcludedRules": [{"Name": "rate"}]})], [_group("Block")])
	_limiting([_refers(_own, {"ExcludedRules": [{"Name": "other"}]})], [_group("Block")])
}

test_foreign_groups if {
	_foreign({"Rules": [_managed]}) == {"AWS Bots"}
	_foreign({"Rules": [_refers(_other, {})]}) == {_other}
	_foreign({"Rules": [object.union(_managed, _refers(_other, {}))]}) == {"AWS Bots", _other}
	_foreign({"PreProcessFirewallManagerRuleGroups": [{"Name": "pre"}]}) == {"pre"}
	_foreign({"PostProcessFirewallManagerRuleGroups": [{"Name": "post"}]}) == {"post"}
}

test_groups_that_do_not_matter if {
	_foreign({"Rules": [_counted(_managed), _counted(_refers(_other, {})), _refers(_own, {})]}) == set()
	_foreign({"Rules": [_managed, _rate("Block")]}) == set()
}

test_own_group_that_was_not_read if {
	unread := _facts([_refers(_own, {})], [])
	web_acls.unread == {_acl({}).id} with input as unread
	read := _facts([_refers(_own, {})], [_group("Count")])
	web_acls.unread == set() with input as read
	other := _facts([_refers(_other, {}), _counted(_refers(_own, {}))], [])
	web_acls.unread == set() with input as other
}
