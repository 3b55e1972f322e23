# METADATA
# title: Limit who may subscribe to models and accept their terms
# description: Whoever subscribes to a model accepts its price and its terms for the whole account.
# custom:
#   id: GENSEC01-BP01/model-subscription-restricted
#   severity: medium
#   precision: high
#   mode: automated
#   resources: [AWS::IAM::ManagedPolicy, AWS::IAM::Role, AWS::IAM::User, AWS::IAM::Group]
#   lists: [iam:GetAccountAuthorizationDetails]
#   evidence: []
#   params: {allowed_principals: []}
#   messages:
#     any-product: >-
#       a statement allows aws-marketplace:Subscribe for every product, without a condition on
#       aws-marketplace:ProductId
#     through-bedrock: >-
#       a statement allows aws-marketplace:Subscribe for every model that is enabled through Amazon Bedrock;
#       decide whether a condition on aws-marketplace:ProductId must limit it
#     who-accepts: >-
#       a statement allows %s; name those who may accept the terms of models in the parameter
#       allowed_principals
#     not-allowed: a statement allows %s, and the parameter allowed_principals does not name the principal
#     attached: a statement allows %s to %s, whom the parameter allowed_principals does not name
#     holders-not-shown: AWS did not list everybody whom the policy is attached to
#   item: none
#   remediation: >-
#     Limit aws-marketplace:Subscribe by the condition key aws-marketplace:ProductId to the approved models,
#     and let one role for procurement accept the terms of models.
package lens.controls.gensec01_bp01.model_subscription_restricted

import data.lens.lib.documents
import data.lens.lib.exempt
import data.lens.lib.finding
import data.lens.lib.policy_holders
import data.lens.lib.subscriptions

_params := input.params["GENSEC01-BP01/model-subscription-restricted"]

subjects := {_subject(found.allow) | some found in subscriptions.statements}

_subject(allow) := object.union(documents.subject(allow), {"item": ""})

_proof(allow) := [{"id": allow.id, "pointer": allow.pointer}]

violations contains finding.of(subject, "any-product", [], proof) if {
	some found in subscriptions.statements
	found.subscribes == "any-product"
	[subject, proof] := [_subject(found.allow), _proof(found.allow)]
}

reviews contains finding.of(subject, "through-bedrock", [], proof) if {
	some found in subscriptions.statements
	found.subscribes == "through-bedrock"
	[subject, proof] := [_subject(found.allow), _proof(found.allow)]
}

# The statements that let somebody accept terms.
_accepting := [found | some found in subscriptions.statements; count(found.accepts) > 0]

reviews contains finding.of(subject, "who-accepts", arguments, proof) if {
	count(_params.allowed_principals) == 0
	some found in _accepting
	arguments := [found.accepts]
	[subject, proof] := [_subject(found.allow), _proof(found.allow)]
}

violations contains finding.of(subject, message, arguments, proof) if {
	count(_params.allowed_principals) > 0
	some found in _accepting
	names := {p.name | some p in policy_holders.of[found.allow.id]; not _allowed(p)}
	count(names) > 0
	own := found.allow.type != "AWS::IAM::ManagedPolicy"
	[message, arguments] := _said(own, found.accepts, names)
	[subject, proof] := [_subject(found.allow), _proof(found.allow)]
}

_said(true, accepts, _) := ["not-allowed", [accepts]]

_said(false, accepts, names) := ["attached", [accepts, names]]

_allowed(p) if exempt.principal(p, _params.allowed_principals)

_allowed(p) if exempt.named(p.id, _params.allowed_principals)

unseen contains finding.of(subject, "holders-not-shown", [], proof) if {
	count(_params.allowed_principals) > 0
	some found in _accepting
	found.allow.id in policy_holders.incomplete
	[subject, proof] := [_subject(found.allow), _proof(found.allow)]
}
