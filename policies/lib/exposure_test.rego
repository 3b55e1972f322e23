package lens_test.exposure_test

import data.lens.lib.exposure
import data.lens_test.testing

_allow(principal, condition) := {"Effect": "Allow", "Principal": principal, "Condition": condition}

_anybody := {"AWS": ["*"]}

_foreign := "arn:aws:iam::999988887777:root"

_organization := testing.record(
	"AWS::Organizations::Organization",
	"arn:aws:organizations::999988887777:organization/o-ours",
	{"Id": "o-ours"},
)

_ours := found if {
	found := exposure.ours({"222233334444"}) with input as testing.facts([_organization], {}, [])
}

test_ours_are_the_account_its_organization_and_trusted_accounts if {
	_ours == {"111122223333", "222233334444", "o-ours", "resource"}
	alone := exposure.ours(set()) with input as testing.facts([], {}, [])
	alone == {"111122223333", "resource"}
}

_limits(condition) := exposure.limits(_allow(_anybody, condition), [])

test_limits_say_who_calls_from_where_or_for_whom if {
	every key, value in {
		"aws:PrincipalAccount": "111122223333",
		"aws:PrincipalIsAWSService": "true",
		"aws:PrincipalOrgPaths": "o-ours/*",
		"AWS:SourceVpc": "vpc-1",
		"aws:SourceVpce": "vpce-1",
		"aws:SourceIp": "203.0.113.0/24",
		"aws:SourceOrgID": "o-ours",
		"s3:DataAccessPointAccount": "111122223333",
	} {
		others := {"aws:PrincipalIsAWSService": "Bool", "aws:SourceIp": "IpAddress"}
		operator := object.get(others, key, "StringLike")
		count(_limits({operator: {key: [value]}})) == 1
	}
}

# Every VPC may have the private addresses, and the resource is ours.
test_other_conditions_are_no_limits if {
	_limits({
		"Bool": {"aws:SecureTransport": ["true"]},
		"StringEquals": {"aws:ResourceAccount": ["111122223333"], "aws:PrincipalTag/team": ["ai"]},
		"StringNotEquals": {"aws:PrincipalAccount": ["111122223333"]},
		"IpAddress": {"aws:VpcSourceIp": ["10.0.0.0/16"]},
	}) == set()
}

test_only_the_source_limits_a_service if {
	statement := _allow({"Service": ["bedrock.amazonaws.com"]}, {"StringEquals": {
		"aws:SourceAccount": ["111122223333"],
		"aws:PrincipalOrgID": ["o-ours"],
		"aws:SourceVpc": ["vpc-1"],
	}})
	exposure.sources(statement, []) == {{["source", "111122223333", "111122223333"]}}
}

_closed(condition) if exposure.closed(_limits(condition), _ours)

test_one_limit_to_those_inside_closes_a_statement if {
	_closed({"StringEquals": {"aws:PrincipalAccount": ["111122223333", "222233334444"]}})
	_closed({"StringEquals": {"aws:PrincipalOrgID": ["o-ours"]}})
	_closed({"StringEquals": {"aws:PrincipalOrgID": ["${aws:ResourceOrgID}"]}})
	_closed({"StringEquals": {"aws:SourceVpce": ["vpce-1"]}})
	_closed({"StringEquals": {"aws:PrincipalAccount": ["999988887777"], "aws:PrincipalOrgID": ["o-ours"]}})
}

test_limits_that_leave_outsiders_do_not_close_it if {
	not _closed({})
	not _closed({"StringEquals": {"aws:PrincipalAccount": ["111122223333", "999988887777"]}})
	not _closed({"StringEquals": {"aws:PrincipalOrgID": ["o-theirs"]}})
	not _closed({"StringEquals": {"aws:VpceAccount": ["999988887777"]}})
	not _closed({"Bool": {"aws:PrincipalIsAWSService": ["true"]}})
	not _closed({"IpAddress": {"aws:SourceIp": ["203.0.113.0/24"]}})
}

