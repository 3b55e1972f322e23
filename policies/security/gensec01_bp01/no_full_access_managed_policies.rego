# METADATA
# title: Attach no AWS managed full-access policy for a generative AI service
# description: These policies allow every action on every resource of a service, including administration.
# custom:
#   id: GENSEC01-BP01/no-full-access-managed-policies
#   severity: high
#   precision: very-high
#   mode: automated
#   resources: [AWS::IAM::Role, AWS::IAM::User, AWS::IAM::Group]
#   lists: [iam:GetAccountAuthorizationDetails]
#   evidence: []
#   params:
#     policy_names: [
#       AmazonBedrockFullAccess, AmazonBedrockMantleFullAccess, AmazonBedrockMarketplaceAccess,
#       BedrockAgentCoreFullAccess, AmazonSageMakerFullAccess, AmazonQFullAccess, AmazonKendraFullAccess,
#       AnthropicFullAccess]
#     exempt_principals: []
#   messages:
#     attached: AWS managed policy %s is attached
#   item: none
#   remediation: >-
#     Replace the managed policy with your own policy that names the models, endpoints and actions
#     that the principal needs.
package lens.controls.gensec01_bp01.no_full_access_managed_policies

import data.lens.lib.documents
import data.lens.lib.exempt
import data.lens.lib.facts
import data.lens.lib.finding

_params := input.params["GENSEC01-BP01/no-full-access-managed-policies"]

_principals := [p |
	some list in [
		input.resources["AWS::IAM::Role"],
		input.resources["AWS::IAM::User"],
		input.resources["AWS::IAM::Group"],
	]
	some p in list
	not documents.service_linked(p)
	exempted := _params.exempt_principals
	not exempt.principal(p, exempted)
]

subjects := {facts.subject(p) | some p in _principals}

# A permissions boundary does not excuse the policy: the next principal with it may have none.
violations contains finding.of(subject, "attached", arguments, proof) if {
	some p in _principals
	some i, policy in p.properties.AttachedManagedPolicies
	policy.PolicyArn in _listed
	proof := [{"id": p.id, "pointer": sprintf("/properties/AttachedManagedPolicies/%d", [i])}]
	subject := facts.subject(p)
	arguments := [policy.PolicyArn]
}

_listed := {sprintf("arn:%s:iam::aws:policy/%s%s", [input.partition, folder, name]) |
	some name in _params.policy_names
	some folder in ["", "service-role/"]
}
