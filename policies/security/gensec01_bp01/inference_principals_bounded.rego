# METADATA
# title: Bound every principal that can call models with a permissions boundary and a short session
# description: A boundary holds what a principal may ever do with models, and a short session what stolen credentials are worth.
# custom:
#   id: GENSEC01-BP01/inference-principals-bounded
#   severity: medium
#   precision: very-high
#   mode: automated
#   resources: [AWS::IAM::Role, AWS::IAM::User]
#   lists: ["@model-use-principals"]
#   evidence: [iam:ListRoles]
#   params:
#     max_session_seconds: 14400
#     exempt_paths: [/aws-reserved/]
#   remediation: Set a permissions boundary that names the generative AI actions that are allowed, and lower the maximum session duration.
#   iac: {terraform: aws_iam_role.permissions_boundary, cloudformation: AWS::IAM::Role PermissionsBoundary}
package lens.controls.gensec01_bp01.inference_principals_bounded

import data.lens.lib.actions
import data.lens.lib.boundaries
import data.lens.lib.documents
import data.lens.lib.exempt
import data.lens.lib.facts
import data.lens.lib.principals
import data.lens.lib.text

_params := input.params["GENSEC01-BP01/inference-principals-bounded"]

# A principal with a policy that was not shown may be one too.
_ids := {id | some id, _ in principals.model_use} | {unread[0] | some unread in principals.unread}

_principals := {p.id: p |
	some list in [input.resources["AWS::IAM::Role"], input.resources["AWS::IAM::User"]]
	some p in list
	p.id in _ids
	not exempt.principal(p, _params.exempt_paths)
}

subjects contains facts.subject(p) if some _, p in _principals

# What was not shown may deny models to the principal, or keep them out: nothing is said of it.
violations contains {"subject": facts.subject(p), "message": message, "proof": [{"id": id, "pointer": pointer}]} if {
	some id, p in _principals
	not id in _doubted
	some [message, pointer] in _faults(p)
}

_faults(p) := {[message, "/properties/PermissionsBoundary"] | some message in _unbounded(boundaries.of[p.id])} | {[message, "/properties/MaxSessionDuration"] |
	_people_assume(p)
	p.properties.MaxSessionDuration > _params.max_session_seconds
	message := sprintf("a session may last %d s, which is longer than %d s", [p.properties.MaxSessionDuration, _params.max_session_seconds])
}

_unbounded("") := {"it has no permissions boundary"}

_unbounded(boundary) := {sprintf("its permissions boundary %s limits no model-use action", [text.quoted(boundary)]) |
	count(actions.model_use - boundaries.everywhere[boundary]) == 0
} if boundary != ""

# A service of AWS renews its session by itself: its length limits nobody.
_people_assume(role) if {
	some s in role.properties.AssumeRolePolicyDocument.Statement
	s.Effect == "Allow"
	not _services_alone(s)
}

_services_alone(s) if object.keys(s.Principal) == {"Service"}

# {[principal's ARN, ARN], ...}: a policy or a boundary of the principal that was not shown, or its own document that is none.
_doubts := (principals.unread | boundaries.unread) | {[id, id] | some id, _ in documents.unreadable}

_doubted := {doubt[0] | some doubt in _doubts}

unseen contains {"subject": facts.subject(p), "message": sprintf("%s could not be read", [text.quoted(arn)]), "proof": [{"id": id, "pointer": "/properties"}]} if {
	some [id, arn] in _doubts
	p := _principals[id]
}

unseen contains {"subject": facts.subject(p), "message": "how long a session may last was not shown", "proof": [{"id": id, "pointer": "/properties"}]} if {
	some id, p in _principals
	not _session_known(p)
}

# Nothing more hangs on ListRoles.
proven contains facts.subject(p) if {
	some id, p in _principals
	not id in _doubted
	_session_known(p)
}

_session_known(p) if p.properties.MaxSessionDuration

_session_known(p) if not _people_assume(p)
