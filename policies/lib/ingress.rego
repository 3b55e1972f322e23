# METADATA
# title: Inbound rules of a security group
# description: Each value is paired with its place in the record of the group.
package lens.lib.ingress

# {[protocol and ports, pointer], ...}: the rules that allow anything but TCP port 443.
beyond_https(g) := {[_admitted(rule), sprintf("/properties/IpPermissions/%d", [i])] |
	some i, rule in g.properties.IpPermissions
	not _https(rule)
}

_https(rule) if {
	lower(rule.IpProtocol) in {"tcp", "6"}
	rule.FromPort == 443
	rule.ToPort == 443
}

# It uses %v, because ports of ICMP are -1 and regorus prints a negative %d with two signs.
_admitted(rule) := sprintf("%s %v to %v", [rule.IpProtocol, rule.FromPort, rule.ToPort])

_admitted(rule) := _all(rule.IpProtocol) if not rule.FromPort

# Protocol -1 is every protocol.
_all("-1") := "all traffic"

_all(protocol) := sprintf("all ports of protocol %s", [protocol]) if protocol != "-1"

# {[CIDR range, pointer], ...}: the ranges from which the rules allow traffic. Other security groups
# and prefix lists are left out.
sources(g) := {[range, sprintf("/properties/IpPermissions/%d/%s/%d/%s", [i, list, j, member])] |
	some i, rule in g.properties.IpPermissions
	some list, member in {"IpRanges": "CidrIp", "Ipv6Ranges": "CidrIpv6"}
	some j, source in rule[list]
	range := source[member]
}
