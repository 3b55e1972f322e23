# METADATA
# title: Resolve generative AI service names to the VPC endpoint
# description: Without private DNS an SDK's default name leads to the service's public address, and the endpoint carries nothing.
# custom:
#   id: GENSEC01-BP02/endpoint-private-dns
#   severity: medium
#   precision: high
#   mode: automated
#   resources: [AWS::EC2::VPCEndpoint]
#   lists: [ec2:DescribeVpcEndpoints]
#   evidence: [ec2:DescribeVpcEndpoints, ec2:DescribeVpcAttribute]
#   params: {central_endpoint_vpcs: []}
#   remediation: Turn on private DNS for the endpoint, and DNS support and DNS hostnames for its VPC.
#   iac: {terraform: aws_vpc_endpoint.private_dns_enabled, cloudformation: AWS::EC2::VPCEndpoint PrivateDnsEnabled}
package lens.controls.gensec01_bp02.endpoint_private_dns

import data.lens.lib.endpoints
import data.lens.lib.facts
import data.lens.lib.text

_params := input.params["GENSEC01-BP02/endpoint-private-dns"]

# In a central VPC a shared hosted zone stands in for private DNS.
_endpoints := [e | some e in endpoints.interfaces; not _central(e)]

_central(e) if e.properties.VpcId in _params.central_endpoint_vpcs

_vpcs := {vpc.properties.VpcId: vpc | some vpc in input.resources["AWS::EC2::VPC"]}

subjects contains facts.subject(e) if some e in _endpoints

# Another endpoint of the VPC may answer for the service's name.
violations contains {
	"subject": facts.subject(e),
	"message": sprintf("private DNS is off, so %s resolves to its public address in %s", [text.quoted(endpoints.service(e)), text.quoted(e.properties.VpcId)]),
	"proof": [{"id": e.id, "pointer": "/properties/PrivateDnsEnabled"}],
	"absent_from": ["ec2:DescribeVpcEndpoints"],
} if {
	some e in _endpoints
	not _resolves(e)
}

violations contains {
	"subject": facts.subject(e),
	"message": sprintf("its VPC %s has %s off", [text.quoted(vpc.name), words]),
	"proof": [{"id": vpc.id, "pointer": sprintf("/properties/DescribeVpcAttribute/%s/Value", [attribute])}],
} if {
	some e in _endpoints
	vpc := _vpcs[e.properties.VpcId]
	some attribute, words in _attributes
	vpc.properties.DescribeVpcAttribute[attribute].Value == false
}

_attributes := {"EnableDnsSupport": "DNS support", "EnableDnsHostnames": "DNS hostnames"}

_resolves(e) if e.properties.PrivateDnsEnabled == true

_resolves(e) if [e.region, e.properties.VpcId, endpoints.service(e)] in endpoints.resolving

proven contains facts.subject(e) if {
	some e in _endpoints
	_resolves(e)
	e.properties.VpcId in _answering
}

# VPCs in which names are resolved as private DNS needs it.
_answering := {id |
	some id, vpc in _vpcs
	every attribute, _ in _attributes { vpc.properties.DescribeVpcAttribute[attribute].Value == true }
}

unseen contains {
	"subject": facts.subject(e),
	"message": sprintf("the DNS attributes of its VPC %s were not shown", [text.quoted(e.properties.VpcId)]),
	"proof": [{"id": e.id, "pointer": "/properties/VpcId"}],
} if {
	some e in _endpoints
	not e.properties.VpcId in _answering
}

relies_on contains [facts.subject(e), _vpcs[e.properties.VpcId].id] if some e in _endpoints
