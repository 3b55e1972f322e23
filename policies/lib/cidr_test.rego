package lens_test.lib.cidr_test

import data.lens.lib.cidr

test_inside if {
	every pair in [
		["10.0.0.0/8", "10.0.0.0/8"],
		["10.1.0.0/16", "10.0.0.0/8"],
		["10.255.255.255/32", "10.0.0.0/8"],
		["10.0.0.0/24", "0.0.0.0/0"],
		["0.0.0.0/0", "0.0.0.0/0"],
		["10.0.1.7/24", "10.0.1.0/24"],
		["2001:db8:1::/48", "2001:db8::/32"],
		["2001:DB8::1/128", "2001:db8::/32"],
		["2001:0db8:0000::/48", "2001:db8::/32"], ["::/0", "::/0"], ["2001:db8::/64", "::/0"],
	] {
		cidr.inside(pair[0], pair[1])
	}
}

test_outside if {
	every pair in [
		["11.0.0.0/8", "10.0.0.0/8"],
		["10.0.0.0/7", "10.0.0.0/8"],
		["9.255.255.255/32", "10.0.0.0/8"],
		["0.0.0.0/0", "10.0.0.0/8"],
		["0.0.0.0/0", "0.0.0.0/1"],
		["2001:db9::/32", "2001:db8::/32"],
		["2001:db8::/31", "2001:db8::/32"],
		["::/0", "2001:db8::/32"],
	] {
		not cidr.inside(pair[0], pair[1])
	}
}

test_families_do_not_mix if {
	not cidr.inside("10.0.0.0/8", "::/0")
	not cidr.inside("::/0", "0.0.0.0/0")
	not cidr.inside("2001:db8::/32", "0.0.0.0/0")
}

# The engines differ on IPv4-mapped IPv6 ranges, in every spelling.
test_mapped_ipv4_is_outside_every_range if {
	every range in [
		"::ffff:10.0.0.0/104", "::ffff:a00:0/104", "::FFFF:a00:0/104", "0:0:0:0:0:ffff:a00:0/104",
		"0000:0000::ffff:a00:0/120", "::10.0.0.0/104",
	] {
		every outer in ["10.0.0.0/8", "0.0.0.0/0", "::/0", range] { not cidr.inside(range, outer) }
		not cidr.inside("10.0.0.0/16", range)
	}
}

test_an_invalid_range_is_outside_every_range if {
	every range in [
		"", "x", "10.0.0.0", "10.0.0/8", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/8/8",
		" 10.0.0.0/8", "10.0.0.0/8 ", "10.0.0.0/8\n", "010.0.0.0/8", "256.0.0.0/8", "256.0.0.0/0",
		"1::2::3/0", "10.0.0.0/", "/8", "*", "0.0.0.0/0, 10.0.0.0/8", "٣.0.0.0/8", "2001:db8::1",
		"2001:db8::/129", "1::2::3/64", "fe80::1%eth0/64", ":::/0", "2001:db8:/32", "12345::/32",
		"g::/16", "localhost/8", "example.com/24",
	] {
		not cidr.inside(range, "0.0.0.0/0")
		not cidr.inside(range, "::/0")
		not cidr.inside(range, range)
		not cidr.inside("10.0.0.0/16", range)
		not cidr.inside("2001:db8::/32", range)
		not cidr.everyone(range)
	}
}

test_other_values_are_outside_every_range if {
	every value in [null, true, 10, ["10.0.0.0/8"], {"10.0.0.0/8"}, {"CidrIp": "10.0.0.0/8"}] {
		not cidr.inside(value, "0.0.0.0/0")
		not cidr.inside("10.0.0.0/8", value)
		not cidr.everyone(value)
	}
}

test_everyone if {
	every range in ["0.0.0.0/0", "::/0", "10.0.0.0/0"] { cidr.everyone(range) }
	every range in ["0.0.0.0/1", "::/1", "10.0.0.0/8"] { not cidr.everyone(range) }
}

test_inside_any if {
	cidr.inside_any("10.0.1.0/24", ["192.168.0.0/16", "10.0.0.0/16"])
	not cidr.inside_any("10.1.0.0/24", ["192.168.0.0/16", "10.0.0.0/16"])
	not cidr.inside_any("10.1.0.0/24", [])
}

test_few_ranges_are_a_small_part_of_the_internet if {
	cidr.few([sprintf("%d.0.0.0/8", [n]) | some n in numbers.range(1, 16)])
	cidr.few([sprintf("203.0.%d.0/24", [n]) | some n in numbers.range(0, 255)])
	cidr.few(["203.0.113.7", "2001:db8::1", "2001:db8::/32"])
	not cidr.few([sprintf("%d.0.0.0/8", [n]) | some n in numbers.range(0, 16)])
	not cidr.few([sprintf("%d.0.0.0/08", [n]) | some n in numbers.range(0, 16)])
	not cidr.few([sprintf("%d.%d.0.0/9", [n, part]) | some n in numbers.range(0, 16); some part in [0, 128]])
	not cidr.few([sprintf("%d.%d.0.0/12", [n, 16 * part]) |
		some n in numbers.range(0, 16)
		some part in numbers.range(0, 15)
	])
}

test_narrow if {
	every range in [
		"203.0.113.0/24", "10.0.0.0/8", "10.0.0.0/08", "203.0.113.7", "2001:db8::/32", "2001:db8::/032",
		"2001:db8::1",
	] {
		cidr.narrow(range)
	}
	every range in [
		"0.0.0.0/0", "0.0.0.0/00", "0.0.0.0/1", "8.0.0.0/7", "8.0.0.0/07", "::/0", "2000::/31", "example", "",
		"203.0.113.256",
	] {
		not cidr.narrow(range)
	}
}
