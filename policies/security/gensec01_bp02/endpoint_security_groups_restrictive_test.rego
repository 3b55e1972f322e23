package lens_test.gensec01_bp02.endpoint_security_groups_restrictive_test

import data.lens_test.testing

_control := "GENSEC01-BP02/endpoint-security-groups-restrictive"

_id := testing.arn("ec2", "vpc-endpoint/vpce-1")

_group_id(name) := testing.arn("ec2", sprintf("security-group/%s", [name]))

_of_groups(groups) := testing.record("AWS::EC2::VPCEndpoint", _id, {
	"VpcEndpointId": "vpce-1", "VpcId": "vpc-1", "VpcEndpointType": "Interface", "State": "available",
	"ServiceName": "com.amazonaws.us-east-1.bedrock-runtime", "Groups": groups,
})

_endpoint := _of_groups([{"GroupId": "sg-1", "GroupName": "endpoints"}])

_group_named(name, rules) := testing.record("AWS::EC2::SecurityGroup", _group_id(name), {
	"GroupId": name,
	"VpcId": "vpc-1",
	"IpPermissions": rules,
})

_group(rules) := _group_named("sg-1", rules)

_vpc := testing.record("AWS::EC2::VPC", testing.arn("ec2", "vpc/vpc-1"), {
	"VpcId": "vpc-1",
	"CidrBlockAssociationSet": [
		{"CidrBlock": "10.0.0.0/16", "CidrBlockState": {"State": "associated"}},
		{"CidrBlock": "10.1.0.0/16", "CidrBlockState": {"State": "disassociated"}},
	],
	"Ipv6CidrBlockAssociationSet": [{
		"Ipv6CidrBlock": "2001:db8::/56",
		"Ipv6CidrBlockState": {"State": "associated"},
	}],
})

_https := {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443}

_from(range) := object.union(_https, {"IpRanges": [{"CidrIp": range}]})

_from6(range) := object.union(_https, {"Ipv6Ranges": [{"CidrIpv6": range}]})

_by_group := object.union(_https, {"UserIdGroupPairs": [{"GroupId": "sg-9"}]})

_verdicts(records, params, gaps) := testing.verdicts(
	_control,
	testing.facts(records, {_control: params}, gaps),
)

# The verdict on an endpoint whose security group has these rules.
_of(rules) := _under(rules, {})

_under(rules, params) := kind if [kind] := testing.kinds(
	_control,
	testing.facts([_endpoint, _group(rules), _vpc], {_control: params}, []),
)

test_https_from_the_vpc_passes if {
	_of([_from("10.0.0.0/16")]) == "pass"
	_of([_from("10.0.3.0/24"), _from6("2001:db8:0:1::/64")]) == "pass"
	_of([]) == "pass"
}

test_groups_and_prefix_lists_pass if {
	_of([_by_group]) == "pass"
	_of([object.union(_https, {"PrefixListIds": [{"PrefixListId": "pl-1"}]})]) == "pass"
}

test_whole_internet_fails if {
	_of([_from6("::/0")]) == "fail"
	document := testing.facts([_endpoint, _group([_by_group, _from("0.0.0.0/0")]), _vpc], {}, [])
	testing.results(_control, document) == [{
		"kind": "fail",
		"subject": {"type": "AWS::EC2::VPCEndpoint", "id": _id, "region": "us-east-1", "item": ""},
		"message": `security group "sg-1" allows sources outside the VPC: "0.0.0.0/0"`,
		"proof": [{"id": _group_id("sg-1"), "pointer": "/properties/IpPermissions/1/IpRanges/0/CidrIp"}],
		"causes": [],
	}]
}

test_whole_internet_fails_even_if_allowed if {
	_under([_from("0.0.0.0/0")], {"allowed_cidrs": ["0.0.0.0/0"]}) == "fail"
	_under([_from6("::/0")], {"allowed_cidrs": ["::/0"]}) == "fail"
}

test_range_outside_the_vpc_fails if {
	every range in ["10.2.0.0/16", "10.0.0.0/15", "10.1.0.0/16", "192.0.2.1/32", "0.0.0.0/1"] {
		_of([_from(range)]) == "fail"
	}
	every range in ["2001:db8:0:100::/64", "2001:db8::/55", "::/1"] { _of([_from6(range)]) == "fail" }
}

test_allowed_range_passes if {
	_under([_from("192.168.4.0/24")], {"allowed_cidrs": ["192.168.0.0/16"]}) == "pass"
	_under([_from6("2001:db8:ffff::/64")], {"allowed_cidrs": ["192.168.0.0/16", "2001:db8:ffff::/48"]}) == "pass"
	_under([_from("192.169.0.0/24")], {"allowed_cidrs": ["192.168.0.0/16"]}) == "fail"
}

test_invalid_range_fails if {
	_of([_from("10.0.0.1")]) == "fail"
	_of([_from6("::ffff:10.0.0.0/112")]) == "fail"
	_under([_from("192.168.4.0/24")], {"allowed_cidrs": ["*", "192.168.0.0"]}) == "fail"
}

test_other_ports_fail if {
	every rule in [
		{"IpProtocol": "-1"},
		{"IpProtocol": "tcp", "FromPort": 0, "ToPort": 65535},
		{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 8443},
		{"IpProtocol": "udp", "FromPort": 443, "ToPort": 443},
	] {
		_of([object.union(rule, {"UserIdGroupPairs": [{"GroupId": "sg-9"}]})]) == "fail"
	}
}

