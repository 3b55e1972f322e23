# METADATA
# title: Grant named actions, never a whole generative AI service
# description: A policy that allows every action of a service also allows those that nobody meant, and those that AWS adds tomorrow.
# custom:
#   id: GENSEC01-BP01/no-service-wildcard-actions
#   severity: high
#   precision: very-high
#   mode: automated
#   resources: [AWS::IAM::ManagedPolicy, AWS::IAM::Role, AWS::IAM::User, AWS::IAM::Group]
#   lists: [iam:GetAccountAuthorizationDetails]
#   evidence: []
#   params:
#     prefixes: [bedrock, bedrock-mantle, bedrock-agentcore, sagemaker, qbusiness, q, codewhisperer, kendra, aoss, s3vectors]
#     allow_conditioned: false
#   remediation: List the exact actions that the workload calls and drop the wildcard that stands for the whole service.
#   iac: {terraform: aws_iam_policy.policy, cloudformation: AWS::IAM::ManagedPolicy PolicyDocument}
#   peers: [prowler:iam_customer_attached_policy_no_administrative_privileges, prowler:iam_inline_policy_no_administrative_privileges, aws-samples-aiml:FS-22]
package lens.controls.gensec01_bp01.no_service_wildcard_actions

import data.lens.lib.actions
import data.lens.lib.conditions
import data.lens.lib.documents
import data.lens.lib.text

_params := input.params["GENSEC01-BP01/no-service-wildcard-actions"]

# [policy, statement, its place in the list], of the Allow statements.
_allows := [[held, statement, i] |
	some held in documents.all
	some i, statement in held.document.Statement
	statement.Effect == "Allow"
]

subjects contains documents.subject(allow[0]) if {
	some allow in _allows
	_mentions(allow[1])
}

violations contains {
	"subject": documents.subject(allow[0]),
	"message": sprintf("a statement allows %s", [text.names(wide)]),
	"proof": [{"id": allow[0].id, "pointer": sprintf("%s/Statement/%d/Action", [allow[0].pointer, allow[2]])}],
} if {
	some allow in _allows
	wide := {pattern | some pattern in allow[1].Action} & _whole
	count(wide) > 0
	not _excused(allow[1])
}

violations contains {
	"subject": documents.subject(allow[0]),
	"message": sprintf("a statement with NotAction leaves every model-use action of %s granted", [text.names(left)]),
	"proof": [{"id": allow[0].id, "pointer": sprintf("%s/Statement/%d/NotAction", [allow[0].pointer, allow[2]])}],
} if {
	some allow in _allows
	allow[1].NotAction
	not _excused(allow[1])
	left := _left(allow[1])
	count(left) > 0
}

# The distinct patterns that stand for one of the services, and those that name one or stand for it: looked at once, not once a statement.
_whole := {pattern | some pattern in actions.wide; count(actions.services(pattern, _params.prefixes)) > 0}

_named := _whole | {pattern | some pattern in actions.patterns; lower(split(pattern, ":")[0]) in _params.prefixes; contains(pattern, ":")}

_mentions(statement) if {
	some pattern in statement.Action
	pattern in _named
}

_mentions(statement) if {
	statement.NotAction
	some action in (actions.model_use - actions.of(statement.NotAction))
	split(action, ":")[0] in _params.prefixes
}

# The prefixes whose model-use actions a NotAction leaves granted, all of them.
_left(statement) := {prefix |
	some prefix in _params.prefixes
	own := {action | some action in actions.model_use; startswith(action, sprintf("%s:", [prefix]))}
	count(own) > 0
	count(own & actions.of(statement.NotAction)) == 0
}

_excused(statement) if {
	_params.allow_conditioned
	some condition in conditions.restricting(statement)
	_narrows(condition[1])
}

_narrows(key) if key in {"aws:sourcevpce", "aws:sourcevpc", "aws:requestedregion"}

_narrows(key) if startswith(key, "aws:resourcetag/")
