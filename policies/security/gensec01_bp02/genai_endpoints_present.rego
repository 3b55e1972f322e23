# METADATA
# title: Give every VPC that runs model callers interface endpoints for the services it calls
# description: Without an endpoint, prompts and answers leave the network for public addresses.
# custom:
#   id: GENSEC01-BP02/genai-endpoints-present
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::EC2::VPC]
#   lists: [ec2:DescribeVpcs, "@vpc-callers"]
#   evidence: ["@vpc-callers", "@model-use-principals", ec2:DescribeVpcEndpoints,
#     ec2:DescribeVpcEndpointServices, ec2:DescribeRouteTables]
#   params: {vpc_ids: [], central_endpoint_vpcs: [], include_control_plane: false}
#   messages:
#     no-endpoint: no interface endpoint is available for %s
#     callers-lack-endpoint: no interface endpoint is available for %s, needed by %s
#     foreign-vpc: the VPC or a central one belongs to another account, which may have endpoints for %s
#     roles-not-read: "callers may need more endpoints, because these roles could not be read: %s"
#     no-callers: no caller of models was found, so it is unknown which endpoints are needed
#   item: none
#   remediation: >-
#     Create interface endpoints for these services, or list their central VPC in the parameter
#     central_endpoint_vpcs.
package lens.controls.gensec01_bp02.genai_endpoints_present

import data.lens.lib.callers
import data.lens.lib.endpoints
import data.lens.lib.facts
import data.lens.lib.finding

_params := input.params["GENSEC01-BP02/genai-endpoints-present"]

_control_plane := {service | some service in endpoints.control_plane; _params.include_control_plane}

_ids := {id | some id in _params.vpc_ids} | {id | count(_params.vpc_ids) == 0; some id in callers.of_models}

# [VPC, its subject, callers in the VPC, proof of the VPC].
_scoped := [[vpc, subject, object.get(callers.in_vpc, vpc.properties.VpcId, []), proof] |
	some vpc in input.resources["AWS::EC2::VPC"]
	subject := facts.subject(vpc)
	proof := [{"id": vpc.id, "pointer": "/properties/VpcId"}]
	vpc.properties.VpcId in _ids
]

subjects := {subject | some [_, subject, _, _] in _scoped}

# [subject, services without an endpoint, callers that need them, VPCs of other accounts that may
# have an endpoint, proof of the VPC].
_lacking := [[subject, services, users, vpcs - endpoints.own, proof] |
	some [vpc, subject, found, proof] in _scoped
	vpcs := endpoints.reachable(vpc.properties.VpcId, _params.central_endpoint_vpcs)
	services := endpoints.lacking(vpc.region, vpcs, _control_plane | union({_needed(c) | some c in found}))
	count(services) > 0
	users := [c | some c in found; count(services & _needed(c)) > 0]
]

_needed(caller) := _control_plane | object.get(callers.services, caller.role, set())

violations contains finding.absent(subject, message, arguments, proof, _operations) if {
	some [subject, services, users, foreign, place] in _lacking
	count(foreign) == 0
	[message, arguments] := _said(services, {c.id | some c in users})
	proof := array.concat(place, [{"id": c.id, "pointer": c.pointer} | some c in users])
}

_operations contains "ec2:DescribeVpcEndpoints"

_operations contains "ec2:DescribeRouteTables" if count(_params.central_endpoint_vpcs) > 0

_said(services, users) := ["no-endpoint", [services]] if count(users) == 0

_said(services, users) := ["callers-lack-endpoint", [services, users]] if count(users) > 0

unseen contains finding.of(subject, "foreign-vpc", [services], proof) if {
	some [subject, services, _, foreign, proof] in _lacking
	count(foreign) > 0
}

unseen contains finding.of(subject, "roles-not-read", [roles], proof) if {
	some [_, subject, found, proof] in _scoped
	roles := {role | some caller in found; role := caller.role; not callers.known[role]}
	count(roles) > 0
}

# Only a VPC that a parameter names can have no callers.
unseen contains finding.of(subject, "no-callers", [], proof) if some [_, subject, [], proof] in _scoped

# An endpoint for all that the callers may need was seen, whatever else was not read.
proven contains subject if {
	some [vpc, subject, found, _] in _scoped
	some wanted in callers.enough(vpc.region, found)
	vpcs := endpoints.reachable(vpc.properties.VpcId, _params.central_endpoint_vpcs)
	count(endpoints.missing(vpc.region, vpcs, _control_plane | wanted)) == 0
}

relies_on contains [subject, place] if {
	some [vpc, subject, _, _] in _scoped
	some region in [vpc.region, "global"]
	some place in object.get(callers.unread, region, [])
}
