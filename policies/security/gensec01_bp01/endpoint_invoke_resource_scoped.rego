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

import data.lens.lib.conditions
import data.lens.lib.documents
import data.lens.lib.finding
import data.lens.lib.resources
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

# [statement, its actions of `_written`, subject]. no-service-wildcard-actions judges whole
# services.
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
	wide := (resources.broad[pattern] - _below_one_parent(pattern)) | _components(pattern)
	names := {_written[action] | some action in asked; count(_kinds[action] & wide) > 0}
	count(names) > 0
	kinds := wide & union({_kinds[action] | some action in asked})
	proof := [{"id": allow.id, "pointer": sprintf("%s/Resource/%d", [allow.pointer, i])}]
}

violations contains finding.of(subject, "any-model", ["bedrock-mantle:CreateInference"], proof) if {
	some [allow, asked, subject] in _allows
	"bedrock-mantle:createinference" in asked
	statement := allow.statement
	not _limits_models(statement)
	proof := [{"id": allow.id, "pointer": allow.pointer}]
}

# A call of an endpoint may name one of the inference components that run there.
_kinds := {action: kinds |
	some action, _ in _written
	part := {"inference-component" | startswith(action, "sagemaker:")}
	kinds := resources.of_action[action] | part
}

# A pattern for all aliases of one agent or flow names that agent. Its id has 10 characters.
_below_one_parent(pattern) := {"agent-alias", "flow-alias"} if {
	regex.match(`^arn:([^:]*:){4}(agent-alias|flow)/([^/*?]+/|[0-9A-Z]{10}[*?])`, pattern)
} else := set()

# Inference components have names of the same form as endpoints.
_components(pattern) := {"inference-component"} if {
	contains(pattern, ":inference-component/")
	"endpoint" in resources.breadth_of(replace(pattern, ":inference-component/", ":endpoint/"))
} else := set()

_limits_models(statement) if {
	some [_, key, values] in conditions.restricting(statement)
	key == "bedrock-mantle:model"
	every value in values { regex.match(`[a-zA-Z0-9]`, regex.replace(value, `\$\{[^}]*\}`, "*")) }
}
