# METADATA
# title: Scope endpoint, agent and OpenAI-compatible inference permissions to named resources
# description: A permission on every endpoint or agent includes those that somebody creates later.
# custom:
#   id: GENSEC01-BP01/endpoint-invoke-resource-scoped
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::IAM::ManagedPolicy, AWS::IAM::Role, AWS::IAM::User, AWS::IAM::Group]
#   lists: [iam:GetAccountAuthorizationDetails]
#   evidence: []
#   params: {}
#   messages:
#     not-resource: "@not-resource"
#     whole-kind: a statement allows %s on %s, which matches every resource of type %s
#     any-model: a statement allows %s on every model, without a condition on bedrock-mantle:Model
#   item: none
#   remediation: >-
#     Name the endpoints, aliases, runtimes, gateways and projects that the caller uses, and limit
#     bedrock-mantle:CreateInference by the condition key bedrock-mantle:Model.
package lens.controls.gensec01_bp01.endpoint_invoke_resource_scoped

import data.lens.lib.call_kinds
import data.lens.lib.conditions
import data.lens.lib.documents
import data.lens.lib.finding
import data.lens.lib.statements

# The actions as IAM writes them. RetrieveAndGenerate has no resource types.
_written := {lower(name): name |
	some name in [
		"aws-external-anthropic:CreateBatchInference", "aws-external-anthropic:CreateInference",
		"bedrock:InvokeAgent", "bedrock:InvokeFlow", "bedrock:Retrieve", "qbusiness:Chat",
		"bedrock-agentcore:InvokeAgentRuntime", "bedrock-agentcore:InvokeGateway",
		"bedrock-agentcore:InvokeHarness", "bedrock-mantle:CreateInference", "qbusiness:ChatSync",
		"sagemaker:InvokeEndpoint", "sagemaker:InvokeEndpointAsync",
		"sagemaker:InvokeEndpointWithResponseStream",
	]
}

# [statement, its actions of `_written`, subject]. Another control judges whole services.
_allows := [[allow, asked, subject] |
	some allow in statements.allows
	asked := {action | some action in allow.named; _written[action]}
	count(asked) > 0
	subject := object.union(documents.subject(allow), {"item": ""})
]

subjects := {subject | some [_, _, subject] in _allows}

violations contains finding.of(subject, "not-resource", [names], proof) if {
	some [allow, asked, subject] in _allows
	allow.statement.NotResource
	names := {_written[a] | some a in asked}
	proof := [{"id": allow.id, "pointer": sprintf("%s/NotResource", [allow.pointer])}]
}

violations contains finding.of(subject, "whole-kind", [names, pattern, kinds], proof) if {
	some [allow, asked, subject] in _allows
	some i, pattern in allow.statement.Resource
	wide := call_kinds.broad(pattern)
	names := {_written[action] | some action in asked; count(call_kinds.of_action[action] & wide) > 0}
	count(names) > 0
	kinds := wide & union({call_kinds.of_action[action] | some action in asked})
	proof := [{"id": allow.id, "pointer": sprintf("%s/Resource/%d", [allow.pointer, i])}]
}

violations contains finding.of(subject, "any-model", ["bedrock-mantle:CreateInference"], proof) if {
	some [allow, asked, subject] in _allows
	"bedrock-mantle:createinference" in asked
	statement := allow.statement
	not _limits_models(statement)
	proof := [{"id": allow.id, "pointer": allow.pointer}]
}

_limits_models(statement) if {
	some [_, key, values] in conditions.restricting(statement)
	key == "bedrock-mantle:model"
	every value in values { regex.match(`[a-zA-Z0-9]`, regex.replace(value, `\$\{[^}]*\}`, "*")) }
}
