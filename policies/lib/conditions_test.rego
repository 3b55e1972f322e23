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

test_null_false_restricts_an_allow if {
	_restricting(_allow({"Null": {"aws:SourceAccount": ["false"]}})) == {"null"}
	_restricting(_allow({"Null": {"aws:SourceAccount": ["true"]}})) == set()
	_restricting(_allow({"Null": {"aws:SourceAccount": ["true", "false"]}})) == set()
}

test_null_true_restricts_a_deny if {
	_restricting(_deny({"Null": {"aws:SourceAccount": ["True"]}})) == {"null"}
	_restricting(_deny({"Null": {"aws:SourceAccount": ["false"]}})) == set()
}

test_restricts_one_of_the_keys_asked_for if {
	conditions.restricts(_allow(_on_key({"StringEquals"})), {"aws:sourceaccount", "aws:sourcearn"})
}

test_restricts_no_other_key if not conditions.restricts(_allow(_on_key({"StringEquals"})), {"aws:sourcearn"})

test_no_condition_does_not_restrict if {
	not conditions.restricts({"Effect": "Allow", "Condition": {}}, {"aws:sourcearn"})
}

test_a_named_account_or_organization_names_the_source if {
	every key, value in {
		"aws:SourceAccount": "111122223333",
		"aws:SourceArn": "arn:aws:bedrock:*:111122223333:*",
		"aws:SourceOrgID": "o-abc",
		"aws:SourceOrgPaths": "o-abc/r-x/*",
	} {
		conditions.names_source(_allow({"StringLike": {key: [value]}}))
	}
}

test_a_wildcard_names_no_source if {
	every key, value in {
		"aws:SourceAccount": "1111*",
		"aws:SourceArn": "arn:aws:bedrock:*:*:*",
		"aws:SourceOrgID": "o-*",
		"aws:SourceOrgPaths": "o-*/r-x/*",
		"aws:PrincipalOrgID": "o-abc",
	} {
		not conditions.names_source(_allow({"StringLike": {key: [value]}}))
	}
	not conditions.names_source(_allow({"Null": {"aws:SourceAccount": ["false"]}}))
}
