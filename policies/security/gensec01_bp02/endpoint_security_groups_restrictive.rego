# METADATA
# title: Open generative AI VPC endpoints to HTTPS from the VPC only
# description: Whoever reaches an endpoint's addresses can call models through it, from peered networks and other ports' services alike.
# custom:
#   id: GENSEC01-BP02/endpoint-security-groups-restrictive
#   severity: medium
#   precision: high
#   mode: automated
#   resources: [AWS::EC2::VPCEndpoint]
#   lists: [ec2:DescribeVpcEndpoints]
#   evidence: [ec2:DescribeVpcEndpoints, ec2:DescribeSecurityGroups, ec2:DescribeVpcs]
#   params: {allowed_cidrs: []}
#   remediation: Give the endpoint a security group of its own that admits tcp 443 from the callers' security groups and nothing else.
#   iac: {terraform: aws_vpc_endpoint.security_group_ids, cloudformation: AWS::EC2::VPCEndpoint SecurityGroupIds}
package lens.controls.gensec01_bp02.endpoint_security_groups_restrictive

import data.lens.lib.cidr
import data.lens.lib.endpoints
import data.lens.lib.facts
import data.lens.lib.group
import data.lens.lib.ingress
import data.lens.lib.text

_params := input.params["GENSEC01-BP02/endpoint-security-groups-restrictive"]

_used := {g.GroupId | some e in endpoints.interfaces; some g in e.properties.Groups}

_groups := {g.properties.GroupId: g | some g in input.resources["AWS::EC2::SecurityGroup"]; g.properties.GroupId in _used}

subjects contains facts.subject(e) if some e in endpoints.interfaces

violations contains {
	"subject": facts.subject(e),
	"message": "its only security group is the default one of its VPC",
	"proof": [{"id": e.id, "pointer": "/properties/Groups/0"}],
} if {
	some e in endpoints.interfaces
	[only] := e.properties.Groups
	only.GroupName == "default"
}

violations contains {
	"subject": facts.subject(e),
	"message": sprintf("its security group %s admits %s", [text.quoted(g.GroupId), text.names({fault[0] | some fault in faults})]),
	"proof": [{"id": _groups[g.GroupId].id, "pointer": fault[1]} | some fault in faults],
} if {
	some e in endpoints.interfaces
	some g in e.properties.Groups
	faults := _faults[g.GroupId]
}

# Group's id -> [[what it admits, where it says so], ...]
_faults := group.by_first({[id, fault] | some id, g in _groups; some fault in ingress.beyond_https(g)} | {[id, source] |
	some [id, source] in _sources
	_foreign(_groups[id], source[0])
})

_sources := [[id, source] | some id, g in _groups; some source in ingress.sources(g)]

_foreign(_, range) if cidr.everyone(range)

_foreign(g, range) if {
	own := endpoints.ranges[g.properties.VpcId]
	not _inside(range, array.concat(own, _params.allowed_cidrs))
}

_inside(range, ranges) if {
	some outer in ranges
	cidr.inside(range, outer)
}

# Groups with a range that may or may not be the VPC's own, which was not seen.
_doubtful := {id |
	some [id, source] in _sources
	not endpoints.ranges[_groups[id].properties.VpcId]
	not _inside(source[0], _params.allowed_cidrs)
}

_settled(e) if {
	count(e.properties.Groups) > 0
	every g in e.properties.Groups {
		_groups[g.GroupId]
		not g.GroupId in _doubtful
	}
}

proven contains facts.subject(e) if {
	some e in endpoints.interfaces
	_settled(e)
}

unseen contains {
	"subject": facts.subject(e),
	"message": "a security group of it, or the ranges of its VPC, belong to another account or were not returned",
	"proof": [{"id": e.id, "pointer": "/properties/VpcId"}],
} if {
	some e in endpoints.interfaces
	not _settled(e)
}
