# METADATA
# title: Open generative AI VPC endpoints to HTTPS from the VPC only
# description: Everything that can reach an endpoint can call models through it, also from peered networks.
# custom:
#   id: GENSEC01-BP02/endpoint-security-groups-restrictive
#   severity: medium
#   precision: high
#   mode: automated
#   resources: [AWS::EC2::VPCEndpoint]
#   lists: [ec2:DescribeVpcEndpoints]
#   evidence: [ec2:DescribeVpcEndpoints, ec2:DescribeSecurityGroups, ec2:DescribeVpcs]
#   params: {allowed_cidrs: []}
#   messages:
#     default-group: the only security group is the default one of the VPC
#     other-ports: "security group %s allows more than TCP port 443: %s"
#     other-sources: "security group %s allows sources outside the VPC: %s"
#     not-returned: >-
#       a security group or the VPC's CIDR blocks could not be read, or belong to another account
#   item: none
#   remediation: >-
#     Give the endpoint its own security group that allows only TCP port 443 from the callers' security
#     groups.
package lens.controls.gensec01_bp02.endpoint_security_groups_restrictive

import data.lens.lib.cidr
import data.lens.lib.endpoints
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.ingress

_params := input.params["GENSEC01-BP02/endpoint-security-groups-restrictive"]

subjects := {facts.subject(e) | some e in endpoints.interfaces}

violations contains finding.of(subject, "default-group", [], proof) if {
	some e in endpoints.interfaces
	[only] := e.properties.Groups
	only.GroupName == "default"
	proof := [{"id": e.id, "pointer": "/properties/Groups/0"}]
	subject := facts.subject(e)
}

violations contains finding.of(subject, message, [id, {fault[0] | some fault in found}], proof) if {
	some e in endpoints.interfaces
	some g in e.properties.Groups
	id := g.GroupId
	some message, found in _faults[id]
	count(found) > 0
	proof := [{"id": endpoints.groups[id].id, "pointer": fault[1]} | some fault in found]
	subject := facts.subject(e)
}

# Group id -> message -> {[what the group allows, place in its record], ...}
_faults := {id: {"other-ports": ingress.beyond_https(g), "other-sources": _foreign(g)} |
	some id, g in endpoints.groups
}

_foreign(g) := {source | some source in ingress.sources(g); cidr.everyone(source[0])} | {source |
	allowed := array.concat(endpoints.ranges[g.properties.VpcId], _params.allowed_cidrs)
	some source in ingress.sources(g)
	range := source[0]
	not cidr.inside_any(range, allowed)
}

# Ids of the groups with a range that may belong to the VPC, if the VPC's ranges were not read.
_doubtful := {id |
	some id, g in endpoints.groups
	some [range, _] in ingress.sources(g)
	not _ranges_known(g)
	allowed := _params.allowed_cidrs
	not cidr.inside_any(range, allowed)
}

_ranges_known(g) if endpoints.ranges[g.properties.VpcId]

_settled(e) if {
	count(e.properties.Groups) > 0
	every g in e.properties.Groups {
		id := g.GroupId
		endpoints.groups[id]
		not id in _doubtful
	}
}

proven contains subject if {
	some e in endpoints.interfaces
	_settled(e)
	subject := facts.subject(e)
}

unseen contains finding.of(subject, "not-returned", [], proof) if {
	some e in endpoints.interfaces
	not _settled(e)
	proof := [{"id": e.id, "pointer": "/properties/VpcId"}]
	subject := facts.subject(e)
}
