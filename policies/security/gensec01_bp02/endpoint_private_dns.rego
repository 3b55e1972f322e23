# METADATA
# title: Resolve generative AI service names to the VPC endpoint
# description: >-
#   Without private DNS, the default name in an SDK resolves to the public address of the service,
#   and no traffic uses the endpoint.
# custom:
#   id: GENSEC01-BP02/endpoint-private-dns
#   severity: medium
#   precision: high
#   mode: automated
#   resources: [AWS::EC2::VPCEndpoint]
#   lists: [ec2:DescribeVpcEndpoints]
#   evidence: [ec2:DescribeVpcEndpoints, ec2:DescribeVpcAttribute]
#   params: {central_endpoint_vpcs: []}
#   messages:
#     private-dns-off: private DNS is disabled, so %s resolves to public addresses in VPC %s
#     dns-support-off: DNS support is disabled in VPC %s
#     dns-hostnames-off: DNS hostnames are disabled in VPC %s
#     attributes-not-shown: the DNS attributes of VPC %s could not be read
#   item: none
#   remediation: Enable private DNS for the endpoint, and DNS support and DNS hostnames for its VPC.
package lens.controls.gensec01_bp02.endpoint_private_dns

import data.lens.lib.endpoints
import data.lens.lib.facts
import data.lens.lib.finding

_params := input.params["GENSEC01-BP02/endpoint-private-dns"]

# [endpoint, VPC id]. Endpoints in a central VPC are left out: a shared hosted zone replaces private
# DNS there.
_endpoints := [[e, vpc] |
	some e in endpoints.interfaces
	vpc := e.properties.VpcId
	central := _params.central_endpoint_vpcs
	not vpc in central
]

subjects := {facts.subject(e) | some [e, _] in _endpoints}

# The service's host name may resolve to another endpoint of the VPC.
_others := ["ec2:DescribeVpcEndpoints"]

violations contains finding.absent(subject, "private-dns-off", names, proof, _others) if {
	some [e, vpc] in _endpoints
	not _resolves(e)
	names := [endpoints.form(e), vpc]
	proof := [{"id": e.id, "pointer": "/properties/PrivateDnsEnabled"}]
	subject := facts.subject(e)
}

violations contains finding.of(subject, message, arguments, proof) if {
	some [e, id] in _endpoints
	vpc := _vpcs[id]
	some attribute, message in _attributes
	vpc.properties.DescribeVpcAttribute[attribute].Value == false
	proof := [{"id": vpc.id, "pointer": sprintf("/properties/DescribeVpcAttribute/%s/Value", [attribute])}]
	subject := facts.subject(e)
	arguments := [vpc.name]
}

_vpcs := {vpc.properties.VpcId: vpc | some vpc in input.resources["AWS::EC2::VPC"]}

_attributes := {"EnableDnsSupport": "dns-support-off", "EnableDnsHostnames": "dns-hostnames-off"}

_resolves(e) if e.properties.PrivateDnsEnabled == true

# Callers use the service's usual host name, or that of the endpoint's own form.
_resolves(e) if {
	some name in [endpoints.service(e), endpoints.form(e)]
	[e.region, e.properties.VpcId, name] in endpoints.resolving
}

proven contains subject if {
	some [e, vpc] in _endpoints
	_resolves(e)
	vpc in _answering
	subject := facts.subject(e)
}

# Ids of the VPCs with the attributes that private DNS needs.
_answering := {id |
	some id, vpc in _vpcs
	every attribute, _ in _attributes { vpc.properties.DescribeVpcAttribute[attribute].Value == true }
}

unseen contains finding.of(subject, "attributes-not-shown", [vpc], proof) if {
	some [e, vpc] in _endpoints
	not vpc in _answering
	proof := [{"id": e.id, "pointer": "/properties/VpcId"}]
	subject := facts.subject(e)
}

relies_on contains [subject, id] if {
	some [e, vpc] in _endpoints
	id := _vpcs[vpc].id
	subject := facts.subject(e)
}
