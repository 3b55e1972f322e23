# METADATA
# title: Give each interface endpoint of a generative AI service two Availability Zones
# description: >-
#   An interface endpoint has a network interface in each of its subnets. If all of them are in one zone,
#   a fault of that zone cuts every caller in the VPC off from the models.
# custom:
#   id: GENREL02-BP01/private-endpoints-multi-az
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::EC2::VPCEndpoint]
#   lists: [ec2:DescribeVpcEndpoints]
#   evidence: [ec2:DescribeSubnets]
#   params:
#     min_azs: 2
#   messages:
#     few-zones: the number of Availability Zones of its subnets is %s, and at least %s are required
#     not-available: its state is %s, and not available
#     no-subnets-shown: AWS does not show its subnets
#     zone-not-shown: no call shows the Availability Zone of its subnets %s
#   item: none
#   remediation: Add subnets of further Availability Zones to the endpoint.
package lens.controls.genrel02_bp01.private_endpoints_multi_az

import data.lens.lib.endpoints
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.zones

_params := input.params["GENREL02-BP01/private-endpoints-multi-az"]

# Endpoints that serve nobody, or soon will not, are left out.
_endpoints := [e |
	some e in input.resources["AWS::EC2::VPCEndpoint"]
	lower(e.properties.VpcEndpointType) == "interface"
	regex.match(`^(bedrock|sagemaker|qbusiness)([.-]|$)`, endpoints.service(e))
	state := lower(e.properties.State)
	not state in {"deleting", "deleted", "rejected", "expired"}
]

subjects := {facts.subject(e) | some e in _endpoints}

violations := {finding.of(subject, "few-zones", [number, _params.min_azs], proof) |
	some e in _endpoints
	zones.few(e.region, e.properties.SubnetIds, _params.min_azs)
	number := count(zones.known(e.region, e.properties.SubnetIds))
	subject := facts.subject(e)
	proof := [{"id": e.id, "pointer": "/properties/SubnetIds"}]
} | {finding.of(subject, "not-available", [e.properties.State], proof) |
	some e in _endpoints
	lower(e.properties.State) != "available"
	subject := facts.subject(e)
	proof := [{"id": e.id, "pointer": "/properties/State"}]
}

proven := {facts.subject(e) | some e in _endpoints; _spread(e)}

unseen := {finding.of(subject, "zone-not-shown", [hidden], proof) |
	some e in _endpoints
	not _spread(e)
	hidden := zones.unknown(e.region, e.properties.SubnetIds)
	count(hidden) > 0
	subject := facts.subject(e)
	proof := [{"id": e.id, "pointer": "/properties/SubnetIds"}]
} | {finding.of(subject, "no-subnets-shown", [], proof) |
	some e in _endpoints
	not e.properties.SubnetIds
	subject := facts.subject(e)
	proof := [{"id": e.id, "pointer": ""}]
}

_spread(e) if zones.enough(e.region, e.properties.SubnetIds, _params.min_azs)
