# METADATA
# title: Limit which roles builders may hand to generative AI services
# description: >-
#   Whoever may create an agent and pass any role to it can let the agent do what that role may do. So a
#   builder should pass roles that are named, or a path of roles to named services. A statement counts as
#   it stands: a Deny beside it does not excuse it. Statements for every action are reported by
#   GENSEC01-BP01/no-service-wildcard-actions.
# custom:
#   id: GENSEC05-BP01/passrole-scoped
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::IAM::ManagedPolicy, AWS::IAM::Role, AWS::IAM::User, AWS::IAM::Group]
#   lists: [iam:GetAccountAuthorizationDetails]
#   evidence: []
#   params:
#     builder_actions: [
#       bedrock:CreateAgent, bedrock:UpdateAgent, bedrock:CreateFlow, bedrock:CreateKnowledgeBase,
#       bedrock-agentcore:CreateAgentRuntime, bedrock-agentcore:CreateGateway,
#       bedrock-agentcore:CreateHarness, sagemaker:CreateTrainingJob, sagemaker:CreateModel,
#       qbusiness:CreateApplication]
#   messages:
#     every-role-anywhere: a statement allows iam:PassRole on %s, so every role to every service
#     every-role: a statement allows iam:PassRole on %s, so every role to the services of its condition
#     some-roles-anywhere: a statement allows iam:PassRole on %s without the condition iam:PassedToService
#     not-resource: "@not-resource"
#     perhaps: >-
#       a statement allows iam:PassRole too broadly; whether a principal of it may build is not known,
#       because one of its policies could not be read
#   item: policy
#   remediation: >-
#     Name the ARNs of the roles, or a path of roles, and add the condition iam:PassedToService with the
#     services that the builder works with.
package lens.controls.gensec05_bp01.passrole_scoped

import data.lens.lib.actions
import data.lens.lib.documents
import data.lens.lib.finding
import data.lens.lib.principals
import data.lens.lib.role_passing
import data.lens.lib.statements

_wanted := actions.of(input.params["GENSEC05-BP01/passrole-scoped"].builder_actions)

# The ids of policies, and of principals and groups, whose own statements allow to build.
_writing := {id |
	some id, list in statements.of
	some s in list
	s.effect == "Allow"
	count(s.actions & _wanted) > 0
}

# The principals of whose permissions something was not read.
_unclear := {id | some [id, _] in principals.unread} | object.keys(documents.unreadable)

_building := {id |
	some id, granted in principals.granted
	"iam:passrole" in granted
	count(granted & _wanted) > 0
} - _unclear

# The convention test lets functions read only rules of their own package, for regorus's sake.
_holders := principals.holders

_is_builder(s) if s.id in _writing

_is_builder(s) if {
	some holder in _holders[s.id]
	holder in _building
}

_judged := [s | some s in role_passing.allows; _is_builder(s)]

# Statements with a fault, whose principals may build by a policy that was not read.
_perhaps := [s |
	some s in role_passing.allows
	not _is_builder(s)
	count(role_passing.faults(s)) > 0
	count({holder | some holder in _holders[s.id]; holder in _unclear}) > 0
]

subjects := {documents.subject(s) | some s in _judged} | {documents.subject(s) | some s in _perhaps}

violations contains finding.of(subject, message, arguments, [proof]) if {
	some s in _judged
	some [message, arguments, place] in role_passing.faults(s)
	subject := documents.subject(s)
	proof := {"id": s.id, "pointer": sprintf("%s%s", [s.pointer, place])}
}

unseen := {finding.of(documents.subject(s), "perhaps", [], []) | some s in _perhaps}
