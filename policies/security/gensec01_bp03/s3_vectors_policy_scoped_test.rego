package lens_test.gensec01_bp03.s3_vectors_policy_scoped_test

import data.lens_test.testing

_control := "GENSEC01-BP03/s3-vectors-policy-scoped"

_id := testing.arn("s3vectors", "bucket/embeddings")

_record(properties) := testing.record("AWS::S3Vectors::VectorBucket", _id, properties)

_statement(principal, actions, condition) := {
	"Effect": "Allow",
	"Principal": principal,
	"Action": actions,
	"Resource": [_id],
	"Condition": condition,
}

_role := testing.iam("role/app")

_own := {"AWS": [_role]}

_other := {"AWS": ["arn:aws:iam::444455556666:root"]}

_policy_of(statements) := {"Version": "2012-10-17", "Statement": statements}

_with(statements) := _record({"GetVectorBucketPolicy": {"policy": _policy_of(statements)}})

_kinds(records, params, gaps) := testing.kinds(_control, testing.facts(records, {_control: params}, gaps))

_verdict(statements, params) := kind if {
	[kind] := _kinds([_with(statements)], params, [])
}

_found(statements) := [[r.kind, r.message, r.proof] |
	some r in testing.results(_control, testing.facts([_with(statements)], {}, []))
]

_at(i) := [{"id": _id, "pointer": sprintf("/properties/GetVectorBucketPolicy/policy/Statement/%d", [i])}]

test_own_principals_pass if _verdict([_statement(_own, ["s3vectors:QueryVectors"], {})], {}) == "pass"

test_everyone_fails if {
	open := _with([_statement({"AWS": ["*"]}, ["s3vectors:QueryVectors"], {})])
	testing.results(_control, testing.facts([open], {}, [])) == [{
		"kind": "fail",
		"subject": {"type": "AWS::S3Vectors::VectorBucket", "id": _id, "region": "us-east-1", "item": ""},
		"message": "the resource policy grants access to everyone",
		"proof": _at(0),
		"causes": [],
	}]
}

test_everyone_but_some_fails if {
	but := object.remove(_statement({}, ["s3vectors:QueryVectors"], {}), ["Principal"])
	_verdict([object.union(but, {"NotPrincipal": _other})], {}) == "fail"
}

test_other_account_fails if {
	statement := _statement(_other, ["s3vectors:QueryVectors"], {})
	_found([_statement(_own, ["s3vectors:QueryVectors"], {}), statement]) == [[
		"fail",
		concat(": ", [
			"the resource policy grants access outside the account and its organization",
			`"arn:aws:iam::444455556666:root"`,
		]),
		_at(1),
	]]
	_verdict([statement], {"trusted_accounts": ["444455556666"]}) == "pass"
}

_organization := testing.record(
	"AWS::Organizations::Organization",
	"arn:aws:organizations::999988887777:organization/o-ours",
	{"Id": "o-ours"},
)

test_own_organization if {
	inside := {"StringEquals": {"aws:PrincipalOrgID": ["o-ours"]}}
	shared := _with([_statement({"AWS": ["*"]}, ["s3vectors:QueryVectors"], inside)])
	_kinds([shared, _organization], {}, []) == ["pass"]
	_kinds([shared], {}, []) == ["fail"]
	_kinds([shared], {}, [testing.gap("organizations:DescribeOrganization", "global")]) == ["unknown"]
}

test_service_for_any_customer_fails if {
	_found([_statement({"Service": ["quicksight.amazonaws.com"]}, ["s3vectors:QueryVectors"], {})]) == [[
		"fail",
		concat(": ", [
			`the resource policy lets "quicksight.amazonaws.com" in for any customer`,
			"no source account or ARN is named",
		]),
		_at(0),
	]]
}

test_deleted_principal_passes if {
	_verdict([_statement({"AWS": ["AROAEXAMPLEEXAMPLE00"]}, ["s3vectors:QueryVectors"], {})], {}) == "pass"
}

