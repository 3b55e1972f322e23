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
#   evidence: [
#     "@vpc-callers", "@model-use-principals", ec2:DescribeVpcEndpoints, ec2:DescribeVpcEndpointServices,
#     ec2:DescribeRouteTables]
#   params: {vpc_ids: [], central_endpoint_vpcs: [], include_control_plane: false}
#   messages:
#     no-endpoint: it has no available interface endpoint for %s
#     callers-lack-endpoint: it has no available interface endpoint for %s, needed by %s
#     foreign-vpc: endpoints for %s may be in %s, which belongs to another account
#     roles-not-read: its callers may do more than was seen, since %s could not be read
#     no-callers: no caller was seen in it, so no call shows what it needs
#   item: none
#   remediation: Create interface endpoints for these services, or name their central VPC in the parameters.
package lens.controls.gensec01_bp02.genai_endpoints_present

import data.lens.lib.callers
import data.lens.lib.endpoints
import data.lens.lib.facts
import data.lens.lib.finding

_params := input.params["GENSEC01-BP02/genai-endpoints-present"]

_control_plane := {service | some service in endpoints.control_plane; _params.include_control_plane}

_ids := {id | some id in _params.vpc_ids} | {id | count(_params.vpc_ids) == 0; some id in callers.of_models}

# [VPC, callers in the VPC].
_scoped := [[vpc, object.get(callers.in_vpc, vpc.properties.VpcId, [])] |
	some vpc in input.resources["AWS::EC2::VPC"]
	vpc.properties.VpcId in _ids
]

subjects := {facts.subject(vpc) | some [vpc, _] in _scoped}

# [VPC, services without an endpoint, callers that need them, VPCs of other accounts that may have
# an endpoint].
_lacking := [[vpc, services, users, vpcs - endpoints.own] |
	some [vpc, found] in _scoped
	vpcs := endpoints.reachable(vpc.properties.VpcId, _params.central_endpoint_vpcs)
	services := endpoints.lacking(vpc.region, vpcs, _control_plane | union({_needed(c) | some c in found}))
	count(services) > 0
	users := [c | some c in found; count(services & _needed(c)) > 0]
]

_needed(caller) := _control_plane | object.get(callers.services, caller.role, set())

violations contains finding.absent(subject, message, arguments, proof, _operations) if {
	some [vpc, services, users, foreign] in _lacking
	count(foreign) == 0
	[message, arguments] := _said(services, {c.id | some c in users})
	proof := array.concat(_place(vpc), [{"id": c.id, "pointer": c.pointer} | some c in users])
	subject := facts.subject(vpc)
}

_operations contains "ec2:DescribeVpcEndpoints"

_operations contains "ec2:DescribeRouteTables" if count(_params.central_endpoint_vpcs) > 0

_said(services, users) := ["no-endpoint", [services]] if count(users) == 0

_said(services, users) := ["callers-lack-endpoint", [services, users]] if count(users) > 0

_place(vpc) := [{"id": vpc.id, "pointer": "/properties/VpcId"}]

unseen contains finding.of(subject, "foreign-vpc", [services, foreign], proof) if {
	some [vpc, services, _, foreign] in _lacking
	count(foreign) > 0
	subject := facts.subject(vpc)
	proof := _place(vpc)
}

unseen contains finding.of(subject, "roles-not-read", [roles], proof) if {
	some [vpc, found] in _scoped
	roles := {role | some caller in found; role := caller.role; not callers.known[role]}
	count(roles) > 0
	subject := facts.subject(vpc)
	proof := _place(vpc)
}

# Only a VPC that a parameter names can have no callers.
unseen contains found if {
	some [vpc, []] in _scoped
	found := finding.of(facts.subject(vpc), "no-callers", [], _place(vpc))
}

relies_on contains [subject, place] if {
	some [vpc, _] in _scoped
	some region in [vpc.region, "global"]
	some place in object.get(callers.unread, region, [])
	subject := facts.subject(vpc)
}
