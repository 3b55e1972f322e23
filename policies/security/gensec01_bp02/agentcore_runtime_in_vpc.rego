# METADATA
# title: Run AgentCore runtimes in VPC mode on subnets without an internet gateway route
# description: >-
#   In the network mode PUBLIC, the code of an agent reaches the internet through a network of AWS, past your
#   routes, security groups and endpoint policies. The mode is about what the code calls: whoever calls the
#   runtime still needs the permission, or a token.
# custom:
#   id: GENSEC01-BP02/agentcore-runtime-in-vpc
#   severity: medium
#   precision: high
#   mode: automated
#   resources: [AWS::BedrockAgentCore::Runtime, AWS::BedrockAgentCore::Harness]
#   lists: [bedrock-agentcore-control:ListAgentRuntimes, bedrock-agentcore-control:ListHarnesses]
#   evidence:
#     - bedrock-agentcore-control:GetAgentRuntime
#     - bedrock-agentcore-control:ListAgentRuntimeEndpoints
#     - bedrock-agentcore-control:GetHarness
#     - bedrock-agentcore-control:GetCapacityProvider
#     - "@subnet-routes"
#   params: {}
#   messages:
#     public: the network mode is PUBLIC
#     gateway: subnets have a default route to an internet gateway, %s
#     other-route: decide whether a route to an internet gateway is needed, which these subnets have, %s
#     network-not-shown: AWS does not show its network
#     routes-not-shown: AWS does not show the routes of its subnets %s
#     provider-not-shown: no call shows the subnets of its capacity provider %s
#     version-not-shown: its endpoint %s does not show which version it serves
#   item: none
#   remediation: >-
#     Set the network mode to VPC with private subnets and security groups, and let each endpoint serve the
#     new version.
package lens.controls.gensec01_bp02.agentcore_runtime_in_vpc

import data.lens.lib.finding
import data.lens.lib.runtime_networks
import data.lens.lib.subnet_routes

subjects := runtime_networks.subjects

_public := {[subject, proof] |
	some [subject, network, proof] in runtime_networks.stated
	network.networkMode == "PUBLIC"
}

# [subject, subnets, {id, pointer}]
_placed := [[subject, named, proof] |
	some [subject, network, proof] in runtime_networks.stated
	network.networkMode == "VPC"
	named := {s | some s in network.networkModeConfig.subnets}
	count(named) > 0
]

violations := {finding.absent(subject, "public", [], [proof], runtime_networks.owners(subject)) |
	some [subject, proof] in _public
} | {violation |
	some [subject, named, proof] in _placed
	found := {s | some s in named; [subject.region, s] in subnet_routes.open}
	count(found) > 0

	# A subnet may have a table of its own in a part of the listing that was not read.
	own := {s | some s in found; not _by_main(subject, s)}
	tables := ["ec2:DescribeRouteTables" | count(own) == 0]
	operations := array.concat(tables, runtime_networks.owners(subject))
	violation := finding.absent(subject, "gateway", [found], [proof], operations)
}

_by_main(subject, subnet) if [subject.region, subnet] in subnet_routes.by_main

reviews := {finding.of(subject, "other-route", [found], [proof]) |
	some [subject, named, proof] in _placed
	found := {s | some s in named; [subject.region, s] in subnet_routes.half_open}
	count(found) > 0
}

unseen := union({
	{finding.of(s, "network-not-shown", [], []) | some s in _silent},
	{finding.of(subject, "routes-not-shown", [found], [proof]) |
		some [subject, named, proof] in _placed
		found := {s | some s in named; not _is_known(subject, s)}
		count(found) > 0
	},
	{finding.of(s, "provider-not-shown", [arn], []) | some [s, arn] in runtime_networks.hidden},
	{finding.of(s, "version-not-shown", [name], []) | some [s, name] in runtime_networks.unclear},
})

# Of a mode that is not known here, or without subnets.
_silent := runtime_networks.silent | {s | some [s, _] in (_stated - (_public | _read))}

_stated := {[s, proof] | some [s, _, proof] in runtime_networks.stated}

_read := {[s, proof] | some [s, _, proof] in _placed}

_is_known(subject, subnet) if [subject.region, subnet] in subnet_routes.known

relies_on := runtime_networks.relying
