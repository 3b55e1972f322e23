# METADATA
# title: VPC endpoints of generative AI services
# description: |
#   A service is called by the end of its endpoint's name: `bedrock-runtime` of com.amazonaws.us-east-1.bedrock-runtime. States and types of endpoints are
#   compared without case, since AWS writes them both ways.
package lens.lib.endpoints

# Services whose endpoints carry prompts, answers and what models work on.
services := {
	"bedrock", "bedrock-agent", "bedrock-agent-runtime", "bedrock-agentcore", "bedrock-agentcore-control", "bedrock-agentcore.gateway",
	"bedrock-data-automation", "bedrock-data-automation-runtime", "bedrock-mantle", "bedrock-runtime", "kendra", "q", "qbusiness", "s3vectors",
	"sagemaker.api", "sagemaker.runtime",
}

# com.amazonaws.REGION.SERVICE, with cn. before it in China; aws.api.REGION.SERVICE for Amazon Q Business.
service(r) := regex.replace(r.properties.ServiceName, `^((cn\.)?com\.amazonaws|aws\.api)\.[a-z0-9-]+\.`, "")

# The interface endpoints for these services.
interfaces := [e |
	some e in input.resources["AWS::EC2::VPCEndpoint"]
	lower(e.properties.VpcEndpointType) == "interface"
	service(e) in services
]

# {[region, VPC's id, service], ...}: where an available one is.
available := {_place(e) | some e in interfaces; _available(e)}

# The same for those whose private DNS is on, so that the service's usual name leads to them.
resolving := {_place(e) | some e in interfaces; _available(e); e.properties.PrivateDnsEnabled == true}

_place(e) := [e.region, e.properties.VpcId, service(e)]

_available(e) if lower(e.properties.State) == "available"

# {[region, service], ...}: for which AWS has endpoints at all.
offered := {[s.region, service(s)] | some s in input.resources["AWS::EC2::VPCEndpointService"]}

# VPCs with a route to others. One whose other end is gone is a black hole.
routed := {table.properties.VpcId |
	some table in input.resources["AWS::EC2::RouteTable"]
	some route in table.properties.Routes
	lower(route.State) == "active"
	_leads_to_others(route)
}

_leads_to_others(route) if route.TransitGatewayId

_leads_to_others(route) if route.VpcPeeringConnectionId

# VPCs that are this account's: only the owner of one is shown its endpoints.
own := {vpc.properties.VpcId |
	some vpc in input.resources["AWS::EC2::VPC"]
	vpc.properties.OwnerId == input.account
}

# VPC's id -> its ranges in use, IPv4 and IPv6.
ranges := {vpc.properties.VpcId: array.concat(v4, v6) |
	some vpc in input.resources["AWS::EC2::VPC"]
	v4 := [b.CidrBlock | some b in vpc.properties.CidrBlockAssociationSet; lower(b.CidrBlockState.State) == "associated"]
	v6 := [b.Ipv6CidrBlock | some b in vpc.properties.Ipv6CidrBlockAssociationSet; lower(b.Ipv6CidrBlockState.State) == "associated"]
}