test_a_range_of_addresses if {
	exposure.addressed(_limits({"IpAddress": {"aws:SourceIp": ["203.0.113.0/24"]}}), _ours)
	exposure.addressed(_limits({"StringEquals": {"aws:SourceVpce": ["vpce-1"]}}), _ours)
	not exposure.addressed(_limits({"IpAddress": {"aws:SourceIp": ["0.0.0.0/0"]}}), _ours)
	not exposure.addressed(_limits({"StringEquals": {"aws:PrincipalAccount": ["999988887777"]}}), _ours)
}

_decided_by(condition) := exposure.organization_evidence(_limits(condition), {"111122223333", "resource"})

test_the_own_organization_decides if {
	_decided_by({"StringEquals": {"aws:PrincipalOrgID": ["o-theirs"]}}) == ["@own-organization"]
	_decided_by({"StringEquals": {
		"aws:PrincipalAccount": ["999988887777"],
		"aws:PrincipalOrgID": ["o-theirs"],
	}}) == ["@own-organization"]
}

test_the_own_organization_does_not_decide if {
	_decided_by({}) == []
	_decided_by({"StringEquals": {"aws:PrincipalAccount": ["999988887777"]}}) == []
	_decided_by({"StringEquals": {
		"aws:PrincipalAccount": ["111122223333"],
		"aws:PrincipalOrgID": ["o-theirs"],
	}}) == []
}

test_strangers_are_the_values_of_others if {
	arn := "arn:aws:iam::444455556666:role/*"
	exposure.strangers(
		_limits({"StringLike": {
			"aws:PrincipalAccount": ["111122223333", "999988887777"],
			"aws:PrincipalArn": [arn],
			"aws:SourceVpc": ["vpc-1"],
			"aws:PrincipalOrgID": ["o-theirs"],
		}}),
		_ours,
	) == {"999988887777", arn, "o-theirs"}
}

test_anyone if {
	exposure.anyone(_allow({"AWS": ["arn:aws:iam::111122223333:root", "*"]}, {}))
	exposure.anyone({"Effect": "Allow", "NotPrincipal": {"AWS": [_foreign]}, "Condition": {}})
	not exposure.anyone(_allow({"AWS": [_foreign]}, {}))
	exposure.anyone(_allow({"*": ["*"]}, {}))
	exposure.anyone(_allow({"AWS": ["arn:aws:iam::*:root"]}, {}))
	exposure.anyone(_allow({"Federated": ["*"]}, {}))
	not exposure.anyone(_allow({"Service": ["*"]}, {}))
}

_of(names) := exposure.principals(_allow({"AWS": names}, {}), _ours)

test_principals_of_other_accounts if {
	names := [
		_foreign,
		"arn:aws:iam::999988887777:role/r",
		"arn:aws:sts::999988887777:assumed-role/r/s",
		"999988887777",
	]
	_of(names) == {n | some n in names}
}

test_own_and_trusted_principals if {
	_of(["arn:aws:iam::111122223333:role/r", "111122223333", "arn:aws:iam::222233334444:root"]) == set()
}

test_names_without_an_account if {
	_of(["*", "AIDAEXAMPLEUSERID", "arn:aws:iam::cloudfront:user/E1", "arn:aws:s3:::b", ""]) == set()
}

test_a_deny_spares_no_service_for_its_account if {
	denies := [{"Effect": "Deny", "Principal": _anybody, "Condition": {"StringNotEquals": {
		"aws:PrincipalAccount": ["111122223333"],
		"aws:SourceAccount": ["111122223333"],
	}}}]
	statement := _allow({"Service": ["bedrock.amazonaws.com"]}, {})
	exposure.sources(statement, denies) == {{["source", "111122223333", "111122223333"]}}
	count(exposure.limits(statement, denies)) == 1
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
