# METADATA
# title: Limit every principal that can call models by a permissions boundary and a short session
# description: A boundary limits the use of models, and a short session limits the use of stolen credentials.
# custom:
#   id: GENSEC01-BP01/inference-principals-bounded
#   severity: medium
#   precision: very-high
#   mode: automated
#   resources: [AWS::IAM::Role, AWS::IAM::User]
#   lists: ["@model-use-principals"]
#   evidence: [iam:ListRoles]
#   params: {max_session_seconds: 14400, exempt_paths: [/aws-reserved/]}
#   messages:
#     no-boundary: no permissions boundary is set
#     open-boundary: permissions boundary %s does not restrict model use
#     long-session: the maximum session duration is %s, longer than the allowed %s
#     not-read: "%s could not be read"
#     unreadable: one of its policy documents could not be read
#     session-not-shown: AWS did not return the maximum session duration
#   item: none
#   remediation: >-
#     Set a permissions boundary that names the allowed generative AI actions, and lower the maximum session
#     duration.
package lens.controls.gensec01_bp01.inference_principals_bounded

import data.lens.lib.boundaries
import data.lens.lib.exempt
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.principals

_params := input.params["GENSEC01-BP01/inference-principals-bounded"]

_principals := {p.id: p |
	some list in [input.resources["AWS::IAM::Role"], input.resources["AWS::IAM::User"]]
	some p in list
	p.id in principals.may_use_models
	paths := _params.exempt_paths
	not exempt.principal(p, paths)
}

subjects := {facts.subject(p) | some p in _principals}

_doubted := {id | some [id, _] in principals.doubts}

_certain := {id: p | some id, p in _principals; not id in _doubted}

violations contains found if {
	some id, p in _certain
	boundaries.of[id] == ""
	found := _of(p, "no-boundary", [], "/PermissionsBoundary")
}

violations contains found if {
	some id, p in _certain
	boundary := boundaries.of[id]
	boundary in boundaries.open
	found := _of(p, "open-boundary", [boundary], "/PermissionsBoundary")
}

violations contains found if {
	some p in _certain
	principals.people_assume(p)
	seconds := p.properties.MaxSessionDuration
	seconds > _params.max_session_seconds
	arguments := [{"seconds": seconds}, {"seconds": _params.max_session_seconds}]
	found := _of(p, "long-session", arguments, "/MaxSessionDuration")
}

unseen contains found if {
	some [id, arn] in principals.doubts
	p := _principals[id]
	[message, arguments] := _doubt(id, arn)
	found := _of(p, message, arguments, "")
}

# A principal has a doubt about itself if one of its own documents is malformed.
_doubt(id, arn) := ["unreadable", []] if id == arn

_doubt(id, arn) := ["not-read", [arn]] if id != arn

unseen contains found if {
	some id in _untimed
	p := _principals[id]
	found := _of(p, "session-not-shown", [], "")
}

# Only the length of a session depends on ListRoles.
proven contains subject if {
	some id, p in _certain
	not id in _untimed
	subject := facts.subject(p)
}

_untimed := {id | some id, p in _principals; principals.people_assume(p); not p.properties.MaxSessionDuration}

_of(p, message, arguments, pointer) := finding.of(facts.subject(p), message, arguments, proof) if {
	proof := [{"id": p.id, "pointer": concat("", ["/properties", pointer])}]
}
