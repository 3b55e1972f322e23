# METADATA
# title: Replace the allow-all policy on generative AI VPC endpoints
# description: An endpoint that lets any principal through lets stolen foreign credentials carry data out of the network.
# custom:
#   id: GENSEC01-BP02/endpoint-policy-restrictive
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::EC2::VPCEndpoint]
#   lists: [ec2:DescribeVpcEndpoints]
#   evidence: [ec2:DescribeVpcEndpoints]
#   params:
#     services: [bedrock, bedrock-runtime, bedrock-agent, bedrock-agent-runtime, bedrock-mantle, bedrock-data-automation, bedrock-data-automation-runtime, bedrock-agentcore, bedrock-agentcore.gateway, bedrock-agentcore-control, sagemaker.api, sagemaker.runtime, qbusiness, q, kendra, s3vectors]
#   remediation: Write an endpoint policy that allows your organization's principals and the models, agents or gateways in use.
#   iac: {terraform: aws_vpc_endpoint.policy, cloudformation: AWS::EC2::VPCEndpoint PolicyDocument}
#   peers: [prowler:vpc_endpoint_connections_trust_boundaries]
package lens.controls.gensec01_bp02.endpoint_policy_restrictive

import data.lens.lib.conditions
import data.lens.lib.endpoints
import data.lens.lib.facts
import data.lens.lib.text

_params := input.params["GENSEC01-BP02/endpoint-policy-restrictive"]

_endpoints := [e |
	some e in input.resources["AWS::EC2::VPCEndpoint"]
	endpoints.service(e) in _params.services
]

subjects contains facts.subject(e) if some e in _endpoints

violations contains {
	"subject": facts.subject(e),
	"message": sprintf("the endpoint for %s has no policy of its own, so it lets any principal call anything", [text.quoted(endpoints.service(e))]),
	"proof": [{"id": e.id, "pointer": "/properties"}],
} if {
	some e in _endpoints
	not e.properties.PolicyDocument
}

violations contains {
	"subject": facts.subject(e),
	"message": sprintf("the policy of the endpoint for %s lets any principal reach any resource", [text.quoted(endpoints.service(e))]),
	"proof": [{"id": e.id, "pointer": sprintf("/properties/PolicyDocument/Statement/%d", [i])}],
} if {
	some e in _endpoints
	some i, statement in e.properties.PolicyDocument.Statement
	statement.Effect == "Allow"
	_any_principal(statement)
	_any_resource(statement)
	not conditions.restricts(statement, _keys(e))
	not _denied(e)
}

# Its own document decides, whatever else the listing left out. One that is no policy document reads as empty, and its gap tells.
proven contains facts.subject(e) if {
	some e in _endpoints
	count(e.properties.PolicyDocument.Statement) > 0
}

_any_principal(statement) if "*" in statement.Principal.AWS

_any_principal(statement) if statement.NotPrincipal

_any_resource(statement) if "*" in statement.Resource

_any_resource(statement) if statement.NotResource

# Foundation models have no owner account, so conditions on the resource's owner say nothing about calls to them.
_keys(e) := _of_principals if endpoints.service(e) == "bedrock-runtime"

_keys(e) := _of_principals | {"aws:resourceaccount", "aws:resourceorgid"} if endpoints.service(e) != "bedrock-runtime"

_of_principals := {"aws:principalaccount", "aws:principalorgid", "aws:principalorgpaths", "aws:principalarn"}

# A Deny of every action to all but one's own says the same.
_denied(e) if {
	some statement in e.properties.PolicyDocument.Statement
	statement.Effect == "Deny"
	"*" in statement.Principal.AWS
	some action in statement.Action
	regex.match(`^([A-Za-z0-9-]+:)?\*+$`, action)
	"*" in statement.Resource
	conditions.restricts(statement, _keys(e))
}
