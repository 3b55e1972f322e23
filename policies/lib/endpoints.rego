# METADATA
# title: VPC endpoints of generative AI services
# description: |
#   The name of a service is the end of the endpoint's service name: `bedrock-runtime` in
#   com.amazonaws.us-east-1.bedrock-runtime. One service has several such names: a name that ends in
#   -fips or -dualstack is the same service. States and types of endpoints are compared without
#   case, because AWS uses both cases. Endpoints for resources and service networks have no service
#   name. No rule here counts them.
package lens.lib.endpoints

# Services whose endpoints carry prompts, answers and data of models.
services := {
	"bedrock", "bedrock-agent", "bedrock-agent-runtime", "bedrock-agentcore", "bedrock-agentcore-control",
	"bedrock-agentcore.gateway", "bedrock-data-automation", "bedrock-data-automation-runtime",
	"bedrock-mantle", "bedrock-runtime", "kendra", "q", "qbusiness", "s3vectors", "sagemaker.api",
	"sagemaker.runtime",
}

# Services that manage resources and take no prompts.
control_plane := {"bedrock", "bedrock-agent", "bedrock-agentcore-control", "sagemaker.api"}

# The service of an endpoint.
service(r) := plain(form(r))

# The end of an endpoint's service name. This is SERVICE in com.amazonaws.REGION.SERVICE (in China
# with `cn.` before it, in the European Sovereign Cloud also eu.amazonaws.REGION.SERVICE), or in
# aws.api.REGION.SERVICE for Amazon Q Business.
form(r) := regex.replace(r.properties.ServiceName, _before, "")

_before := `^((cn\.)?com\.amazonaws|eu\.amazonaws|aws\.api)\.[a-z0-9-]+\.`

# The name of a service without its ending for FIPS or for dual stack.
plain(text) := regex.replace(text, `([.-](fips|dual-?stack))+$`, "")

# The interface endpoints for these services.
interfaces := [e |
	some e in input.resources["AWS::EC2::VPCEndpoint"]
	lower(e.properties.VpcEndpointType) == "interface"
	service(e) in services
]

# {[region, VPC id, service], ...}: the places with an available endpoint.
available := {_place(e) | some e in interfaces; _available(e)}

# {[region, VPC id, form], ...}: the available endpoints with private DNS. The default host name of
# `bedrock-runtime-fips` is not that of `bedrock-runtime`, so the form is the whole end of the
# endpoint's service name.
resolving := {[e.region, e.properties.VpcId, form(e)] |
	some e in interfaces
	_available(e)
	e.properties.PrivateDnsEnabled == true
}

_place(e) := [e.region, e.properties.VpcId, service(e)]

_available(e) if lower(e.properties.State) == "available"

# {[region, service], ...}: the services for which AWS offers endpoints in the Region.
offered := {[s.region, service(s)] | some s in input.resources["AWS::EC2::VPCEndpointService"]}

# The full service names whose endpoints cannot have a policy.
without_policy := {s.properties.ServiceName |
	some s in input.resources["AWS::EC2::VPCEndpointService"]
	s.properties.VpcEndpointPolicySupported == false
}

# The VPC, and the VPCs in `central` to which it has a route.
reachable(id, central) := {id} | {other | some other in central; id in routed}

# The services in `wanted` that AWS offers in a Region and that have no available endpoint in any of
# `vpcs`.
lacking(region, vpcs, wanted) := {name |
	some name in wanted
	[region, name] in offered
	count({id | some id in vpcs; [region, id, name] in available}) == 0
}

# The services in `wanted` for which no endpoint was seen in any of `vpcs`. Those that AWS does not
# offer in the Region are left out, if the list of what it offers is complete.
missing(region, vpcs, wanted) := {name |
	some name in wanted
	count({id | some id in vpcs; [region, id, name] in available}) == 0
	_may_be_offered(region, name)
}

_may_be_offered(region, name) if [region, name] in offered

_may_be_offered(region, _) if {
	some g in object.get(input.gaps, ["ec2:DescribeVpcEndpointServices", "*"], [])
	g.region == region
}

# Ids of the VPCs with an active route to another network. A route whose target is gone is in state
# `blackhole`.
routed := {table.properties.VpcId |
	some table in input.resources["AWS::EC2::RouteTable"]
	some route in table.properties.Routes
	lower(route.State) == "active"
	_leaves(route)
}

_leaves(route) if route.TransitGatewayId

_leaves(route) if route.VpcPeeringConnectionId

# Ids of the VPCs of this account. AWS lists a VPC's endpoints only for its owner.
own := {vpc.properties.VpcId |
	some vpc in input.resources["AWS::EC2::VPC"]
	vpc.properties.OwnerId == input.account
}

# VPC id -> its IPv4 and IPv6 ranges in use.
ranges := {vpc.properties.VpcId: array.concat(v4, v6) |
	some vpc in input.resources["AWS::EC2::VPC"]
	v4 := [block.CidrBlock |
		some block in vpc.properties.CidrBlockAssociationSet
		lower(block.CidrBlockState.State) == "associated"
	]
	v6 := [block.Ipv6CidrBlock |
		some block in vpc.properties.Ipv6CidrBlockAssociationSet
		lower(block.Ipv6CidrBlockState.State) == "associated"
	]
}

# Id of a security group -> its record, for the groups of these interface endpoints.
groups := {g.properties.GroupId: g |
	some g in input.resources["AWS::EC2::SecurityGroup"]
	g.properties.GroupId in _used
}

_used := {g.GroupId | some e in interfaces; some g in e.properties.Groups}
