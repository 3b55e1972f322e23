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
	web_acls.limits(_acl({}).id, 100) with input as facts
}

_foreign(members) := found if {
	facts := testing.facts([_acl(members)], {}, [])
	found := web_acls.foreign(_acl(members).id) with input as facts
}

_statement(more) := object.union(_rate("Block"), {"Statement": {"RateBasedStatement": more}})

test_scope_down_limits_a_part if {
	facts := _facts([_statement({"ScopeDownStatement": {"GeoMatchStatement": {}}})], [])
	not web_acls.limits(_acl({}).id, 100) with input as facts
	web_acls.limits_some(_acl({}).id, 100) with input as facts
	web_acls.narrowed(_acl({}).id, 100) == {"rate"} with input as facts
	web_acls.narrowed(_acl({}).id, 99) == set() with input as facts
}

test_two_keys_of_one_kind if {
	keys := [{"Header": {"Name": name}} | some name in ["a", "b"]]
	facts := _facts([_statement({"CustomKeys": keys})], [])
	web_acls.narrowed(_acl({}).id, 100) == {"rate"} with input as facts
}

test_keys_that_a_request_may_lack if {
	every key in [{"Header": {"Name": "id"}}, {"Cookie": {}}, {"QueryArgument": {}}, {"QueryString": {}}] {
		facts := _facts([_statement({"CustomKeys": [{"IP": {}}, key]})], [])
		not web_acls.limits(_acl({}).id, 100) with input as facts
		web_acls.narrowed(_acl({}).id, 100) == {"rate"} with input as facts
	}
	_limiting([_statement({"CustomKeys": [{"IP": {}}, {"HTTPMethod": {}}, {"UriPath": {}}]})], [])
}

# Whoever sends no such header is not counted.
test_address_that_a_header_says if {
	every more in [
		{"AggregateKeyType": "FORWARDED_IP", "ForwardedIPConfig": {"HeaderName": "x", "FallbackBehavior": "MATCH"}},
		{"AggregateKeyType": "CUSTOM_KEYS", "CustomKeys": [{"ForwardedIP": {}}]},
	] {
		facts := _facts([_statement(more)], [])
		not web_acls.limits(_acl({}).id, 100) with input as facts
		web_acls.narrowed(_acl({}).id, 100) == {"rate"} with input as facts
	}
	_limiting([_statement({"AggregateKeyType": "IP"})], [])
}

test_high_limit if {
	facts := _facts([_rate("Block")], [])
	not web_acls.limits(_acl({}).id, 99) with input as facts
	not web_acls.limits_some(_acl({}).id, 99) with input as facts
	web_acls.high(_acl({}).id, 99) == {"rate"} with input as facts
	web_acls.high(_acl({}).id, 100) == set() with input as facts
	short := _facts([_statement({"EvaluationWindowSec": 60})], [])
	web_acls.high(_acl({}).id, 499) == {"rate"} with input as short
	web_acls.limits(_acl({}).id, 500) with input as short
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
}

_unclear(rules, groups) if {
	facts := _facts(rules, groups)
	web_acls.unclear(_acl({}).id) with input as facts
}

test_own_group_that_was_not_read if {
	_unclear([_refers(_own, {})], [])
	not _unclear([_refers(_own, {})], [_group("Count")])
	not _unclear([_refers(_other, {}), _counted(_refers(_own, {}))], [])
}

test_web_acl_that_was_not_read if {
	facts := _facts([], [])
	web_acls.unclear(_arn("111122223333", "webacl", "b")) with input as facts
	not web_acls.unclear("") with input as facts
}

test_classic if {
	web_acls.is_classic("arn:aws:waf-regional:us-east-1:111122223333:webacl/1")
	not web_acls.is_classic(_acl({}).id)
	not web_acls.is_classic("")
}

test_rules_that_stop if {
	facts := _facts([_rate("Block"), _rate("Count"), _refers(_own, {})], [_group("Captcha")])
	rule := {"name": "rate", "statement": _rate("Block").Statement}
	web_acls.stopping == {_acl({}).id: [rule]} with input as facts
}