test_range_of_addresses_review if {
	range := {"IpAddress": {"aws:SourceIp": ["203.0.113.0/24"]}}
	_found([_statement({"AWS": ["*"]}, ["s3vectors:QueryVectors"], range)]) == [[
		"review",
		"the resource policy grants access by public IP address or unique id, not by account",
		_at(0),
	]]
}

test_deny_lets_nobody_in_passes if {
	_verdict([object.union(_statement({"AWS": ["*"]}, ["*"], {}), {"Effect": "Deny"})], {}) == "pass"
}

test_policy_that_was_not_read_unknown if {
	_kinds([_record({})], {}, [testing.gap("s3vectors:GetVectorBucketPolicy", _id)]) == ["unknown"]
	[found] := testing.results(_control, testing.facts([_with([])], {}, []))
	found.kind == "unknown"
	found.message == "the resource policy could not be read"
	found.proof == [{"id": _id, "pointer": "/properties"}]
}

test_denied_listing_unknown if {
	denied := [testing.gap("s3vectors:ListVectorBuckets", "us-east-1")]
	_kinds([], {}, denied) == ["unknown"]
	sort(_kinds([_with([_statement(_own, ["s3vectors:QueryVectors"], {})])], {}, denied)) == ["pass", "unknown"]
}

test_nothing_to_share_not_applicable if _kinds([], {}, []) == ["not_applicable"]

test_no_policy_passes if {
	_kinds([_record({"GetVectorBucketPolicy": {"absent": "NotFoundException"}})], {}, []) == ["pass"]
}

test_administration_fails if {
	_found([_statement(_own, ["s3vectors:Put*", "s3vectors:DeleteVectorBucket"], {})]) == [[
		"fail",
		sprintf("%s %s %s: %s", [
			"the resource policy allows",
			`"s3vectors:DeleteVectorBucket", "s3vectors:PutVectorBucketPolicy"`,
			"to principals that admin_principals does not name",
			concat("", [`"`, _role, `"`]),
		]),
		_at(0),
	]]
	every action in ["*", "s3vectors:*", "S3VECTORS:putvectorbucketpolicy", "s3vectors:Delete*Policy"] {
		_verdict([_statement(_own, [action], {})], {}) == "fail"
	}
	not_action := object.remove(_statement(_own, [], {}), ["Action"])
	_verdict([object.union(not_action, {"NotAction": ["s3vectors:Get*"]})], {}) == "fail"
}

test_work_with_vectors_passes if {
	every action in ["s3vectors:PutVectors", "s3vectors:DeleteVectors", "s3vectors:Query*"] {
		_verdict([_statement(_own, [action], {})], {}) == "pass"
	}
}

test_administrators_pass if {
	admins := {"admin_principals": [testing.iam("role/a*")]}
	_verdict([_statement(_own, ["s3vectors:*"], {})], admins) == "pass"
	_verdict([_statement({"AWS": [_role, testing.iam("role/b")]}, ["s3vectors:*"], {})], admins) == "fail"
	others := {"admin_principals": [testing.iam("role/b")]}
	_verdict([_statement({"AWS": [_role]}, ["s3vectors:*"], {})], others) == "fail"
	named := {"ArnEquals": {"aws:PrincipalArn": [_role]}}
	_verdict([_statement({"AWS": ["*"]}, ["s3vectors:*"], named)], admins) == "pass"
	account := {"StringEquals": {"aws:PrincipalAccount": ["111122223333"]}}
	_verdict([_statement({"AWS": ["*"]}, ["s3vectors:*"], account)], admins) == "fail"
}

test_administration_that_is_denied_passes if {
	deny := object.union(_statement({"AWS": ["*"]}, ["s3vectors:*Bucket*"], {}), {"Effect": "Deny"})
	_verdict([_statement(_own, ["s3vectors:*"], {}), deny], {}) == "pass"
}
