package lens_test.lib.body_limits_test

import data.lens.lib.body_limits
import data.lens_test.testing

_id := "arn:aws:wafv2:us-east-1:111122223333:regional/webacl/a/1"

_facts(members) := testing.facts([testing.record("AWS::WAFv2::WebACL", _id, members)], {}, [])

_size(more) := {"SizeConstraintStatement": object.union(
	{"FieldToMatch": {"Body": {"OversizeHandling": "MATCH"}}, "ComparisonOperator": "GT", "Size": 8192},
	more,
)}

_blocks(statement) := {"Name": "size", "Statement": statement, "Action": {"Block": {}}}

_limits(rules, most) if {
	facts := _facts({"Rules": rules})
	body_limits.limits(_id, most) with input as facts
}

_doubtful(rules) := found if {
	facts := _facts({"Rules": rules})
	found := body_limits.doubtful(_id, 1048576) with input as facts
}

_json := {"FieldToMatch": {"JsonBody": {"OversizeHandling": "MATCH", "MatchScope": "ALL"}}}

_handling(how, size) := _blocks(_size({"FieldToMatch": {"Body": {"OversizeHandling": how}}, "Size": size}))

test_rules_of_its_own if {
	_limits([_blocks(_size({}))], 8192)
	not _limits([_blocks(_size({}))], 8191)
	_limits([_blocks(_size({"ComparisonOperator": "GE"}))], 8192)
	not _limits([_blocks(_size({"ComparisonOperator": "LT"}))], 8192)
	not _limits([object.union(object.remove(_blocks(_size({})), ["Action"]), {"Action": {"Count": {}}})], 8192)
	not _limits([], 8192)
}

test_parts_of_a_request if {
	headers := {"SizeConstraintStatement": {
		"FieldToMatch": {"SingleHeader": {"Name": "x"}},
		"ComparisonOperator": "GT", "Size": 1,
	}}
	_limits(
		[_blocks({"SizeConstraintStatement": object.union(
			{"ComparisonOperator": "GT", "Size": 8192},
			_json,
		)})],
		8192,
	)
	not _limits([_blocks(headers)], 8192)
}

# A size of some members of a JSON document says nothing of the rest, nor of other bodies.
test_parts_of_a_json_document if {
	every more in [
		{"MatchPattern": {"IncludedPaths": ["/prompt"]}, "MatchScope": "ALL"},
		{"MatchPattern": {"All": {}}, "MatchScope": "KEY"},
		{"MatchPattern": {"All": {}}, "MatchScope": "ALL", "InvalidFallbackBehavior": "NO_MATCH"},
	] {
		field := {"FieldToMatch": {"JsonBody": object.union({"OversizeHandling": "MATCH"}, more)}}
		size := {"ComparisonOperator": "GT", "Size": 8192}
		rule := _blocks({"SizeConstraintStatement": object.union(size, field)})
		not _limits([rule], 8192)
		_doubtful([rule]) == {"size"}
	}
}

test_statements_inside_others if {
	every name in ["AndStatement", "OrStatement"] {
		_limits([_blocks({name: {"Statements": [{"GeoMatchStatement": {}}, _size({})]}})], 8192)
	}
	_limits([_refusing("NO_MATCH", 8192)], 8192)
	not _limits([_blocks({"NotStatement": {"Statement": _size({})}})], 8192)
}

test_bodies_that_are_seen_in_part if {
	_limits([_handling("CONTINUE", 16383)], 1048576)
	not _limits([_handling("CONTINUE", 16384)], 1048576)
	_doubtful([_handling("CONTINUE", 16384)]) == {"size"}
	not _limits([_handling("NO_MATCH", 8192)], 1048576)
	_doubtful([_handling("NO_MATCH", 8192)]) == set()
	bare := _blocks({"SizeConstraintStatement": {
		"FieldToMatch": {"Body": {}},
		"ComparisonOperator": "GT", "Size": 8192,
	}})
	_limits([bare], 8192)
}

# What is said of the rest of a body is turned round too.
test_bodies_that_are_seen_in_part_inside_not if {
	every how in ["MATCH", "CONTINUE"] {
		not _limits([_refusing(how, 16384)], 1048576)
	}
	_limits([_refusing("CONTINUE", 8192)], 1048576)
	_limits([_refusing("NO_MATCH", 8192)], 1048576)
	not _limits([_refusing("MATCH", 8192)], 1048576)
	_doubtful([_refusing("MATCH", 8192)]) == set()
	_doubtful([_refusing("CONTINUE", 16384)]) == {"size"}
}

_refusing(how, size) := _blocks({"NotStatement": {"Statement": _size({
	"FieldToMatch": {"Body": {"OversizeHandling": how}},
	"ComparisonOperator": "LE",
	"Size": size,
})}})

test_large_bodies if {
	facts := _facts({"Rules": [_blocks(_size({}))]})
	body_limits.large(_id, 8191) == {"size"} with input as facts
	body_limits.large(_id, 8192) == set() with input as facts
}

_common(more) := {
	"Statement": {"ManagedRuleGroupStatement": object.union(
		{"VendorName": "AWS", "Name": "AWSManagedRulesCommonRuleSet"},
		more,
	)},
	"OverrideAction": {"None": {}},
}

_override(name, action) := {"RuleActionOverrides": [{"Name": name, "ActionToUse": {action: {}}}]}

test_common_rule_group if {
	_limits([_common({})], 8192)
	not _limits([_common({})], 8191)
	not _limits([_common({"VendorName": "other"})], 8192)
	not _limits([_common(_override("SizeRestrictions_BODY", "Count"))], 8192)
	not _limits([_common(_override("SizeRestrictions_BODY", "Allow"))], 8192)
	_limits([_common(_override("SizeRestrictions_BODY", "Captcha"))], 8192)
	_limits([_common(_override("NoUserAgent_HEADER", "Count"))], 8192)
	not _limits([_common({"ExcludedRules": [{"Name": "SizeRestrictions_BODY"}]})], 8192)
	_limits([_common({"ExcludedRules": [{"Name": "NoUserAgent_HEADER"}]})], 8192)
	not _limits([{"Statement": _common({}).Statement, "OverrideAction": {"Count": {}}}], 8192)
}

test_common_rule_group_for_a_part if {
	rules := [_common({"ScopeDownStatement": {"GeoMatchStatement": {}}})]
	not _limits(rules, 8192)
	_doubtful(rules) == {"AWS AWSManagedRulesCommonRuleSet"}
}

test_groups_of_firewall_manager if {
	every member in ["PreProcessFirewallManagerRuleGroups", "PostProcessFirewallManagerRuleGroups"] {
		facts := _facts({member: [{
			"Name": "fm",
			"FirewallManagerStatement": _common({}).Statement,
			"OverrideAction": {"None": {}},
		}]})
		body_limits.limits(_id, 8192) with input as facts
	}
}

test_groups_of_others if {
	other := "arn:aws:wafv2:us-east-1:999900001111:regional/rulegroup/x/1"
	facts := _facts({"Rules": [
		{"Statement": {"RuleGroupReferenceStatement": {"ARN": other}}},
		_common({"Name": "AWSManagedRulesSQLiRuleSet"}),
		_common({"VendorName": "Maker", "Name": "Rules"}),
	]})
	body_limits.foreign(_id) == {other, "Maker Rules"} with input as facts
}
