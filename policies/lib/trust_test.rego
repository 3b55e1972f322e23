package lens_test.trust_test

import data.lens.lib.trust

_statement(principal, condition) := {"Effect": "Allow", "Principal": principal, "Condition": condition}

_bedrock := "bedrock.amazonaws.com"

_mixed := _statement({"Service": [_bedrock, "ec2.amazonaws.com"], "AWS": [_bedrock, "*"]}, {})

test_services_are_the_known_ones if {
	trust.services(_mixed, {_bedrock, "kendra.amazonaws.com"}) == {_bedrock}
	trust.services(_statement({"Service": ["*"]}, {}), {_bedrock}) == {_bedrock}
	trust.services(_statement({"AWS": ["*"]}, {}), {_bedrock}) == set()
}

test_others_are_all_but_the_known_services if {
	trust.others(_mixed, {_bedrock}) == {"ec2.amazonaws.com", _bedrock, "*"}
	trust.others(_statement({"Service": [_bedrock]}, {}), {_bedrock}) == set()
	trust.others(_statement({"Federated": ["cognito-identity.amazonaws.com"]}, {}), {_bedrock}) == {
		"cognito-identity.amazonaws.com",
	}
}

_under(condition) := _statement({"Service": [_bedrock]}, condition)

_scoped(statements) if {
	role := {"properties": {"AssumeRolePolicyDocument": {"Statement": statements}}}
	found := trust.sources(role, statements[0], {_bedrock})
	trust.only_this_account(found) with input as {"account": "111122223333"}
}

_names_account(condition) if _scoped([_under(condition)])

test_names_account_by_each_value if {
	_names_account({"StringEquals": {"aws:SourceAccount": ["111122223333"]}})
	_names_account({"StringEquals": {"aws:SourceAccount": ["${aws:ResourceAccount}"]}})
	_names_account({"ArnLike": {"AWS:SourceArn": ["arn:aws:bedrock:*:111122223333:*"]}})
	_names_account({
		"StringEquals": {"aws:SourceAccount": ["111122223333", "444455556666"]},
		"ArnLike": {"AWS:SourceArn": ["arn:aws:bedrock:*:111122223333:*"]},
	})
	not _names_account({})
	not _names_account({"StringEquals": {"aws:SourceAccount": ["111122223333", "444455556666"]}})
	not _names_account({"StringEqualsIfExists": {"aws:SourceAccount": ["111122223333"]}})
	not _names_account({"Null": {"aws:SourceAccount": ["false"]}})
	not _names_account({"StringEquals": {"aws:PrincipalAccount": ["111122223333"]}})
}

_others_denied := {
	"Effect": "Deny",
	"Principal": {"AWS": ["*"]},
	"Action": ["sts:AssumeRole"],
	"Condition": {"StringNotEquals": {"aws:SourceAccount": ["111122223333"]}},
}

_beside(changes) if {
	_scoped([_under({}), object.union(object.remove(_others_denied, object.keys(changes)), changes)])
}

test_a_deny_of_all_other_accounts_scopes_the_service if {
	_beside({})
	_beside({"Principal": {"Service": [_bedrock, "ec2.amazonaws.com"]}})
	_beside({"Action": ["sts:*"]})
	_beside({"Condition": {"StringNotEqualsIfExists": {"aws:SourceAccount": ["111122223333"]}}})
	_beside({"Condition": {"StringNotEquals": {
		"aws:SourceAccount": ["111122223333"],
		"aws:PrincipalAccount": ["111122223333"],
	}}})
}

test_a_deny_of_all_but_what_it_names if {
	every other in [
		{"NotAction": ["sts:TagSession"]},
		{"Action": ["*"]},
	] {
		_scoped([_under({}), object.union(object.remove(_others_denied, ["Action"]), other)])
	}
	not _scoped([_under({}), object.union(object.remove(_others_denied, ["Action"]), {"NotAction": ["sts:*"]})])
	not _beside({"Principal": {"*": ["*"]}})
	not _beside({"Principal": {"Service": ["*"]}})
}

# The Deny is silent when a call lacks the key, and then the Allow lets the service in for anybody.
# IAM's documentation does not promise that a service always sends aws:SourceAccount. Without the
# second condition the same Deny holds for calls without the key.
test_a_deny_of_calls_that_have_the_key_does_not if {
	here := {"StringNotEquals": {"aws:SourceAccount": ["111122223333"]}}
	_beside({"Condition": here})
	not _beside({"Condition": object.union(here, {"Null": {"aws:SourceAccount": ["false"]}})})
}

test_a_deny_of_less_does_not if {
	not _beside({"Effect": "Allow"})
	not _beside({"Principal": {"AWS": ["444455556666"]}})
	not _beside({"Principal": {"Service": ["ec2.amazonaws.com"]}})
	not _beside({"Action": ["sts:TagSession"]})
	not _beside({"Condition": {"StringNotEquals": {"aws:SourceAccount": ["111122223333", "444455556666"]}}})
	not _beside({"Condition": {"StringNotEquals": {
		"aws:SourceAccount": ["111122223333"],
		"aws:PrincipalTag/team": ["ai"],
	}}})
}

test_source_arns_of_each_condition if {
	condition := {
		"ArnLike": {"aws:SourceArn": ["arn:a", "arn:b"]},
		"StringLike": {"AWS:SourceArn": ["arn:c"]},
		"Null": {"aws:SourceArn": ["false"]},
		"StringEquals": {"aws:SourceAccount": ["111122223333"]},
	}
	trust.source_arns(_under(condition)) == {["arn:a", "arn:b"], ["arn:c"]}
	trust.source_arns(_under({})) == set()
}

_role(statements) := {"properties": {"AssumeRolePolicyDocument": {"Statement": statements}}}

_faults(statement) := found if {
	found := trust.faults(_role([statement]), statement, {_bedrock}) with input as {"account": "111122223333"}
}

_here := {"StringEquals": {"aws:SourceAccount": ["111122223333"]}}

test_faults_are_all_but_the_services_for_this_account if {
	_faults(_under(_here)) == set()
	_faults(_under({})) == {["any-customer", [{_bedrock}]]}
	both := {"Service": [_bedrock, "ec2.amazonaws.com"]}
	_faults(_statement(both, _here)) == {["others", [{"ec2.amazonaws.com"}]]}
	_faults({"Effect": "Allow", "NotPrincipal": {"AWS": ["x"]}, "Condition": {}}) == {["not-principal", []]}
}

_deciding(statement) := found if {
	role := _role([statement])
	found := trust.deciding_arns(role, statement, {_bedrock}) with input as {"account": "111122223333"}
}

test_arns_decide_where_nothing_else_limits_the_service if {
	arns := {"ArnLike": {"aws:SourceArn": ["arn:aws:bedrock:*:111122223333:*"]}}
	_deciding(_under(arns)) == {["arn:aws:bedrock:*:111122223333:*"]}
	not _deciding(_under(object.union(arns, _here)))
	not _deciding(_statement({"Service": ["ec2.amazonaws.com"]}, arns))
}
