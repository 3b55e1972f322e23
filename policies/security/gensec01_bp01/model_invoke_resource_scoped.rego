# METADATA
# title: Scope model invocation permissions to named models or inference profiles
# description: >-
#   A permission on every model includes the most expensive model, and models that nobody has tested
#   for this purpose.
# custom:
#   id: GENSEC01-BP01/model-invoke-resource-scoped
#   severity: high
#   precision: very-high
#   mode: automated
#   resources: [AWS::IAM::ManagedPolicy, AWS::IAM::Role, AWS::IAM::User, AWS::IAM::Group]
#   lists: [iam:GetAccountAuthorizationDetails]
#   evidence: []
#   params: {allow_provider_wildcard: false}
#   messages:
#     not-resource: a statement with NotResource allows model calls on every other resource
#     whole-kind: a statement allows model calls on %s, which matches every resource of type %s
#     whole-provider: a statement allows model calls on %s, which matches every model of a provider
#   item: policy
#   remediation: >-
#     Name the inference profile and the models behind it, and tie the models to the profile with
#     the condition key bedrock:InferenceProfileArn.
package lens.controls.gensec01_bp01.model_invoke_resource_scoped

import data.lens.lib.documents
import data.lens.lib.finding
import data.lens.lib.model_scope
import data.lens.lib.resources
import data.lens.lib.statements

_params := input.params["GENSEC01-BP01/model-invoke-resource-scoped"]

# The control no-service-wildcard-actions judges the statements that allow whole services.
_allows := [allow | some allow in statements.allows; count(allow.named & model_scope.actions) > 0]

subjects := {documents.subject(allow) | some allow in _allows}

violations contains finding.of(subject, "not-resource", [], proof) if {
	some allow in _allows
	allow.statement.NotResource
	proof := [{"id": allow.id, "pointer": sprintf("%s/NotResource", [allow.pointer])}]
	subject := documents.subject(allow)
}

violations contains finding.of(subject, message, arguments, proof) if {
	some allow in _allows
	some i, pattern in allow.statement.Resource
	[message, arguments] := _fault(pattern, model_scope.excused(allow.statement))
	proof := [{"id": allow.id, "pointer": sprintf("%s/Resource/%d", [allow.pointer, i])}]
	subject := documents.subject(allow)
}

_fault(pattern, excused) := ["whole-kind", [pattern, kinds]] if {
	kinds := resources.broad[pattern] & (model_scope.kinds - excused)
	count(kinds) > 0
} else := ["whole-provider", [pattern]] if {
	model_scope.whole_provider(pattern, _params.allow_provider_wildcard)
	not "foundation-model" in excused
}
