package lens_test.condition_keys_test

import data.lens.lib.condition_keys

_pins(key, operator, value) := [kind, owner] if {
	some [kind, owner, _] in condition_keys.pins(operator, key, [value])
}

test_values_that_pin if {
	every example in [
		["aws:principalaccount", "111122223333", "caller", "111122223333"],
		["aws:principalaccount", "${AWS:ResourceAccount}", "caller", "resource"],
		["aws:principalarn", "arn:aws:iam::111122223333:role/*", "caller", "111122223333"],
		["aws:userid", "AROAEXAMPLEID:*", "caller", ""],
		["aws:userid", "111122223333", "caller", "111122223333"],
		["aws:userid", "111122223333:*", "caller", "111122223333"],
		["lambda:sourcefunctionarn", "arn:aws:lambda:us-east-1:111122223333:function:f", "caller", "111122223333"],
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
		["s3:dataaccesspointarn", "arn:aws:s3:*:111122223333:accesspoint/*", "access-point", "111122223333"],
		["aws:requestedregion", "eu-*", "region", ""],
		["aws:resourcetag/team", "ai", "resource-tag", ""],
		["aws:resourcetag/team", "${aws:PrincipalTag/team}", "resource-tag", ""],
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
		["aws:requestedregion", "*-1"],
		["aws:resourcetag/team", "?*"],
		["aws:resourcetag/team", "${aws:ResourceTag/team}"],
		["aws:userid", "1111*"],
	] {
		[key, value] := example
		not _pins(key, "stringlike", value)
	}
}

# The path of a role may hold colons: arn:aws:iam::444455556666:role/:iam::111122223333:role/r. The
# name of a log group may be a number: arn:aws:logs:us-east-1:444455556666:log-group:111122223333:*.
test_a_wildcard_before_the_account_pins_nothing_where_texts_are_compared if {
	every example in [
		["aws:principalarn", "arn:*:iam::111122223333:role/r"],
		["aws:sourcearn", "arn:*:*:*:111122223333:*"],
		["aws:sourcearn", "arn:aws:*:*:111122223333:*"],
		["aws:sourcearn", "arn:aws:logs:*:111122223333:*"],
		["aws:sourcearn", "arn:*:bedrock:us-east-1:111122223333:*"],
		["aws:sourcearn", "arn:aws:bedroc?:us-east-1:111122223333:*"],
		["aws:sourcevpcarn", "arn:aws:*:us-east-1:111122223333:vpc/*"],
		["lambda:sourcefunctionarn", "arn:aws:lambda:*:111122223333:*"],
		["codebuild:projectarn", "arn:aws:codebuild*:us-east-1:111122223333:project/*"],
		["s3:dataaccesspointarn", "arn:*:s3:*:111122223333:accesspoint/*"],
	] {
		[key, value] := example
		every operator in ["stringlike", "foranyvalue:stringlike", "stringnotlike", "stringnotlikeifexists"] {
			not _pins(key, operator, value)
		}
		every operator in ["arnlike", "arnequals", "arnnotlike", "stringequals", "stringequalsignorecase"] {
			_pins(key, operator, value)[1] == "111122223333"
		}
	}
	_pins("aws:principalarn", "stringlike", "arn:aws:iam::111122223333:role/*") == ["caller", "111122223333"]
}

test_one_value_that_pins_nothing_opens_a_condition if {
	not condition_keys.pins("stringlike", "aws:sourceaccount", ["111122223333", "*1*"])
	not condition_keys.pins("stringlike", "aws:sourceaccount", [])
}

test_ranges_of_one_condition_are_judged_together if {
	some_ranges := [sprintf("%d.0.0.0/8", [n]) | some n in numbers.range(1, 16)]
	count(condition_keys.pins("ipaddress", "aws:sourceip", some_ranges)) == 16
	all := [sprintf("%d.0.0.0/8", [n]) | some n in numbers.range(0, 255)]
	not condition_keys.pins("ipaddress", "aws:sourceip", all)
	not condition_keys.pins("notipaddress", "aws:sourceip", all)
}

test_a_flag_pins_by_its_operator if {
	_pins("aws:principalisawsservice", "bool", "True") == ["service", ""]
	_pins("aws:principalisawsservice", "boolifexists", "false") == ["service", ""]
	not _pins("aws:principalisawsservice", "bool", "false")
	not _pins("aws:principalisawsservice", "boolifexists", "true")
}
