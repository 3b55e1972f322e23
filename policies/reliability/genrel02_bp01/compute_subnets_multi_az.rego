# METADATA
# title: Place agent compute in a VPC in two Availability Zones, with free addresses
# description: >-
#   Functions, runtimes and tools in a VPC run in the zones of the subnets that they name. If all of these
#   are in one zone, a fault there stops them. A subnet without free addresses takes no new load.
# custom:
#   id: GENREL02-BP01/compute-subnets-multi-az
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::Lambda::Function, AWS::BedrockAgentCore::Runtime, AWS::BedrockAgentCore::Harness,
#     AWS::BedrockAgentCore::BrowserCustom, AWS::BedrockAgentCore::CodeInterpreterCustom,
#     AWS::BedrockAgentCore::GatewayTarget, AWS::Bedrock::KnowledgeBase]
#   lists: ["@genai-functions", bedrock-agentcore-control:GetAgentRuntime,
#     bedrock-agentcore-control:GetBrowser, bedrock-agentcore-control:GetCodeInterpreter,
#     bedrock-agent:GetVpcConfiguration]
#   evidence: [bedrock-agentcore-control:GetAgentRuntime, bedrock-agentcore-control:GetCapacityProvider,
#     ec2:DescribeSubnets]
#   workload: [functions]
#   params:
#     min_azs: 2
#     min_free_ips: 8
#   messages:
#     few-zones: the number of Availability Zones of its subnets is %s, and at least %s are required
#     few-addresses: subnet %s has %s free addresses, and at least %s are required
#     subnets-not-shown: no call shows the Availability Zone and the free addresses of its subnets %s
#     provider-not-shown: no call shows the subnets of its capacity provider %s
#   item: part
#   remediation: Add a subnet of another Availability Zone, and use subnets that have free addresses.
package lens.controls.genrel02_bp01.compute_subnets_multi_az

import data.lens.lib.compute_subnets
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.zones

_params := input.params["GENREL02-BP01/compute-subnets-multi-az"]

subjects := _placed | _hidden

_placed := {subject | some [subject, _, _] in compute_subnets.placed}

_hidden := {subject | some [subject, _, _] in compute_subnets.hidden}

violations := {finding.of(subject, "few-zones", [number, _params.min_azs], [proof]) |
	some [subject, subnets, proof] in compute_subnets.placed
	zones.few(subject.region, subnets, _params.min_azs)
	number := count(zones.known(subject.region, subnets))
} | {finding.of(subject, "few-addresses", [subnet, free, _params.min_free_ips], [proof, read]) |
	some [subject, subnets, proof] in compute_subnets.placed
	some subnet in subnets
	[free, id] := _short[[subject.region, subnet]]
	read := {"id": id, "pointer": "/properties/AvailableIpAddressCount"}
}

proven := (_placed - _hidden) - {row[0] | some row in compute_subnets.placed; not _good(row)}

# A version of the runtime that was not read may have other subnets.
_good([subject, subnets, _]) if {
	count([g |
		subject.type == "AWS::BedrockAgentCore::Runtime"
		some g in facts.touching("bedrock-agentcore-control:GetAgentRuntime", subject, [])
	]) == 0
	zones.enough(subject.region, subnets, _params.min_azs)
	count(_without_room(subject.region, subnets)) == 0
}

unseen := {finding.of(subject, "subnets-not-shown", [shown], [proof]) |
	some [subject, subnets, proof] in compute_subnets.placed
	shown := zones.unknown(subject.region, subnets) | _without_room(subject.region, subnets)
	count(shown) > 0
} | {finding.of(subject, "provider-not-shown", [provider], [proof]) |
	some [subject, provider, proof] in compute_subnets.hidden
}

relies_on := {[subject, provider] | some [subject, provider, _] in compute_subnets.hidden}

# The subnets that are not known to have enough free addresses.
_without_room(region, subnets) := {subnet |
	some subnet in subnets
	place := [region, subnet]
	not place in _roomy
}

_roomy := {[s.region, s.properties.SubnetId] |
	some s in input.resources["AWS::EC2::Subnet"]
	_has_room(s)
}

# AWS counts IPv4 addresses, of which a subnet for IPv6 alone has none.
_has_room(s) if s.properties.AvailableIpAddressCount >= _params.min_free_ips

_has_room(s) if s.properties.Ipv6Native == true

_short := {[s.region, s.properties.SubnetId]: [free, s.id] |
	some s in input.resources["AWS::EC2::Subnet"]
	not _has_room(s)
	free := s.properties.AvailableIpAddressCount
}
