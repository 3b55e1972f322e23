package lens_test.bucket_access_test

import data.lens.lib.bucket_access
import data.lens.lib.resource_policies
import data.lens_test.testing

_objects := "arn:aws:s3:::logs/*"

_statement(effect, principal, actions, condition) := {
	"Effect": effect,
	"Principal": principal,
	"Action": actions,
	"Resource": [_objects],
	"Condition": condition,
}

_all := {"AWS": ["*"]}

_bedrock := {"Service": ["bedrock.amazonaws.com"]}

_organization := testing.record(
	"AWS::Organizations::Organization",
	"arn:aws:organizations::999988887777:organization/o-ours",
	{"Id": "o-ours"},
)

_input := testing.facts([_organization], {}, [])

_trusted := {"222233334444"}

# The findings about the first of several statements.
_first(statements) := {[message, arguments] | some [message, arguments, _] in found} if {
	found := bucket_access.opens(statements, statements[0], _trusted) with input as _input
}

_opens(principal, condition) := _first([_statement("Allow", principal, ["s3:PutObject"], condition)])

_by_address(statements) if {
	resource_policies.by_address(statements, statements[0], "s3", _trusted) with input as _input
}

_to_anybody := {["open-to-anybody", []]}

_to(names) := {["open-to-others", [names]]}

_to_bedrock := {["open-to-customers", ["bedrock.amazonaws.com"]]}

test_everyone if {
	_opens(_all, {}) == _to_anybody
	_opens(_all, {"ArnLike": {"aws:PrincipalArn": ["arn:aws:iam::*:role/Admin"]}}) == _to_anybody
	_opens(_all, {"Null": {"aws:PrincipalOrgID": ["false"]}}) == _to_anybody
	_opens(_all, {"IpAddress": {"aws:SourceIp": ["0.0.0.0/0"]}}) == _to_anybody
	_first([{
		"Effect": "Allow",
		"NotPrincipal": {"AWS": ["444455556666"]},
		"NotAction": ["s3:PutObject"],
		"NotResource": [],
		"Condition": {},
	}]) == _to_anybody
}

test_everyone_inside if {
	_opens(_all, {"StringEquals": {"aws:PrincipalOrgID": ["o-ours"]}}) == set()
	_opens(_all, {"StringEquals": {"aws:PrincipalAccount": ["${aws:ResourceAccount}"]}}) == set()
	_opens(_all, {"StringEquals": {"aws:SourceVpce": ["vpce-1"]}}) == set()
	_opens(_all, {"StringEquals": {"s3:DataAccessPointAccount": ["111122223333"]}}) == set()
}

test_other_accounts_and_organizations if {
	_opens({"AWS": ["444455556666", "111122223333", "222233334444"]}, {}) == _to({"444455556666"})
	accounts := {"StringEquals": {"aws:PrincipalAccount": ["111122223333", "444455556666"]}}
	_opens(_all, accounts) == _to({"444455556666"})
	theirs := {"StringEquals": {"aws:PrincipalOrgID": ["o-theirs"]}}
	_opens(_all, theirs) == _to({"o-theirs"})
	_opens({"AWS": ["444455556666"]}, theirs) == _to({"444455556666"})
}

test_the_own_organization_excuses_another_account if {
	_opens({"AWS": ["444455556666"]}, {"StringEquals": {"aws:PrincipalOrgID": ["o-ours"]}}) == set()
}

test_an_organization_that_may_be_the_own_names_the_operation if {
	statement := _statement("Allow", {"AWS": ["444455556666"]}, ["s3:*"], {
		"StringEquals": {"aws:PrincipalOrgID": ["o-theirs"]},
	})
	[[_, _, operations]] := [found |
		some found in bucket_access.opens([statement], statement, _trusted) with input as _input
	]
	operations == ["@own-organization"]
}

