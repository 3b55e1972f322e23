# METADATA
# title: Limit who can assume the roles that call models
# description: Whoever may assume such a role calls models on this account's bill, with its data.
# custom:
#   id: GENSEC01-BP01/inference-role-trust-scoped
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::IAM::Role]
#   lists: ["@model-use-principals"]
#   evidence: ["@own-organization"]
#   params: {trusted_accounts: []}
#   messages:
#     any-account: the trust policy lets every AWS account assume the role
#     other-accounts: >-
#       the trust policy lets %s assume the role, and no condition names an external id or this organization
#     not-principal: "@trusts-all-but-some"
#     any-subject: the trust policy lets any user of %s assume the role, without a condition on the subject
#     any-audience: the trust policy lets users of %s assume the role, without a condition on the audience
#     any-app: the trust policy lets users of any app that %s signs in assume the role
#     guests: the trust policy lets guests of %s assume the role, who did not sign in
#     not-read: "%s could not be read"
#   item: none
#   remediation: >-
#     Name the callers in the trust policy. Add a condition on the external id or the organization of other
#     accounts, and on the subject and audience of identity providers.
package lens.controls.gensec01_bp01.inference_role_trust_scoped

import data.lens.lib.exposure
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.principals
import data.lens.lib.role_callers

_params := input.params["GENSEC01-BP01/inference-role-trust-scoped"]

_roles := {role.id: role |
	some role in input.resources["AWS::IAM::Role"]
	role.id in principals.may_use_models
	principals.people_assume(role)
}

subjects := {facts.subject(role) | some role in _roles}

# {[id of a role, message, arguments, operations, index of the statement], ...}
_faults := {[id, message, arguments, operations, i] |
	own := exposure.ours(_params.trusted_accounts)
	some id, role in _roles
	some [message, arguments, operations, i] in role_callers.faults(role, own)
}

_faulty := {id | some [id, _, _, _, _] in _faults}

_doubted := {id | some [id, _] in principals.doubts}

# What was not read may deny the calls of models.
violations contains finding.absent(subject, message, arguments, proof, operations) if {
	some [id, message, arguments, operations, i] in _faults
	not id in _doubted
	proof := [{"id": id, "pointer": sprintf("/properties/AssumeRolePolicyDocument/Statement/%d", [i])}]
	subject := facts.subject(_roles[id])
}

unseen contains finding.of(subject, "not-read", [arn], proof) if {
	some [id, arn] in principals.doubts
	id in _faulty
	proof := [{"id": id, "pointer": "/properties"}]
	subject := facts.subject(_roles[id])
}

# Whatever else was not read, these roles let in nobody whom they do not name.
proven contains subject if {
	some id, role in _roles
	not id in _faulty
	subject := facts.subject(role)
}
