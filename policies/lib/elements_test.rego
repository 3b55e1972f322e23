package lens_test.lib.elements_test

import data.lens.lib.elements

_all := {"AWS": ["*"]}

test_actions_of_a_statement if {
	elements.on_action({"Action": ["s3:Get*"]}, "s3:getobject")
	not elements.on_action({"Action": ["s3:Put*"]}, "s3:getobject")
	elements.on_action({"NotAction": ["s3:Put*"]}, "s3:getobject")
	not elements.on_action({"NotAction": ["S3:Get*"]}, "s3:getobject")
	not elements.on_action({}, "s3:getobject")
}

test_everybody if {
	every element in [
		_all,
		{"*": ["*"]},
		{"*": ["111122223333"]},
		{"AWS": ["111122223333", "arn:aws:iam::*:root"]},
		{"CanonicalUser": ["*"]},
		{"AWS": ["????????????"]},
	] {
		elements.everybody(element)
	}
	not elements.everybody({"Service": ["*"], "AWS": ["111122223333"]})
	not elements.everybody({})
}

test_owners if {
	every name, owner in {
		"111122223333": "111122223333",
		"arn:aws:iam::111122223333:root": "111122223333",
		"arn:aws-cn:sts::111122223333:assumed-role/r/s": "111122223333",
		"arn:aws:iam::111122223333:oidc-provider/idp.example": "111122223333",
		"AIDAEXAMPLEUSERID": "",
		"AROAEXAMPLEROLEID": "",
		"arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1": "?",
		"cognito-identity.amazonaws.com": "?",
		"": "?",
	} {
		elements.owner(name) == owner
	}
}

_spared(principal) := elements.spared({"NotPrincipal": principal})

test_whom_a_deny_spares if {
	elements.spared({"Principal": _all}) == set()
	_spared({"AWS": ["111122223333", "AROAEXAMPLEROLEID"], "Service": ["s3.amazonaws.com"]}) == {
		["caller", "111122223333", "111122223333"],
		["caller", "", "AROAEXAMPLEROLEID"],
		["service", "", "s3.amazonaws.com"],
	}
	_spared({"CanonicalUser": ["c"]}) == {["caller", "?", "c"]}
	not _spared(_all)
	not _spared({"AWS": ["111122223333"], "Service": ["*"]})
}

test_for_whom_a_deny_holds if {
	service := {"Service": ["s3.amazonaws.com"]}
	every principal in [service, {"AWS": ["111122223333"]}, {"*": ["*"]}] {
		elements.holds_for({"Principal": _all}, principal)
		elements.holds_for({"NotPrincipal": {"AWS": ["111122223333"]}}, principal)
		not elements.holds_for({"Principal": {"*": ["*"]}}, principal)
	}
	both := {"Service": ["s3.amazonaws.com", "ec2.amazonaws.com"]}
	elements.holds_for({"Principal": both}, service)
	not elements.holds_for({"Principal": service}, both)
	not elements.holds_for({"Principal": service}, object.union(service, {"AWS": ["111122223333"]}))
}

_denies(deny, allow) if {
	statements := [object.union({"Effect": "Deny", "Principal": _all}, deny)]
	count(elements.denying(statements, object.union({"Principal": _all}, allow), "s3")) == 1
}

test_a_deny_holds_for_the_actions_of_an_allow if {
	_denies({"Action": ["*"]}, {"Action": ["s3:*"]})
	_denies({"Action": ["S3:*"]}, {"Action": ["*"]})
	_denies({"Action": ["s3:?*"]}, {"NotAction": ["s3:Get*"]})
	_denies({"Action": ["s3:Get*"]}, {"Action": ["s3:GetObject", "iam:*"]})
	not _denies({"Action": ["s3:Get*"]}, {"Action": ["s3:*Object"]})
	not _denies({"Action": ["s3:Get*"]}, {"NotAction": ["s3:Put*"]})
	not _denies({"Effect": "Allow", "Action": ["*"]}, {"Action": ["s3:*"]})
	not _denies({"Principal": {"AWS": ["444455556666"]}, "Action": ["*"]}, {"Action": ["s3:*"]})
}

test_a_deny_with_not_action if {
	_denies({"NotAction": ["s3:GetBucketLocation"]}, {"Action": ["s3:GetObject*", "s3:Put*"]})
	_denies({"NotAction": ["sts:*"]}, {"Action": ["*:*"]})
	_denies({"NotAction": ["s3:GetObject"]}, {"NotAction": ["S3:get*"]})
	_denies({"NotAction": ["sts:*"]}, {"NotAction": ["s3:Get*"]})
	not _denies({"NotAction": ["s3:GetBucketLocation"]}, {"Action": ["s3:Get*"]})
	not _denies({"NotAction": ["s3:Get*"]}, {"NotAction": ["s3:GetObject"]})
	not _denies({"NotAction": ["s*"]}, {"Action": ["s3:GetObject"]})
}

test_a_deny_holds_for_the_resources_of_an_allow if {
	both := ["arn:aws:s3:::b", "arn:aws:s3:::b/*"]
	elements.on_resources({"Resource": ["arn:aws:s3:::b*"]}, {"Resource": both})
	elements.on_resources({"Resource": ["*"]}, {"NotResource": ["arn:aws:s3:::b"]})
	elements.on_resources({"NotResource": ["arn:aws:s3:::b"]}, {"NotResource": ["arn:aws:s3:::b*"]})
	elements.on_resources({"NotResource": ["arn:aws:s3:::b"]}, {"Resource": ["arn:aws:s3:::b/*"]})
	not elements.on_resources({"Resource": ["arn:aws:s3:::b/*"]}, {"Resource": both})
	not elements.on_resources({"Resource": ["arn:aws:s3:::b"]}, {"NotResource": ["arn:aws:s3:::c"]})
	not elements.on_resources({"NotResource": ["arn:aws:s3:::b*"]}, {"NotResource": ["arn:aws:s3:::b"]})
	not elements.on_resources({"NotResource": ["arn:aws:s3:::b/a"]}, {"Resource": ["arn:aws:s3:::b/*"]})
}

test_a_deny_that_shuts_a_service_out if {
	deny := {"Effect": "Deny", "Condition": {}}
	every principal in [
		{"Principal": _all},
		{"Principal": {"Service": ["s3.amazonaws.com", "ec2.amazonaws.com"]}},
		{"NotPrincipal": {"AWS": ["111122223333"], "Service": ["ec2.amazonaws.com"]}},
	] {
		elements.shuts_out(object.union(deny, principal), "s3.amazonaws.com")
		not elements.shuts_out(object.union(object.union(deny, principal), {"Effect": "Allow"}), "s3.amazonaws.com")
	}
	every principal in [
		{"Principal": {"AWS": ["111122223333"]}},
		{"NotPrincipal": {"Service": ["s3.amazonaws.com"]}},
		{"NotPrincipal": {"Service": ["*"]}},
		{"NotPrincipal": _all},
		{"Principal": _all, "Condition": {"Bool": {"aws:SecureTransport": ["false"]}}},
	] {
		not elements.shuts_out(object.union(deny, principal), "s3.amazonaws.com")
	}
}