test_a_service_for_this_account if {
	_opens(_bedrock, {"StringEquals": {"aws:SourceAccount": ["111122223333"]}}) == set()
	_opens(_bedrock, {"ArnLike": {"AWS:SourceArn": ["arn:aws:bedrock:*:111122223333:*"]}}) == set()
	_opens(_bedrock, {"StringEquals": {"aws:SourceOrgID": ["o-ours"]}}) == set()
	_first([_statement("Allow", _bedrock, ["s3:GetObject"], {})]) == set()
	_opens({"Service": ["ec2.amazonaws.com"]}, {}) == set()
}

test_a_service_for_anybody if {
	every condition in [
		{},
		{"StringLike": {"aws:SourceAccount": ["*"]}},
		{"StringLike": {"aws:SourceAccount": ["1111*"]}},
		{"StringLike": {"aws:SourceAccount": ["111122223333", "9*"]}},
		{"ArnLike": {"aws:SourceArn": ["arn:aws:bedrock:us-east-1:*:*"]}},
		{"StringEqualsIfExists": {"aws:SourceAccount": ["111122223333"]}},
		{"Null": {"aws:SourceAccount": ["false"]}},
		{"StringEquals": {"aws:SourceVpc": ["vpc-1"]}},
	] {
		_opens(_bedrock, condition) == _to_bedrock
	}
	_opens(_all, {"StringEquals": {"aws:PrincipalServiceName": ["bedrock.amazonaws.com"]}}) == _to_bedrock
	_opens(_all, {"StringEquals": {
		"aws:PrincipalServiceName": ["bedrock.amazonaws.com"],
		"aws:SourceVpce": ["vpce-1"],
	}}) == set()
}

test_a_service_for_another_account if {
	theirs := {"StringEquals": {"aws:SourceAccount": ["444455556666"]}}
	every service in ["bedrock.amazonaws.com", "logging.s3.amazonaws.com"] {
		_opens({"Service": [service]}, theirs) == _to({"444455556666"})
	}
	arn := "arn:aws:bedrock:us-east-1:444455556666:*"
	_opens(_bedrock, {"ArnLike": {"aws:SourceArn": [arn]}}) == _to({arn})
}

test_every_service if {
	_opens(_all, {"Bool": {"aws:PrincipalIsAWSService": ["true"]}}) == {["open-to-services", []]}
	_opens(_all, {
		"Bool": {"aws:PrincipalIsAWSService": ["true"]},
		"StringEquals": {"aws:SourceAccount": ["111122223333"]},
	}) == set()
}

