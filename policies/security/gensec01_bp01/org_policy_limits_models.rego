# METADATA
# title: Restrict models and Regions with an organization policy
# description: >-
#   Administrators of the account can change its own policies. They cannot change a service control policy of
#   the organization, so models and Regions that nobody approved stay out of reach, whatever a role is
#   granted. Bedrock, its OpenAI-compatible endpoint and Claude Platform on AWS have actions of their own.
# custom:
#   id: GENSEC01-BP01/org-policy-limits-models
#   severity: medium
#   precision: high
#   mode: automated
#   resources: [AWS::Account]
#   lists: [organizations:DescribeOrganization, "@bedrock-regions-in-use", "@model-use-principals"]
#   evidence:
#     - organizations:ListParents
#     - organizations:ListPoliciesForTarget
#     - organizations:DescribePolicy
#     - "@model-use-principals"
#   params: {}
#   messages:
#     open: no service control policy limits the models or the Regions of %s
#     unreadable: >-
#       find out whether a service control policy limits the models or the Regions of %s; only the management
#       account and delegated administrators may read these policies
#     conditional: >-
#       find out whether the conditions of service control policy %s limit the models or the Regions of %s
#     resource-policy: >-
#       find out whether AWS applies resource control policy %s to %s, or add a service control policy
#     allow-list: >-
#       find out whether what service control policies allow limits the models or the Regions of %s;
#       FullAWSAccess is not attached to %s
#   item: none
#   remediation: >-
#     Attach a service control policy to the root or to an organizational unit. Let it deny these actions on
#     models and in Regions that are not approved.
package lens.controls.gensec01_bp01.org_policy_limits_models

import data.lens.lib.calls_in_use
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.group
import data.lens.lib.organization_policies

subjects := {facts.account("global") |
	organization_policies.applies
	count(calls_in_use.actions) > 0
}

_limits := {action: organization_policies.limits(lower(action)) | some action in calls_in_use.actions}

_open := {action | some action, found in _limits; count({l | some l in found; l[0] == "yes"}) == 0}

# What a person must look at: {[message, arguments, proof], ...}
_hints contains ["unreadable", [_open], []] if not organization_policies.shown

_hints contains ["allow-list", [_open, organization_policies.narrowed], []] if {
	count(organization_policies.narrowed) > 0
}

_hints contains [message, [name, actions], [proof]] if {
	doubtful := {[limit, action] | some action in _open; some limit in _limits[action]}
	some [verdict, name, proof], actions in group.by_first(doubtful)
	message := {"maybe": "conditional", "resource": "resource-policy"}[verdict]
}

violations := {finding.absent(subject, "open", [_open], [], _evidence) |
	some subject in subjects
	count(_open) > 0
	count(_hints) == 0
}

_evidence := [
	"organizations:ListParents", "organizations:ListPoliciesForTarget",
	"organizations:DescribePolicy",
]

reviews := {finding.of(subject, message, arguments, proof) |
	some subject in subjects
	count(_open) > 0
	some [message, arguments, proof] in _hints
}

# One policy is enough for an action, whatever was not read of the others. But it must be known
# which actions are in use.
proven := {s | some s in subjects; count(_open) == 0; not _doubtful}

_doubtful if input.gaps["iam:GetAccountAuthorizationDetails"]

shown := {[s, l[2]] |
	some s in subjects
	some found in _limits
	some l in found
	l[0] == "yes"
}
