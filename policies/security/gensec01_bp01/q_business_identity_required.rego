# METADATA
# title: Require signed-in users for every Amazon Q Business application
# description: >-
#   An anonymous application answers whoever reaches it from all that it has indexed. Without a signed-in user
#   there is nobody whose permissions could limit an answer, and nobody to ask who read it.
# custom:
#   id: GENSEC01-BP01/q-business-identity-required
#   severity: high
#   precision: very-high
#   mode: automated
#   resources: [AWS::QBusiness::Application]
#   lists: [qbusiness:ListApplications]
#   evidence: [qbusiness:GetApplication]
#   params: {}
#   messages:
#     anonymous: it answers anonymous users
#     no-identity: it has no identity type and names no identity provider
#     other-identity: find out whether users sign in with the identity type %s
#   item: none
#   remediation: >-
#     Create the application again with IAM Identity Center or another identity provider. An anonymous
#     application cannot be changed into one with users.
package lens.controls.gensec01_bp01.q_business_identity_required

import data.lens.lib.facts
import data.lens.lib.finding

# One that is being created or deleted, or that could not be created, answers nobody.
_applications := [a |
	some a in input.resources["AWS::QBusiness::Application"]
	status := object.get(a.properties, "status", "")
	not status in {"CREATING", "DELETING", "FAILED"}
]

subjects := {facts.subject(a) | some a in _applications}

# The listing has the type too, so it stands although the details were not read.
violations := {finding.of(subject, "anonymous", [], [proof]) |
	some a in _applications
	_type(a) == "ANONYMOUS"
	subject := facts.subject(a)
	proof := {"id": a.id, "pointer": "/properties/identityType"}
} | {finding.absent(subject, "no-identity", [], [proof], ["qbusiness:GetApplication"]) |
	some a in _applications
	_type(a) == ""
	not _has_provider(a)
	subject := facts.subject(a)
	proof := {"id": a.id, "pointer": "/properties"}
}

# AWS may add a type.
reviews := {finding.of(subject, "other-identity", [type], [proof]) |
	some a in _applications
	type := _type(a)
	known := _signed_in | {"ANONYMOUS", ""}
	not type in known
	subject := facts.subject(a)
	proof := {"id": a.id, "pointer": "/properties/identityType"}
}

proven := {facts.subject(a) | some a in _applications; type := _type(a); type in _signed_in}

shown := {[facts.subject(a), {"id": a.id, "pointer": "/properties/identityType"}] |
	some a in _applications
	type := _type(a)
	type in _signed_in
}

_signed_in := {"AWS_IAM_IDC", "AWS_IAM_IDP_SAML", "AWS_IAM_IDP_OIDC", "AWS_QUICKSIGHT_IDP"}

_type(application) := object.get(application.properties, "identityType", "")

# An application without a type may still name where its users come from.
_has_provider(application) if {
	some member in ["identityCenterApplicationArn", "iamIdentityProviderArn"]
	startswith(application.properties[member], "arn:")
}
