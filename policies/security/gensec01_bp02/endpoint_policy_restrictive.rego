# METADATA
# title: Replace the allow-all policy on generative AI VPC endpoints
# description: >-
#   If an endpoint allows any principal, somebody with credentials of another account can send data
#   out of the network through it.
# custom:
#   id: GENSEC01-BP02/endpoint-policy-restrictive
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::EC2::VPCEndpoint]
#   lists: [ec2:DescribeVpcEndpoints]
#   evidence: [ec2:DescribeVpcEndpoints, ec2:DescribeVpcEndpointServices]
#   params:
#     services: [
#       bedrock, bedrock-runtime, bedrock-agent, bedrock-agent-runtime, bedrock-mantle, bedrock-agentcore,
#       bedrock-agentcore.gateway, bedrock-agentcore-control, bedrock-data-automation, kendra, q, qbusiness,
#       bedrock-data-automation-runtime, sagemaker.api, sagemaker.runtime, s3vectors]
#   messages:
#     no-policy: no endpoint policy is set, so any principal can call any action of %s
#     open-policy: the endpoint policy lets any principal reach any resource of %s
#     by-address: >-
#       the endpoint policy for %s restricts private IP addresses only, not principals or resources
#   item: none
#   remediation: >-
#     Write an endpoint policy that allows only your organization's principals and the resources in use.
package lens.controls.gensec01_bp02.endpoint_policy_restrictive

import data.lens.lib.endpoint_policies
import data.lens.lib.endpoints
import data.lens.lib.facts
import data.lens.lib.finding

_params := input.params["GENSEC01-BP02/endpoint-policy-restrictive"]

_services := {endpoints.plain(name) | some name in _params.services}

# [endpoint, its service]. Some services do not support endpoint policies.
_endpoints := [[e, service] |
	some e in input.resources["AWS::EC2::VPCEndpoint"]
	service := endpoints.service(e)
	service in _services
	unsupported := endpoints.without_policy
	name := e.properties.ServiceName
	not name in unsupported
]

subjects := {facts.subject(e) | some [e, _] in _endpoints}

# Whether the service supports policies at all.
_supported := ["ec2:DescribeVpcEndpointServices"]

violations contains finding.absent(subject, "no-policy", [service], proof, _supported) if {
	some [e, service] in _endpoints
	not e.properties.PolicyDocument
	proof := [{"id": e.id, "pointer": "/properties"}]
	subject := facts.subject(e)
}

violations contains finding.absent(subject, "open-policy", [service], proof, _supported) if {
	some [e, service] in _endpoints
	some i in endpoint_policies.open(e.properties.PolicyDocument, service)
	proof := [{"id": e.id, "pointer": sprintf("/properties/PolicyDocument/Statement/%d", [i])}]
	subject := facts.subject(e)
}

# Who may call from these addresses is the owner's choice.
reviews contains finding.of(subject, "by-address", [service], proof) if {
	some [e, service] in _endpoints
	some i in endpoint_policies.by_address(e.properties.PolicyDocument, service)
	proof := [{"id": e.id, "pointer": sprintf("/properties/PolicyDocument/Statement/%d", [i])}]
	subject := facts.subject(e)
}

# The endpoint's own policy decides. A malformed document is read as empty and has a gap.
proven contains subject if {
	some [e, service] in _endpoints
	count(e.properties.PolicyDocument.Statement) > 0
	count(endpoint_policies.open(e.properties.PolicyDocument, service)) == 0
	subject := facts.subject(e)
	not subject in {r.subject | some r in reviews}
}
