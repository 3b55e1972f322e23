package lens_test.condition_keys_test

import data.lens.lib.condition_keys

_pins(key, operator, value) := [kind, owner] if [kind, owner, _] := condition_keys.pin(operator, key, value)

test_values_that_pin if {
	every example in [
		["aws:principalaccount", "111122223333", "caller", "111122223333"],
		["aws:principalaccount", "${AWS:ResourceAccount}", "caller", "resource"],
		["aws:principalarn", "arn:aws:iam::111122223333:role/*", "caller", "111122223333"],
		["aws:userid", "AROAEXAMPLEID:*", "caller", ""],
		["lambda:sourcefunctionarn", "arn:aws:lambda:*:111122223333:function:f", "caller", "111122223333"],
		["aws:principalorgid", "o-a1b2c3d4e5", "caller-organization", "o-a1b2c3d4e5"],
		["aws:principalorgid", "${aws:ResourceOrgID}", "caller-organization", "resource"],
		["aws:principalorgpaths", "o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/*", "caller-organization", "o-a1b2c3d4e5"],
		["aws:sourceaccount", "111122223333", "source", "111122223333"],
		["aws:sourcearn", "arn:aws:bedrock:*:111122223333:*", "source", "111122223333"],
		["aws:sourceorgid", "o-abc", "source-organization", "o-abc"],
		["aws:sourceorgpaths", "o-abc/*", "source-organization", "o-abc"],
		["aws:principalservicename", "cloudtrail.amazonaws.com", "service", ""],
		["aws:sourcevpc", "vpc-0a1b2c3d", "network", ""],
		["aws:sourcevpce", "vpce-0a1b2c3d", "network", ""],
		["aws:sourcevpcarn", "arn:aws:ec2:us-east-1:111122223333:vpc/vpc-1", "network", "111122223333"],
		["aws:vpceaccount", "111122223333", "network", "111122223333"],
		["aws:vpceorgid", "o-abc", "network", "o-abc"],
		["aws:sourceip", "203.0.113.0/24", "addresses", ""],
		["aws:sourceip", "203.0.113.7", "addresses", ""],
		["aws:vpcsourceip", "10.0.0.0/16", "endpoint-addresses", ""],
		["aws:resourceaccount", "111122223333", "resource", "111122223333"],
		["aws:resourceorgpaths", "o-abc/*", "resource-organization", "o-abc"],
		["s3:dataaccesspointaccount", "111122223333", "access-point", "111122223333"],
	] {
		[key, value, kind, owner] := example
		_pins(key, "stringlike", value) == [kind, owner]
	}
}

test_values_that_pin_nothing if {
	every example in [
		["aws:principalaccount", "????????????"],
		["aws:principalaccount", "*1*"],
		["aws:principalaccount", "anonymous"],
		["aws:principalaccount", "${aws:PrincipalAccount}"],
		["aws:principalarn", "arn:aws:iam::*:role/Admin"],
		["aws:principalarn", "arn:aws:*:*:*:*"],
		["aws:principalarn", "arn:aws:iam::${aws:PrincipalAccount}:role/r"],
		["aws:userid", "*:session"],
		["aws:principalorgid", "o-*"],
		["aws:principalorgid", "${aws:PrincipalOrgID}"],
		["aws:principalorgpaths", "o-*/r-ab12/*"],
		["aws:principalorgpaths", "*/ou-ab12-11111111/*"],
		["aws:sourcearn", "arn:aws:bedrock:us-east-1:*:*"],
		["aws:sourcearn", "arn:aws:s3:::bucket"],
		["aws:principalservicename", "*.amazonaws.com"],
		["aws:sourcevpc", "vpc-*"],
		["aws:sourcevpc", "${aws:Ec2InstanceSourceVpc}"],
		["aws:sourceip", "0.0.0.0/0"],
		["aws:sourceip", "0.0.0.0/1"],
		["aws:sourceip", "example"],
		["aws:principaltag/team", "111122223333"],
		["aws:principaltype", "Account"],
	] {
		[key, value] := example
		not _pins(key, "stringlike", value)
	}
}

# The path of a role may hold colons: arn:aws:iam::444455556666:role/:iam::111122223333:role/r.
test_a_wildcard_before_the_account_of_a_principal_pins_nothing_where_texts_are_compared if {
	value := "arn:*:iam::111122223333:role/r"
	not _pins("aws:principalarn", "foranyvalue:stringlike", value)
	_pins("aws:principalarn", "arnlike", value) == ["caller", "111122223333"]
	_pins("aws:principalarn", "stringequals", "arn:aws:iam::111122223333:role/r") == ["caller", "111122223333"]
}

test_a_flag_pins_by_its_operator if {
	_pins("aws:principalisawsservice", "bool", "True") == ["service", ""]
	_pins("aws:principalisawsservice", "boolifexists", "false") == ["service", ""]
	not _pins("aws:principalisawsservice", "bool", "false")
	not _pins("aws:principalisawsservice", "boolifexists", "true")
}
