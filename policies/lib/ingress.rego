# METADATA
# title: What a security group lets in
# description: Each answer says where the group's record shows it.
package lens.lib.ingress

# {[protocol and ports, pointer], ...} of the rules that let in anything but tcp 443.
beyond_https(g) := {[_admitted(rule), sprintf("/properties/IpPermissions/%d", [i])] |
	some i, rule in g.properties.IpPermissions
	not _https(rule)
}

_https(rule) if {
	lower(rule.IpProtocol) in {"tcp", "6"}
	rule.FromPort == 443
	rule.ToPort == 443
}

# Ports of icmp are -1, and regorus writes a negative %d with two signs.
_admitted(rule) := sprintf("%s %v to %v", [rule.IpProtocol, rule.FromPort, rule.ToPort])

# -1 stands for every protocol.
_admitted(rule) := sprintf("every port of protocol %s", [rule.IpProtocol]) if not rule.FromPort

# {[range of addresses, pointer], ...}: sources that are neither security groups nor prefix lists.
sources(g) := {[range, sprintf("/properties/IpPermissions/%d/%s/%d/%s", [i, list, j, member])] |
	some i, rule in g.properties.IpPermissions
	some list, member in {"IpRanges": "CidrIp", "Ipv6Ranges": "CidrIpv6"}
	some j, source in rule[list]
	range := source[member]
}
