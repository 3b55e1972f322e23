# METADATA
# title: Give every VPC that runs model callers interface endpoints for the services it calls
# description: Without an endpoint, prompts and answers leave the network for public addresses, past every control on the way.
# custom:
#   id: GENSEC01-BP02/genai-endpoints-present
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::EC2::VPC]
#   lists: [ec2:DescribeVpcs, "@vpc-callers"]
#   evidence: ["@vpc-callers", "@model-use-principals", ec2:DescribeVpcEndpoints, ec2:DescribeVpcEndpointServices, ec2:DescribeRouteTables]
#   params: {vpc_ids: [], central_endpoint_vpcs: [], include_control_plane: false}
#   remediation: Create interface endpoints for the named services in the callers' subnets, or name the central VPC that has them in the parameters.
#   iac: {terraform: aws_vpc_endpoint.service_name, cloudformation: AWS::EC2::VPCEndpoint ServiceName}
#   peers: [prowler:bedrock_vpc_endpoints_configured, aws-samples-aiml:BR-02, aws-samples-aiml:AC-08]
package lens.controls.gensec01_bp02.genai_endpoints_present

import data.lens.lib.callers
import data.lens.lib.endpoints
import data.lens.lib.facts
import data.lens.lib.text

_params := input.params["GENSEC01-BP02/genai-endpoints-present"]

_control_plane := {s | some s in {"bedrock", "bedrock-agent", "bedrock-agentcore-control", "sagemaker.api"}; _params.include_control_plane}

# [VPC, what calls from it].
_scoped := [[vpc, object.get(callers.in_vpc, vpc.properties.VpcId, [])] |
	some vpc in input.resources["AWS::EC2::VPC"]
	_in_scope(vpc.properties.VpcId)
]

_in_scope(id) if id in _params.vpc_ids

_in_scope(id) if {
	count(_params.vpc_ids) == 0
	id in callers.of_models
}

# [VPC, services that it lacks, what calls them]. Nothing can lack what AWS does not offer in the region.
_lacking := [[vpc, services, users] |
	some [vpc, found] in _scoped
	called := {s | some c in found; some s in callers.services[c.role]}
	services := {s | some s in (called | _control_plane); [vpc.region, s] in endpoints.offered; not _reached(vpc, s)}
	count(services) > 0
	users := [c | some c in found; count(services & (_control_plane | object.get(callers.services, c.role, set()))) > 0]
]

_reached(vpc, service) if [vpc.region, vpc.properties.VpcId, service] in endpoints.available

_reached(vpc, service) if {
	some central in _central(vpc)
	[vpc.region, central, service] in endpoints.available
}

_central(vpc) := {id | some id in _params.central_endpoint_vpcs; vpc.properties.VpcId in endpoints.routed}

subjects contains facts.subject(pair[0]) if some pair in _scoped

violations contains {
	"subject": facts.subject(vpc),
	"message": sprintf("it has no available interface endpoint for %s%s", [text.names(services), _for(users)]),
	"proof": array.concat([{"id": vpc.id, "pointer": "/properties/VpcId"}], _proof(users)),
	"absent_from": array.concat(["ec2:DescribeVpcEndpoints"], ["ec2:DescribeRouteTables" | count(_params.central_endpoint_vpcs) > 0]),
} if {
	some [vpc, services, users] in _lacking
	count(_hidden(vpc)) == 0
}

_for(users) := sprintf(", needed by %s", [text.names({c.id | some c in users})]) if count(users) > 0

_for(users) := "" if count(users) == 0

_proof(users) := [{"id": c.id, "pointer": c.pointer} | some c in users]

# Endpoints that only another account is shown.
_hidden(vpc) := ({vpc.properties.VpcId} | _central(vpc)) - endpoints.own

unseen contains _unseen(vpc, sprintf("endpoints for %s may be in %s, which belongs to another account", [text.names(services), text.names(_hidden(vpc))])) if {
	some [vpc, services, _] in _lacking
	count(_hidden(vpc)) > 0
}

unseen contains _unseen(vpc, sprintf("what calls from it may do more than was seen: %s could not be read", [text.names(roles)])) if {
	some [vpc, found] in _scoped
	roles := {c.role | some c in found; not c.role in callers.known}
	count(roles) > 0
}

# Named in the parameters.
unseen contains _unseen(vpc, "nothing that calls from it was seen, so that no call shows what it needs") if some [vpc, []] in _scoped

_unseen(vpc, message) := {"subject": facts.subject(vpc), "message": message, "proof": [{"id": vpc.id, "pointer": "/properties/VpcId"}]}

relies_on contains [facts.subject(vpc), place] if {
	some [vpc, _] in _scoped
	some region in [vpc.region, "global"]
	some place in object.get(callers.unread, region, [])
}
