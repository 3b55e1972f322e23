package lens_test.gensec01_bp02.endpoint_private_dns_test

import data.lens_test.testing

_control := "GENSEC01-BP02/endpoint-private-dns"

_vpc_id := testing.arn("ec2", "vpc/vpc-1")

_id(name) := testing.arn("ec2", sprintf("vpc-endpoint/%s", [name]))

_endpoint(name, properties) := testing.record("AWS::EC2::VPCEndpoint", _id(name), object.union(
	{
		"VpcEndpointId": name, "VpcId": "vpc-1", "VpcEndpointType": "Interface", "State": "available",
		"ServiceName": "com.amazonaws.us-east-1.bedrock-runtime", "PrivateDnsEnabled": true,
	},
	properties,
))

_vpc(attributes) := testing.record("AWS::EC2::VPC", _vpc_id, {
	"VpcId": "vpc-1",
	"DescribeVpcAttribute": attributes,
})

_on := {"EnableDnsSupport": {"Value": true}, "EnableDnsHostnames": {"Value": true}}

_good := _vpc(_on)

_e := _endpoint("vpce-1", {})

_off := _endpoint("vpce-1", {"PrivateDnsEnabled": false})

_results(records, gaps) := testing.results(_control, testing.facts(records, {}, gaps))

_verdicts(records, gaps) := testing.verdicts(_control, testing.facts(records, {}, gaps))

_kinds(records) := testing.kinds(_control, testing.facts(records, {}, []))

test_on_passes if _kinds([_good, _e]) == ["pass"]

test_off_fails if {
	_results([_good, _off], []) == [{
		"kind": "fail",
		"subject": {"type": "AWS::EC2::VPCEndpoint", "id": _id("vpce-1"), "region": "us-east-1", "item": ""},
		"message": `private DNS is disabled, so "bedrock-runtime" resolves to public addresses in VPC "vpc-1"`,
		"proof": [{"id": _id("vpce-1"), "pointer": "/properties/PrivateDnsEnabled"}],
		"causes": [],
	}]
}

test_missing_attribute_fails if _kinds([_good, testing.without(_e, "PrivateDnsEnabled")]) == ["fail"]

test_another_endpoint_that_resolves_passes if {
	every state in ["available", "Available"] {
		_kinds([_good, _off, _endpoint("vpce-2", {"State": state})]) == ["pass", "pass"]
	}
}

test_another_endpoint_that_does_not_resolve_fails if {
	every other in [
		{"State": "pending"},
		{"PrivateDnsEnabled": false},
		{"ServiceName": "com.amazonaws.us-east-1.bedrock"},
	] {
		["fail", _id("vpce-1"), ""] in _verdicts([_good, _off, _endpoint("vpce-2", other)], [])
	}
	["fail", _id("vpce-1"), ""] in _verdicts([_good, _off, _endpoint("vpce-2", {"VpcId": "vpc-2"})], [])
	["fail", _id("vpce-1"), ""] in _verdicts(
		[_good, _off, _endpoint("vpce-2", {"VpcEndpointType": "Gateway"})],
		[],
	)
}

# The usual host name of the service is not that of its endpoint for FIPS.
test_endpoint_for_fips if {
	fips := {"ServiceName": "com.amazonaws.us-east-1.bedrock-runtime-fips"}
	off := _endpoint("vpce-2", object.union(fips, {"PrivateDnsEnabled": false}))
	_kinds([_good, _endpoint("vpce-1", fips)]) == ["pass"]
	_kinds([_good, _e, off]) == ["pass", "pass"]
	_kinds([_good, _endpoint("vpce-1", fips), off]) == ["pass", "pass"]
	_verdicts([_good, _off, _endpoint("vpce-2", fips)], []) == {
		["fail", _id("vpce-1"), ""],
		["pass", _id("vpce-2"), ""],
	}
	[found] := _results([_good, off], [])
	startswith(found.message, `private DNS is disabled, so "bedrock-runtime-fips" resolves`)
}

test_attribute_off_fails if {
	every attribute, words in {"EnableDnsSupport": "DNS support is", "EnableDnsHostnames": "DNS hostnames are"} {
		found := _results([_vpc(object.union(_on, {attribute: {"Value": false}})), _e], [])[0]
		found.kind == "fail"
		found.message == sprintf(`%s disabled in VPC "vpc-1"`, [words])
		found.proof == [{
			"id": _vpc_id,
			"pointer": sprintf("/properties/DescribeVpcAttribute/%s/Value", [attribute]),
		}]
	}
}

