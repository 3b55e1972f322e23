# METADATA
# title: Attach no AWS managed full-access policy for a generative AI service
# description: These policies allow every action on every resource of a service, administration included.
# custom:
#   id: GENSEC01-BP01/no-full-access-managed-policies
#   severity: high
#   precision: very-high
#   mode: automated
#   resources: [AWS::IAM::Role, AWS::IAM::User, AWS::IAM::Group]
#   lists: [iam:GetAccountAuthorizationDetails]
#   evidence: []
#   params:
#     policy_names: [AmazonBedrockFullAccess, AmazonBedrockMantleFullAccess, AmazonBedrockMarketplaceAccess, BedrockAgentCoreFullAccess, AmazonSageMakerFullAccess, AmazonQFullAccess, AmazonKendraFullAccess]
#     exempt_principals: []
#   remediation: Replace the managed policy by one of your own that names the models, endpoints and actions that the principal needs.
#   iac: {terraform: aws_iam_role_policy_attachment.policy_arn, cloudformation: AWS::IAM::Role ManagedPolicyArns}
#   peers: [prowler:bedrock_full_access_policy_attached, aws-samples-aiml:BR-01, aws-samples-aiml:AC-02, aws-samples-aiml:SM-02]
package lens.controls.gensec01_bp01.no_full_access_managed_policies

import data.lens.lib.documents
import data.lens.lib.exempt
import data.lens.lib.facts
import data.lens.lib.text

_params := input.params["GENSEC01-BP01/no-full-access-managed-policies"]

_principals := {p.id: p |
	some list in [input.resources["AWS::IAM::Role"], input.resources["AWS::IAM::User"], input.resources["AWS::IAM::Group"]]
	some p in list
	not documents.service_linked(p)
	not exempt.principal(p, _params.exempt_principals)
}

subjects contains facts.subject(p) if some _, p in _principals

# A permissions boundary does not excuse it: the next principal with the same policy has none.
violations contains {
	"subject": facts.subject(p),
	"message": sprintf("the AWS managed policy %s is attached", [text.quoted(policy.PolicyArn)]),
	"proof": [{"id": p.id, "pointer": sprintf("/properties/AttachedManagedPolicies/%d", [i])}],
} if {
	some _, p in _principals
	some i, policy in p.properties.AttachedManagedPolicies
	policy.PolicyArn in _listed
}

_listed := {sprintf("arn:%s:iam::aws:policy/%s%s", [input.partition, folder, name]) |
	some name in _params.policy_names
	some folder in ["", "service-role/"]
}
