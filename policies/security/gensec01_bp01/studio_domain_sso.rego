# METADATA
# title: Sign users in to SageMaker Studio through single sign-on
# description: >-
#   With IAM, whoever may create the URL of a domain enters it as any user profile, and calls come from the
#   execution role that users share. Single sign-on ties each session to a person of the directory. With IAM,
#   the name of the user profile as source identity does so in the logs.
# custom:
#   id: GENSEC01-BP01/studio-domain-sso
#   severity: medium
#   precision: high
#   mode: automated
#   resources: [AWS::SageMaker::Domain]
#   lists: [sagemaker:ListDomains]
#   evidence: [sagemaker:DescribeDomain]
#   params:
#     allow_iam_with_source_identity: true
#   messages:
#     iam: users sign in with IAM, and their sessions do not carry the name of the user profile
#     iam-at-all: users sign in with IAM
#     not-shown: find out how users sign in, which AWS does not tell
#   item: none
#   remediation: >-
#     Create the domain with IAM Identity Center: the way to sign in cannot be changed later. Or let the
#     sessions of the execution role carry the name of the user profile as source identity.
package lens.controls.gensec01_bp01.studio_domain_sso

import data.lens.lib.facts
import data.lens.lib.finding

_params := input.params["GENSEC01-BP01/studio-domain-sso"]

# Nobody signs in to a domain that is not there yet, or not any more. Users of a domain of SageMaker
# Unified Studio sign in there.
_domains := [d |
	some d in input.resources["AWS::SageMaker::Domain"]
	status := object.get(d.properties, "Status", "")
	not status in {"Pending", "Deleting", "Failed"}
	not d.properties.DomainSettings.UnifiedStudioSettings.DomainId
]

subjects := {facts.subject(d) | some d in _domains}

violations := {finding.of(subject, message, [], [proof]) |
	some d in _domains
	d.properties.AuthMode == "IAM"
	accepted := _params.allow_iam_with_source_identity
	some message in _faults(d, accepted)
	subject := facts.subject(d)
	proof := {"id": d.id, "pointer": "/properties/AuthMode"}
}

_faults(_, false) := {"iam-at-all"}

_faults(domain, true) := {"iam" | not _names_users(domain)}

# Without the setting it is DISABLED.
_names_users(domain) if domain.properties.DomainSettings.ExecutionRoleIdentityConfig == "USER_PROFILE_NAME"

unseen := {finding.of(facts.subject(d), "not-shown", [], []) |
	some d in _domains
	mode := object.get(d.properties, "AuthMode", "")
	not mode in {"IAM", "SSO"}
}

shown := {[facts.subject(d), {"id": d.id, "pointer": "/properties/AuthMode"}] |
	some d in _domains
	d.properties.AuthMode
}