test_all_off_is_one_fail if {
	[found] := _results(
		[_vpc({"EnableDnsSupport": {"Value": false}, "EnableDnsHostnames": {"Value": false}}), _off],
		[],
	)
	count(split(found.message, "; ")) == 3
	count(found.proof) == 3
}

test_central_vpc_not_applicable if {
	own := {_control: {"central_endpoint_vpcs": ["vpc-1"]}}
	testing.kinds(_control, testing.facts([_good, _off], own, [])) == ["not_applicable"]
	other := {_control: {"central_endpoint_vpcs": ["vpc-2"]}}
	testing.kinds(_control, testing.facts([_good, _off], other, [])) == ["fail"]
}

test_no_listed_interface_endpoint_not_applicable if {
	_kinds([_good]) == ["not_applicable"]
	_kinds([_good, _endpoint("vpce-1", {"ServiceName": "com.amazonaws.us-east-1.s3"})]) == ["not_applicable"]
	_kinds([_good, _endpoint("vpce-1", {"VpcEndpointType": "Gateway"})]) == ["not_applicable"]
}

_attribute_gap := testing.gap("ec2:DescribeVpcAttribute", _vpc_id)

test_unread_attributes_unknown if {
	[found] := _results([_vpc({}), _e], [_attribute_gap])
	found.message == "ec2:DescribeVpcAttribute in us-east-1: AccessDenied (allow ec2:DescribeVpcAttribute)"
	_verdicts([_vpc({}), _e], [_attribute_gap]) == {["unknown", _id("vpce-1"), ""]}
	_verdicts(
		[_vpc({"EnableDnsSupport": {"Value": true}}), _e],
		[_attribute_gap],
	) == {["unknown", _id("vpce-1"), ""]}
}

test_attribute_that_is_off_fails_beside_unread_ones if {
	_verdicts(
		[_vpc({"EnableDnsHostnames": {"Value": false}}), _e],
		[_attribute_gap],
	) == {["fail", _id("vpce-1"), ""]}
}

test_private_dns_off_fails_whatever_the_attributes if {
	_verdicts([_vpc({}), _off], [_attribute_gap]) == {["fail", _id("vpce-1"), ""]}
}

test_attributes_of_another_vpc_do_not_matter if {
	_verdicts(
		[_good, _e],
		[testing.gap("ec2:DescribeVpcAttribute", testing.arn("ec2", "vpc/vpc-2"))],
	) == {["pass", _id("vpce-1"), ""]}
}

test_unread_vpc_unknown if {
	[found] := _results([_e], [])
	found.kind == "unknown"
	found.message == `the DNS attributes of VPC "vpc-1" could not be read`
	found.proof == [{"id": _id("vpce-1"), "pointer": "/properties/VpcId"}]
	_verdicts([_e], [testing.gap("ec2:DescribeVpcAttribute", "us-east-1")]) == {["unknown", _id("vpce-1"), ""]}
}

_listing_gap := testing.gap("ec2:DescribeVpcEndpoints", "us-east-1")

_unseen := ["unknown", testing.iam("root"), ""]

test_denied_listing_unknown if _verdicts([_good], [_listing_gap]) == {_unseen}

# The name may resolve to an endpoint on the missing page.
test_missing_endpoint_with_a_cut_listing_unknown if {
	_verdicts([_good, _e], [_listing_gap]) == {["pass", _id("vpce-1"), ""], _unseen}
	_verdicts([_good, _off], [_listing_gap]) == {["unknown", _id("vpce-1"), ""], _unseen}
	_verdicts(
		[_vpc({"EnableDnsSupport": {"Value": false}}), _e],
		[_listing_gap],
	) == {["fail", _id("vpce-1"), ""], _unseen}
}

# What is known of one endpoint does not depend on what is missing for another.
test_gap_counts_beside_an_endpoint_in_a_vpc_that_was_not_read if {
	denied := testing.gap("ec2:DescribeVpcAttribute", _vpc_id)
	found := _results([_vpc({}), _e, _endpoint("vpce-9", {"VpcId": "vpc-9"})], [denied])
	[count(r.causes) | some r in found; r.subject.id == _id("vpce-1")] == [1]
}