test_every_fault_is_named if {
	rule := {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "10.0.0.0/16"}, {"CidrIp": "10.2.0.0/16"}]}
	[found] := testing.results(_control, testing.facts([_endpoint, _group([rule]), _vpc], {}, []))
	found.message == concat("; ", [
		`security group "sg-1" allows more than TCP port 443: "all traffic"`,
		`security group "sg-1" allows sources outside the VPC: "10.2.0.0/16"`,
	])
	found.proof == [
		{"id": _group_id("sg-1"), "pointer": "/properties/IpPermissions/0"},
		{"id": _group_id("sg-1"), "pointer": "/properties/IpPermissions/0/IpRanges/1/CidrIp"},
	]
}

test_one_bad_group_beside_a_good_one_fails if {
	endpoint := _of_groups([{"GroupId": "sg-1", "GroupName": "a"}, {"GroupId": "sg-2", "GroupName": "b"}])
	bad := _group_named("sg-2", [_from("0.0.0.0/0")])
	_verdicts([endpoint, _group([_by_group]), bad, _vpc], {}, []) == {["fail", _id, ""]}
}

_default := {"GroupId": "sg-1", "GroupName": "default"}

test_default_group_alone_fails if {
	[found] := testing.results(
		_control,
		testing.facts([_of_groups([_default]), _group([_by_group]), _vpc], {}, []),
	)
	found.kind == "fail"
	found.message == "the only security group is the default one of the VPC"
	found.proof == [{"id": _id, "pointer": "/properties/Groups/0"}]
}

test_default_group_beside_another_passes if {
	endpoint := _of_groups([_default, {"GroupId": "sg-2", "GroupName": "endpoints"}])
	_verdicts(
		[endpoint, _group([_by_group]), _group_named("sg-2", [_by_group]), _vpc],
		{},
		[],
	) == {["pass", _id, ""]}
}

test_no_listed_interface_endpoint_not_applicable if {
	testing.kinds(_control, testing.facts([_group([_from("0.0.0.0/0")]), _vpc], {}, [])) == ["not_applicable"]
	gateway := object.union(_endpoint, {
		"properties": object.union(_endpoint.properties, {"VpcEndpointType": "Gateway"}),
	})
	testing.kinds(_control, testing.facts([gateway], {}, [])) == ["not_applicable"]
	other := object.union(_endpoint, {
		"properties": object.union(_endpoint.properties, {"ServiceName": "com.amazonaws.us-east-1.s3"}),
	})
	testing.kinds(_control, testing.facts([other], {}, [])) == ["not_applicable"]
}

test_group_that_was_not_returned_unknown if {
	testing.results(_control, testing.facts([_endpoint, _vpc], {}, [])) == [{
		"kind": "unknown",
		"subject": {"type": "AWS::EC2::VPCEndpoint", "id": _id, "region": "us-east-1", "item": ""},
		"message": "a security group or the VPC's CIDR blocks could not be read, or belong to another account",
		"proof": [{"id": _id, "pointer": "/properties/VpcId"}],
		"causes": [],
	}]
}

test_bad_group_fails_beside_unread_groups if {
	endpoint := _of_groups([{"GroupId": "sg-1", "GroupName": "a"}, {"GroupId": "sg-2", "GroupName": "b"}])
	_verdicts([endpoint, _group([_from("0.0.0.0/0")])], {}, [_groups_gap]) == {["fail", _id, ""]}
	_verdicts([endpoint, _group([_by_group])], {}, []) == {["unknown", _id, ""]}
}

test_endpoint_without_groups_unknown if {
	_verdicts([_of_groups([]), _vpc], {}, []) == {["unknown", _id, ""]}
	_verdicts([testing.without(_endpoint, "Groups"), _vpc], {}, []) == {["unknown", _id, ""]}
}

_groups_gap := testing.gap("ec2:DescribeSecurityGroups", "us-east-1")

test_denied_groups_unknown if _verdicts([_endpoint, _vpc], {}, [_groups_gap]) == {["unknown", _id, ""]}

# A missing page does not matter to an endpoint whose groups were read.
test_cut_groups_judge_what_was_seen if {
	_verdicts([_endpoint, _group([_from("10.0.0.0/16")]), _vpc], {}, [_groups_gap]) == {["pass", _id, ""]}
	_verdicts([_endpoint, _group([_from("10.2.0.0/16")]), _vpc], {}, [_groups_gap]) == {["fail", _id, ""]}
}

_vpcs_gap := testing.gap("ec2:DescribeVpcs", "us-east-1")

test_ranges_of_an_unread_vpc if {
	every gaps in [[_vpcs_gap], []] {
		_verdicts([_endpoint, _group([_from("10.0.0.0/16")])], {}, gaps) == {["unknown", _id, ""]}
		_verdicts(
			[_endpoint, _group([_from("10.0.0.0/16")])],
			{"allowed_cidrs": ["10.0.0.0/8"]},
			gaps,
		) == {["pass", _id, ""]}
		_verdicts([_endpoint, _group([_by_group])], {}, gaps) == {["pass", _id, ""]}
		_verdicts([_endpoint, _group([_from("0.0.0.0/0")])], {}, gaps) == {["fail", _id, ""]}
	}
}

_listing_gap := testing.gap("ec2:DescribeVpcEndpoints", "us-east-1")

_unseen := ["unknown", testing.iam("root"), ""]

test_denied_listing_unknown if _verdicts([_vpc], {}, [_listing_gap]) == {_unseen}

test_cut_listing_judges_what_was_seen_and_unknown if {
	_verdicts([_endpoint, _group([_by_group]), _vpc], {}, [_listing_gap]) == {["pass", _id, ""], _unseen}
	_verdicts(
		[_endpoint, _group([_from("0.0.0.0/0")]), _vpc],
		{},
		[_listing_gap],
	) == {["fail", _id, ""], _unseen}
}
