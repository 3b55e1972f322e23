package lens_test.exposure_test

import data.lens.lib.exposure
import data.lens_test.testing

_allow(principal, condition) := {"Effect": "Allow", "Principal": principal, "Condition": condition}

_anybody := {"AWS": ["*"]}

_foreign := "arn:aws:iam::999988887777:root"

_external(statement, trusted) := found if {
	found := exposure.external(statement, trusted) with input as testing.facts([], {}, [])
}

_of(names) := _external(_allow({"AWS": names}, {}), [])

test_a_wildcard_is_public if {
	exposure.public(_allow(_anybody, {}))
	exposure.public(_allow({"AWS": ["arn:aws:iam::111122223333:root", "*"]}, {}))
}

test_not_principal_is_public if {
	exposure.public({"Effect": "Allow", "NotPrincipal": {"AWS": [_foreign]}, "Condition": {}})
}

test_a_named_principal_is_not_public if not exposure.public(_allow({"AWS": [_foreign]}, {}))

test_a_deny_is_not_public if not exposure.public({"Effect": "Deny", "Principal": _anybody, "Condition": {}})

test_conditions_on_who_or_from_where_excuse if {
	every key in [
		"aws:PrincipalAccount", "aws:PrincipalOrgID", "aws:PrincipalOrgPaths", "aws:PrincipalArn",
		"aws:SourceAccount", "aws:SourceArn", "aws:SourceOrgID", "AWS:SourceVpc", "aws:SourceVpce",
	] {
		not exposure.public(_allow(_anybody, {"StringEquals": {key: ["x"]}}))
	}
}

test_other_conditions_do_not_excuse if {
	exposure.public(_allow(_anybody, {"Bool": {"aws:SecureTransport": ["true"]}}))
	exposure.public(_allow(_anybody, {"StringLike": {"aws:PrincipalArn": ["*"]}}))
	exposure.public(_allow(_anybody, {"StringNotEquals": {"aws:PrincipalAccount": ["111122223333"]}}))
}

test_other_accounts_are_external if {
	names := [
		_foreign,
		"arn:aws:iam::999988887777:role/r",
		"arn:aws:sts::999988887777:assumed-role/r/s",
		"999988887777",
	]
	_of(names) == {n | some n in names}
}

test_the_own_account_is_not_external if _of(["arn:aws:iam::111122223333:role/r", "111122223333"]) == set()

test_names_without_an_account_are_not_external if {
	_of(["*", "AIDAEXAMPLEUSERID", "arn:aws:iam::cloudfront:user/E1", "arn:aws:s3:::b", ""]) == set()
}

test_trusted_accounts_are_not_external if {
	_external(_allow({"AWS": [_foreign, "444455556666"]}, {}), ["999988887777"]) == {"444455556666"}
}

test_a_deny_is_not_external if {
	_external({"Effect": "Deny", "Principal": {"AWS": [_foreign]}, "Condition": {}}, []) == set()
}

test_a_literal_organization_excuses if {
	every condition in [
		{"StringEquals": {"aws:PrincipalOrgID": ["o-a1b2c3d4e5"]}},
		{"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": ["o-a1b2c3d4e5/*"]}},
	] {
		_external(_allow({"AWS": [_foreign]}, condition), []) == set()
	}
}

test_a_pattern_of_organizations_does_not_excuse if {
	every condition in [
		{"StringLike": {"aws:PrincipalOrgID": ["o-*"]}},
		{"StringEquals": {"aws:PrincipalOrgID": ["o-a1b2c3d4e5", "x"]}},
		{"Null": {"aws:PrincipalOrgID": ["false"]}},
		{"StringEqualsIfExists": {"aws:PrincipalOrgID": ["o-a1b2c3d4e5"]}},
		{"StringEquals": {"aws:SourceVpc": ["vpc-1"]}},
		{"StringEquals": {"aws:PrincipalTag/organization": ["o-a1b2c3d4e5"]}},
	] {
		_external(_allow({"AWS": [_foreign]}, condition), []) == {_foreign}
	}
}

test_accounts_that_a_condition_names_behind_a_wildcard_are_external if {
	condition := {
		"StringEquals": {"aws:PrincipalAccount": ["111122223333", "999988887777"]},
		"ArnLike": {"aws:PrincipalArn": ["arn:aws:iam::444455556666:role/*"]},
	}
	_external(_allow(_anybody, condition), []) == {"999988887777", "arn:aws:iam::444455556666:role/*"}
	_external(_allow({"AWS": ["111122223333"]}, condition), []) == set()
	_external(_allow(_anybody, {"StringEquals": {"aws:PrincipalTag/team": ["999988887777"]}}), []) == set()
}

test_services if {
	exposure.services(_allow(
		{"Service": ["bedrock.amazonaws.com", "s3.amazonaws.com"]},
		{},
	)) == {"bedrock.amazonaws.com", "s3.amazonaws.com"}
	exposure.services(_allow(_anybody, {})) == set()
	exposure.services({
		"Effect": "Deny",
		"Principal": {"Service": ["s3.amazonaws.com"]},
		"Condition": {},
	}) == set()
}