test_a_range_of_addresses if {
	range := {"IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "198.51.100.7"]}}
	every principal in [_all, {"AWS": ["444455556666"]}] {
		_opens(principal, range) == set()
		_by_address([_statement("Allow", principal, ["s3:PutObject"], range)])
	}
	not _by_address([_statement("Allow", {"AWS": ["111122223333"]}, ["s3:*"], range)])
	not _by_address([_statement("Allow", _all, ["s3:*"], object.union(
		range,
		{"StringEquals": {"aws:SourceVpce": ["vpce-1"]}},
	))])
	not _by_address([_statement("Allow", _all, ["s3:*"], {})])
	not _by_address([_statement("Deny", _all, ["s3:*"], range)])
}

# A statement for everyone, and a Deny.
_with_deny(deny) := _first([_statement("Allow", _all, ["s3:GetObject", "s3:Put*"], {}), deny])

_others := {"StringNotEquals": {"aws:PrincipalOrgID": ["o-ours"]}}

_deny := _statement("Deny", _all, ["s3:*"], _others)

test_a_deny_of_all_others_closes_a_statement if {
	_with_deny(_deny) == set()
	_with_deny(object.union(_deny, {"Action": ["*"], "Resource": ["*"]})) == set()
	_with_deny(object.union(_deny, {"Action": ["s3:get*", "s3:PUT*"], "Resource": ["arn:aws:s3:::*"]})) == set()
	_with_deny(_statement("Deny", _all, ["s3:*"], {})) == set()
}

test_a_deny_of_less_does_not if {
	every changes in [
		{"Action": ["s3:GetObject"]},
		{"Action": ["s3:Get??????", "s3:P??*"]},
		{"Resource": ["arn:aws:s3:::logs/a/*"]},
		{"Principal": {"AWS": ["444455556666"]}},
		{"Condition": {
			"StringNotEquals": {"aws:PrincipalOrgID": ["o-ours"]},
			"Bool": {"aws:ViaAWSService": ["false"]},
		}},
	] {
		_with_deny(object.union(object.remove(_deny, object.keys(changes)), changes)) == _to_anybody
	}
}

# What the first statement opens beside a Deny that has other elements in the place of `removed`.
_beside(allow, removed, changes) := _first([
	object.union(_statement("Allow", _all, ["s3:GetObject"], {}), allow),
	object.union(object.remove(_deny, removed), changes),
])

test_a_deny_of_all_but_some_actions if {
	every spared in [["s3:ListBucket"], ["s3:*Version", "S3:ListBucket"], ["iam:*"], []] {
		_beside({}, ["Action"], {"NotAction": spared}) == set()
	}
	every spared in [["s3:Get*"], ["*"], ["s3:*t"]] {
		_beside({}, ["Action"], {"NotAction": spared}) == _to_anybody
	}
	location := {"NotAction": ["s3:GetBucketLocation"]}
	_beside({"Action": ["s3:Put*"]}, ["Action"], location) == set()
	_beside({"Action": ["s3:*"]}, ["Action"], location) == _to_anybody
	_beside({"Action": ["*"]}, ["Action"], {"NotAction": ["iam:*"]}) == set()
}

test_a_deny_of_all_but_some_resources if {
	every spared in [["arn:aws:s3:::logs"], ["arn:aws:s3:::other/*", "arn:aws:s3:::logo/*"], []] {
		_beside({}, ["Resource"], {"NotResource": spared}) == set()
	}
	every spared in [["arn:aws:s3:::logs/a"], ["arn:aws:s3:::l*"], ["*"], ["arn:aws:s3:::logs/*.png"]] {
		_beside({}, ["Resource"], {"NotResource": spared}) == _to_anybody
	}
	_beside({"Resource": ["arn:aws:s3:::logs/*.txt"]}, ["Resource"], {"NotResource": ["*.png"]}) == set()
}

test_a_deny_of_all_but_some_principals if {
	every own in [
		{"AWS": ["arn:aws:iam::111122223333:root", "arn:aws:iam::111122223333:role/r"]},
		{"AWS": ["222233334444", "AROAEXAMPLEEXAMPLE00"]},
		{"Federated": ["arn:aws:iam::111122223333:saml-provider/idp"]},
	] {
		_beside({}, ["Principal"], {"Condition": {}, "NotPrincipal": own}) == set()
	}
	foreign := {"AWS": ["111122223333", "444455556666"]}
	_beside({}, ["Principal", "Condition"], {"Condition": {}, "NotPrincipal": foreign}) == _to({"444455556666"})
	every nobody in [{"AWS": ["*"]}, {"*": ["*"]}, {"Service": ["*"]}, {"AWS": ["arn:aws:iam::*:root"]}] {
		_beside({}, ["Principal", "Condition"], {"Condition": {}, "NotPrincipal": nobody}) == _to_anybody
	}
	service := {"Condition": {}, "NotPrincipal": _bedrock}
	_beside({"Action": ["s3:PutObject"]}, ["Principal", "Condition"], service) == _to_bedrock
}

# The first statement is for Amazon Bedrock.
_service_beside(removed, changes) := _first([
	_statement("Allow", _bedrock, ["s3:PutObject"], {}),
	object.union(object.remove(_deny, removed), changes),
])

# A service has no account of its own, so no Deny spares it for its account.
test_a_deny_for_a_service if {
	here := {"aws:SourceAccount": ["111122223333"]}
	both := object.union(here, {"aws:PrincipalOrgID": ["o-ours"]})
	every own in [here, both] {
		_service_beside(["Condition"], {"Condition": {"StringNotEquals": own}}) == set()
		_service_beside(["Condition", "Principal"], {
			"Condition": {"StringNotEquals": own},
			"Principal": _bedrock,
		}) == set()
	}
	_service_beside(["Condition"], {"Condition": _others}) == set()
	_service_beside(["Condition", "Principal"], {
		"Condition": {"StringNotEquals": here},
		"Principal": {"Service": ["ec2.amazonaws.com"]},
	}) == _to_bedrock
	every kind, found in {"AWS": set(), "Service": _to_bedrock} {
		changes := {"Condition": {}, "NotPrincipal": {kind: {
			"AWS": ["111122223333"],
			"Service": ["bedrock.amazonaws.com"],
		}[kind]}}
		_service_beside(["Condition", "Principal"], changes) == found
	}
}

_unnamed(statements) := found if {
	found := resource_policies.unnamed(statements, statements[0], "s3", _trusted) with input as _input
}

_identity := "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1"

_canonical := "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"

# The identity, like a canonical user, may be any account's. Only people can say whose it is.
test_principals_without_an_account if {
	every principal in [
		{"AWS": [_identity]},
		{"CanonicalUser": [_canonical]},
		{"Federated": ["cognito-identity.amazonaws.com"]},
		{"Federated": ["accounts.google.com"]},
	] {
		name := [n | some names in principal; some n in names][0]
		_opens(principal, {}) == set()
		_unnamed([_statement("Allow", principal, ["s3:*"], {})]) == {name}
		_unnamed([_statement("Allow", principal, ["s3:*"], {}), _deny]) == set()
		endpoint := {"StringEquals": {"aws:SourceVpce": ["vpce-1"]}}
		_unnamed([_statement("Allow", principal, ["s3:*"], endpoint)]) == set()
		_unnamed([_statement("Deny", principal, ["s3:*"], {})]) == set()
		spared := object.union(object.remove(_deny, ["Principal", "Condition"]), {
			"Condition": {},
			"NotPrincipal": principal,
		})
		_with_deny(spared) == set()
		_unnamed([_statement("Allow", _all, ["s3:*"], {}), spared]) == {name}
	}
	_unnamed([_statement("Allow", _all, ["s3:*"], {})]) == set()
}

# The ARN of a provider of identities names an account.
test_federated_principals_of_an_account if {
	theirs := "arn:aws:iam::444455556666:oidc-provider/idp.example"
	_opens({"Federated": [theirs]}, {}) == _to({theirs})
	_opens({"Federated": ["arn:aws:iam::111122223333:saml-provider/idp"]}, {}) == set()
	_unnamed([_statement("Allow", {"Federated": [theirs]}, ["s3:*"], {})]) == set()
}

test_any_service_for_any_customer if _opens({"Service": ["*"]}, {}) == {["open-to-services", []]}

# Other characters than ASCII are one character to the library, and two objects to Amazon S3.
test_a_deny_of_other_objects_does_not if {
	allow := _statement("Allow", _all, ["s3:GetObject"], {})
	every pair in [["logs/ü*", "logs/é*"], ["logs/ü*", "logs/~*"]] {
		[open, shut] := pair
		_first([
			object.union(allow, {"Resource": [concat("", ["arn:aws:s3:::", open])]}),
			object.union(_deny, {"Resource": [concat("", ["arn:aws:s3:::", shut])]}),
		]) == _to_anybody
	}
	_first([
		object.union(allow, {"Resource": ["arn:aws:s3:::logs/ü*"]}),
		object.union(_deny, {"Resource": ["arn:aws:s3:::logs/*"]}),
	]) == set()
}

test_those_whom_a_deny_spares_are_judged if {
	_with_deny(_statement("Deny", _all, ["s3:*"], {"StringNotEquals": {
		"aws:PrincipalOrgID": ["o-ours"],
		"aws:PrincipalAccount": ["444455556666"],
	}})) == _to({"444455556666"})
	_with_deny(_statement("Deny", _all, ["s3:*"], object.union(
		_others,
		{"BoolIfExists": {"aws:PrincipalIsAWSService": ["false"]}},
	))) == {["open-to-services", []]}
	_by_address([_statement("Allow", _all, ["s3:*"], {}), _statement("Deny", _all, ["s3:*"], object.union(
		_others,
		{"NotIpAddress": {"aws:SourceIp": ["203.0.113.0/24"]}},
	))])
}
