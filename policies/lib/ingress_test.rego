package lens_test.lib.ingress_test

import data.lens.lib.ingress

_group(rules) := {"properties": {"IpPermissions": rules}}

_https := {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443}

test_https_is_not_beyond_itself if {
	ingress.beyond_https(_group([])) == set()
	ingress.beyond_https(_group([
		_https,
		{"IpProtocol": "TCP", "FromPort": 443, "ToPort": 443},
		{"IpProtocol": "6", "FromPort": 443, "ToPort": 443},
	])) == set()
}

test_other_ports_and_protocols if {
	ingress.beyond_https(_group([
		_https,
		{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 444},
		{"IpProtocol": "tcp", "FromPort": 0, "ToPort": 443},
		{"IpProtocol": "udp", "FromPort": 443, "ToPort": 443},
		{"IpProtocol": "icmp", "FromPort": -1, "ToPort": -1},
		{"IpProtocol": "-1"},
		{"IpProtocol": "tcp"},
	])) == {
		["tcp 443 to 444", "/properties/IpPermissions/1"],
		["tcp 0 to 443", "/properties/IpPermissions/2"],
		["udp 443 to 443", "/properties/IpPermissions/3"],
		["icmp -1 to -1", "/properties/IpPermissions/4"],
		["all traffic", "/properties/IpPermissions/5"],
		["all ports of protocol tcp", "/properties/IpPermissions/6"],
	}
}

test_sources_are_ranges if {
	ingress.sources(_group([
		{"UserIdGroupPairs": [{"GroupId": "sg-1"}], "PrefixListIds": [{"PrefixListId": "pl-1"}]},
		{"IpRanges": [{"CidrIp": "10.0.0.0/8"}, {"CidrIp": "11.0.0.0/8"}], "Ipv6Ranges": [{"CidrIpv6": "::/0"}]},
	])) == {
		["10.0.0.0/8", "/properties/IpPermissions/1/IpRanges/0/CidrIp"],
		["11.0.0.0/8", "/properties/IpPermissions/1/IpRanges/1/CidrIp"],
		["::/0", "/properties/IpPermissions/1/Ipv6Ranges/0/CidrIpv6"],
	}
}
