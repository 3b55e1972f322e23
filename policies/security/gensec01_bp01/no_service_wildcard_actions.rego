# METADATA
# title: Grant named actions, never a whole generative AI service
# description: >-
#   A policy that allows every action of a service also allows actions that nobody intended, and
#   those that AWS adds later.
# custom:
#   id: GENSEC01-BP01/no-service-wildcard-actions
#   severity: high
#   precision: very-high
#   mode: automated
#   resources: [AWS::IAM::ManagedPolicy, AWS::IAM::Role, AWS::IAM::User, AWS::IAM::Group]
#   lists: [iam:GetAccountAuthorizationDetails]
#   evidence: []
#   params:
#     prefixes: [
#       bedrock, bedrock-mantle, bedrock-agentcore, sagemaker, qbusiness, q, codewhisperer, kendra, aoss,
#       s3vectors, aws-external-anthropic]
#     allow_conditioned: false
#   messages:
#     service-wildcard: "a statement allows every action of a service: %s"
#     not-action: a statement with NotAction still allows every model-use action of %s
#     not-action-whole: a statement with NotAction still allows every action of %s
#   item: policy
#   remediation: List the exact actions that the workload calls, and remove the wildcard for the service.
package lens.controls.gensec01_bp01.no_service_wildcard_actions

import data.lens.lib.actions
import data.lens.lib.conditions
import data.lens.lib.documents
import data.lens.lib.finding

_params := input.params["GENSEC01-BP01/no-service-wildcard-actions"]

# [policy, statement, pointer to the statement] of each Allow statement.
_allows := [[policy, statement, sprintf("%s/Statement/%d", [policy.pointer, i])] |
	some policy in documents.policies
	some i, statement in policy.document.Statement
	statement.Effect == "Allow"
]

subjects contains subject if {
	some [policy, statement, _] in _allows
	_mentions(statement)
	subject := documents.subject(policy)
}

violations contains finding.of(subject, "service-wildcard", [wide], proof) if {
	some [policy, statement, pointer] in _allows
	wide := {pattern | some pattern in statement.Action} & _whole
	count(wide) > 0
	not _excused(statement)
	proof := [{"id": policy.id, "pointer": sprintf("%s/Action", [pointer])}]
	subject := documents.subject(policy)
}

violations contains finding.of(subject, message, [left], proof) if {
	some [policy, statement, pointer] in _allows
	some message, left in _left(statement)
	count(left) > 0
	not _excused(statement)
	proof := [{"id": policy.id, "pointer": sprintf("%s/NotAction", [pointer])}]
	subject := documents.subject(policy)
}

_left(statement) := {
	"not-action": actions.left_open(statement.NotAction, _params.prefixes),
	"not-action-whole": actions.left_whole(statement.NotAction, _params.prefixes),
}

# Each distinct pattern is compared once: `_whole` are the patterns for a whole service, and
# `_named` also those that name one of the services.
_whole := actions.whole(_params.prefixes)

_named := _whole | {pattern |
	some pattern in actions.patterns
	lower(split(pattern, ":")[0]) in _params.prefixes
	contains(pattern, ":")
}

_mentions(statement) if {
	some pattern in statement.Action
	pattern in _named
}

_mentions(statement) if {
	some action in (actions.model_use - actions.of(statement.NotAction))
	split(action, ":")[0] in _params.prefixes
}

_mentions(statement) if count(actions.left_whole(statement.NotAction, _params.prefixes)) > 0

_excused(statement) if {
	_params.allow_conditioned
	some limit in conditions.limits(statement, [])
	conditions.within(limit, {"network", "region", "resource-tag"})
}
