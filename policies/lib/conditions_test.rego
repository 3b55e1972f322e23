package lens_test.conditions_test

import data.lens.lib.conditions

_allow(condition) := {"Effect": "Allow", "Condition": condition}

_deny(condition) := {"Effect": "Deny", "Condition": condition}

# The restricting operators of a statement.
_restricting(statement) := {c[0] | some c in conditions.restricting(statement)}

_on_key(operators) := {operator: {"aws:SourceAccount": ["111122223333"]} | some operator in operators}

test_positive_operators_restrict_an_allow if {
	plain := {"StringEquals", "StringEqualsIgnoreCase", "StringLike", "ArnEquals", "ArnLike"}
	operators := (plain | {"IpAddress", "Bool"}) | {sprintf("ForAnyValue:%s", [o]) | some o in plain}
	_restricting(_allow(_on_key(operators))) == {lower(o) | some o in operators}
}

test_if_exists_does_not_restrict_an_allow if {
	_restricting(_allow(_on_key({"StringEqualsIfExists", "ArnLikeIfExists"}))) == set()
}

test_for_all_values_does_not_restrict_an_allow if {
	_restricting(_allow(_on_key({"ForAllValues:StringEquals"}))) == set()
}

test_negated_operator_does_not_restrict_an_allow if {
	_restricting(_allow(_on_key({"StringNotEquals", "ArnNotLike"}))) == set()
}

test_negated_operators_restrict_a_deny if {
	plain := {
		"StringNotEquals", "StringNotEqualsIgnoreCase", "StringNotLike", "ArnNotEquals", "ArnNotLike",
		"NotIpAddress",
	}
	operators := plain | {sprintf("%sIfExists", [o]) | some o in plain}
	_restricting(_deny(_on_key(operators))) == {lower(o) | some o in operators}
}

test_positive_operator_does_not_restrict_a_deny if {
	_restricting(_deny(_on_key({"StringEquals", "ArnLike", "Bool"}))) == set()
}

test_operator_and_key_compare_without_case if {
	conditions.restricting(_allow({"STRINGEQUALS": {
		"AWS:sourceACCOUNT": ["1"],
	}})) == {["stringequals", "aws:sourceaccount", ["1"]]}
}

test_star_alone_does_not_restrict if {
	_restricting(_allow({"StringLike": {"aws:SourceAccount": ["111122223333", "*"]}})) == set()
	_restricting(_deny({"StringNotLike": {"aws:SourceAccount": ["*"]}})) == set()
}

test_star_within_a_value_restricts if {
	_restricting(_allow({"StringLike": {"aws:SourceArn": ["arn:aws:*"]}})) == {"stringlike"}
}

test_no_value_does_not_restrict if {
	_restricting(_allow({"StringLike": {"aws:SourceAccount": []}})) == set()
	_restricting(_deny({"StringNotLike": {"aws:SourceAccount": []}})) == set()
}

test_null_never_restricts if {
	every value in ["true", "false"] {
		_restricting(_allow({"Null": {"aws:SourceAccount": [value]}})) == set()
		_restricting(_deny({"Null": {"aws:SourceAccount": [value]}})) == set()
	}
}

test_for_any_value_does_not_restrict_a_deny if {
	any := {"ForAnyValue:StringNotEquals", "ForAnyValue:StringNotEqualsIfExists"}
	_restricting(_deny(_on_key(any))) == set()
	all := "ForAllValues:StringNotEqualsIfExists"
	_restricting(_deny(_on_key({all}))) == {lower(all)}
}

_own := "111122223333"

_account := ["caller", _own, _own]

_organization := ["caller-organization", "o-abc", "o-abc"]

test_each_restricting_condition_of_an_allow_is_a_limit if {
	statement := _allow({
		"StringEquals": {"aws:PrincipalAccount": [_own], "aws:PrincipalOrgID": ["o-abc"]},
		"StringLike": {"aws:PrincipalArn": ["arn:aws:iam::*:role/Admin"], "aws:PrincipalTag/team": ["x"]},
		"StringEqualsIfExists": {"aws:SourceAccount": [_own]},
	})
	conditions.limits(statement, []) == {{_account}, {_organization}}
}

