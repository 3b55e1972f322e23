# METADATA
# title: Let no IAM user with an access key call models
# description: An access key does not expire. Whoever finds one calls models until somebody notices.
# custom:
#   id: GENSEC01-BP01/iam-users-no-inference
#   severity: high
#   precision: very-high
#   mode: automated
#   resources: [AWS::IAM::User]
#   lists: ["@model-use-principals"]
#   evidence: [iam:ListAccessKeys]
#   params: {}
#   messages:
#     active-key: an access key is active, and the policies allow actions that use models of %s
#     not-read: "%s could not be read"
#     keys-not-shown: AWS did not return the status of its access keys
#   item: none
#   remediation: >-
#     Give the workload an IAM role with temporary credentials, and delete the access key.
package lens.controls.gensec01_bp01.iam_users_no_inference

import data.lens.lib.access_keys
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.principals

_users := {u.id: u |
	some u in input.resources["AWS::IAM::User"]
	u.id in principals.may_use_models
}

subjects := {facts.subject(u) | some u in _users}

_doubted := {id | some [id, _] in principals.doubts}

# What was not read may deny these actions.
violations contains finding.of(subject, "active-key", [services], proof) if {
	some id, u in _users
	not id in _doubted
	services := {split(action, ":")[0] | some action in principals.model_use[id]}
	proof := array.concat(access_keys.active[id], _grants(id))
	subject := facts.subject(u)
}

# The statements that allow these actions.
_grants(id) := [{"id": s.policy, "pointer": s.pointer} |
	some s in _statements[id]
	s.effect == "Allow"
	count(s.actions & _model_use[id]) > 0
]

_statements := principals.statements

_model_use := principals.model_use

unseen contains finding.of(subject, "not-read", [arn], proof) if {
	some [id, arn] in principals.doubts
	subject := facts.subject(_users[id])
	proof := [{"id": id, "pointer": "/properties"}]
}

unseen contains finding.of(subject, "keys-not-shown", [], proof) if {
	some id, u in _users
	shown := access_keys.shown
	not id in shown
	proof := [{"id": id, "pointer": "/properties"}]
	subject := facts.subject(u)
}

# Without an access key that works, it does not matter what the user may do.
proven contains subject if {
	some id, u in _users
	id in access_keys.shown
	active := object.keys(access_keys.active)
	not id in active
	subject := facts.subject(u)
}
