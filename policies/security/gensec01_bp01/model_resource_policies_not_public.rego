# METADATA
# title: Share custom models, guardrails and model packages with named accounts only
# description: >-
#   Whoever may copy a custom model has what it learned. A guardrail that strangers read shows how to get
#   around it.
# custom:
#   id: GENSEC01-BP01/model-resource-policies-not-public
#   severity: critical
#   precision: high
#   mode: automated
#   resources: [AWS::Bedrock::CustomModel, AWS::Bedrock::Guardrail, AWS::SageMaker::ModelPackageGroup]
#   lists: [bedrock:ListCustomModels, bedrock:ListGuardrails, "@generative-groups"]
#   evidence: [bedrock:GetResourcePolicy, sagemaker:GetModelPackageGroupPolicy, "@own-organization"]
#   params:
#     trusted_accounts: []
#   workload: [sagemaker]
#   messages:
#     open-to-anybody: "@policy-open-to-anybody"
#     open-to-others: "@policy-open-to-others"
#     open-to-services: "@policy-open-to-services"
#     open-to-customers: "@policy-open-to-customers"
#     open-to-unnamed: "@policy-open-to-unnamed"
#     open-to-addresses: "@policy-open-to-addresses"
#     unread: "@policy-unread"
#   item: none
#   remediation: Name accounts in place of the wildcard, or require your organization with aws:PrincipalOrgID.
package lens.controls.gensec01_bp01.model_resource_policies_not_public

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.generative_sagemaker
import data.lens.lib.resource_policies

_params := input.params["GENSEC01-BP01/model-resource-policies-not-public"]

# Type -> the prefix of its actions, the operation that reads its policy, and the member that is it.
_read_by := {
	"AWS::Bedrock::CustomModel": ["bedrock", "GetResourcePolicy", "resourcePolicy"],
	"AWS::Bedrock::Guardrail": ["bedrock", "GetResourcePolicy", "resourcePolicy"],
	"AWS::SageMaker::ModelPackageGroup": ["sagemaker", "GetModelPackageGroupPolicy", "ResourcePolicy"],
}

# [resource, prefix, operation, member] of what is judged. Of the package groups, these are the
# generative ones.
_shareable := [[r, prefix, answer, member] |
	some type, [prefix, answer, member] in _read_by
	some r in input.resources[type]
	_counts(r)
]

_counts(r) if r.type != "AWS::SageMaker::ModelPackageGroup"

_counts(r) if r.id in generative_sagemaker.groups

subjects := {facts.subject(r) | some [r, _, _, _] in _shareable}

violations contains finding.absent(subject, message, arguments, [proof], operations) if {
	some [r, prefix, answer, member] in _shareable
	place := sprintf("%s/%s", [answer, member])
	statements := resource_policies.statements(r, answer, member)
	found := resource_policies.faults(r.id, place, statements, prefix, _params.trusted_accounts)
	some [message, arguments, operations, proof] in found
	subject := facts.subject(r)
}

# Whom the owner chose to let in, only a person can say.
reviews contains finding.of(subject, message, arguments, proof) if {
	some [r, prefix, answer, member] in _shareable
	place := sprintf("%s/%s", [answer, member])
	statements := resource_policies.statements(r, answer, member)
	found := resource_policies.choices(r.id, place, statements, prefix, _params.trusted_accounts)
	some [message, arguments, proof] in found
	subject := facts.subject(r)
}

unseen := {finding.of(facts.subject(r), "unread", [], [{"id": r.id, "pointer": "/properties"}]) |
	some [r, _, answer, member] in _shareable
	not resource_policies.is_known(r, answer, member)
}