test_each_value_of_a_limit_pins_something if {
	conditions.limits(_allow({"StringLike": {"aws:PrincipalAccount": [_own, "1*"]}}), []) == set()
	conditions.limits(_allow({"StringLike": {"aws:PrincipalAccount": []}}), []) == set()
}

_beside(deny) := conditions.limits(_allow({}), [_deny(deny)])

test_a_deny_leaves_those_whom_its_conditions_spare if {
	_beside({"StringNotEquals": {"aws:PrincipalAccount": [_own]}}) == {{_account}}
	_beside({
		"StringNotEqualsIfExists": {"aws:PrincipalAccount": [_own], "aws:PrincipalOrgID": ["o-abc"]},
		"BoolIfExists": {"aws:PrincipalIsAWSService": ["false"]},
	}) == {{_account, _organization, ["service", "", "false"]}}
}

test_a_deny_without_conditions_leaves_nobody if _beside({}) == {set()}

_role := "arn:aws:iam::111122223333:role/r"

test_a_condition_that_spares_others_too_makes_a_deny_no_limit if {
	every condition in [
		{"StringNotEquals": {"aws:PrincipalTag/team": ["x"]}},
		{"StringEquals": {"aws:RequestedRegion": ["us-east-1"]}},
		{"Bool": {"aws:ViaAWSService": ["false"]}},
		{"Bool": {"aws:PrincipalIsAWSService": ["false"]}}, # unsigned requests lack the key
		{"Null": {"aws:PrincipalOrgID": ["true"]}},
		{"ForAnyValue:StringNotLike": {"aws:PrincipalOrgPaths": ["o-abc/*"]}},
		{"StringNotLike": {"aws:PrincipalAccount": ["*"]}},
	] {
		_beside(object.union(condition, {"ArnNotEquals": {"aws:PrincipalArn": [_role]}})) == set()
	}
}

test_within if {
	conditions.within({_account, _organization}, {"caller", "caller-organization"})
	not conditions.within({_account, _organization}, {"caller"})
}

_elsewhere(condition) if conditions.elsewhere(_allow(condition)) with input as {"account": _own}

test_a_source_of_another_account_rules_this_account_out if {
	_elsewhere({"StringEquals": {"aws:SourceAccount": ["444455556666"]}})
	_elsewhere({"StringEqualsIfExists": {"aws:SourceAccount": ["444455556666", "777788889999"]}})
	_elsewhere({"ArnLike": {"AWS:SourceArn": ["arn:aws:bedrock:*:444455556666:*"]}})
	_elsewhere({"StringEquals": {
		"aws:SourceAccount": [_own],
		"aws:SourceArn": ["arn:aws:bedrock:*:444455556666:*"],
	}})
}

test_a_source_that_may_be_this_account_does_not_rule_it_out if {
	not _elsewhere({})
	not _elsewhere({"StringEquals": {"aws:SourceAccount": ["444455556666", _own]}})
	not _elsewhere({"StringEquals": {"aws:SourceAccount": ["${aws:ResourceAccount}"]}})
	not _elsewhere({"StringLike": {"aws:SourceAccount": ["1111*"]}})
	not _elsewhere({"ArnLike": {"aws:SourceArn": ["arn:aws:bedrock:*:*:*"]}})
	not _elsewhere({"StringLike": {"aws:SourceArn": ["arn:aws:bedrock:*"]}})
	not _elsewhere({"StringNotEquals": {"aws:SourceAccount": ["444455556666"]}})
	not _elsewhere({"StringEquals": {"aws:PrincipalAccount": ["444455556666"]}})
	not _elsewhere({"StringEquals": {"aws:SourceAccount": []}})
}
