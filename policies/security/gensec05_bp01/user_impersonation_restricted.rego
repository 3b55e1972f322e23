# METADATA
# title: Restrict the permissions that let code act for any user
# description: Whoever names the user in a call, and proves nothing, may read and do what that user may.
# custom:
#   id: GENSEC05-BP01/user-impersonation-restricted
#   severity: high
#   precision: very-high
#   mode: automated
#   resources: [AWS::IAM::Role, AWS::IAM::User]
#   lists: [iam:GetAccountAuthorizationDetails]
#   evidence: ["@agentic-resources", "@agent-roles", bedrock-agentcore-control:ListAgentRuntimeEndpoints]
#   params: {}
#   messages:
#     broad: a statement allows %s on %s for any user
#     not-resource: a statement with NotResource allows %s on every other resource for any user
#     agent: a statement allows %s for any user, and an agent runs with the role (%s)
#     not-read: one of its policies could not be read
#   item: none
#   remediation: Pass the user's signed token in place of a user id, or name the runtime and the identity.
package lens.controls.gensec05_bp01.user_impersonation_restricted

import data.lens.lib.agent_roles
import data.lens.lib.conditions
import data.lens.lib.data_grants
import data.lens.lib.documents
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.principals
import data.lens.lib.resources

# Action in lower case -> its name.
_wanted := {lower(action): action |
	some name in [
		"GetWorkloadAccessTokenForUserId", "InvokeAgentRuntimeForUser",
		"InvokeAgentRuntimeWithWebSocketStreamForUser",
	]
	action := sprintf("bedrock-agentcore:%s", [name])
}

# [principal, statement as in lib/statements.rego, its actions]. Other controls judge patterns for a
# whole service (D12), and policies that AWS manages.
_allows := [[p, s, found] |
	some p in _principals
	some s in object.get(principals.statements, p.id, [])
	s.effect == "Allow"
	policy := s.policy
	not data_grants.of_aws(policy)
	found := (s.named & object.keys(_wanted)) & object.get(principals.granted, p.id, set())
	count(found) > 0
]

_principals := [p | some type in ["AWS::IAM::Role", "AWS::IAM::User"]; some p in input.resources[type]]

subjects := {facts.subject(p) | some p in _principals; p.id in _acting}

_acting := {p.id | some [p, _, _] in _allows} | _hidden

# A policy that was not read may allow it.
_hidden := {id | some [id, _] in principals.unread} | object.keys(documents.unreadable)

violations := ({finding.of(facts.subject(p), "broad", _said(found, [pattern]), [_at(s, place)]) |
	some [p, s, found] in _open
	some i, pattern in s.statement.Resource
	some action in found
	_is_broad(pattern, resources.broad[pattern] & resources.of_action[action])
	place := sprintf("/Resource/%d", [i])
} | {finding.of(facts.subject(p), "not-resource", _said(found, []), [_at(s, "/NotResource")]) |
	some [p, s, found] in _open
	s.statement.NotResource
}) | {finding.of(facts.subject(p), "agent", _said(found, [agents]), [_at(s, "")]) |
	some [p, s, found] in _open
	agents := agent_roles.users_of(p.id)
	count(agents) > 0
}

# Those that name no user. A Deny that was not read may take the rest away.
_open := [[p, s, found] |
	some [p, s, found] in _allows
	id := p.id
	not id in _doubted
	users := [v | some [_, "bedrock-agentcore:userid", v] in conditions.restricting(s.statement); _names(v)]
	count(users) == 0
]

_doubted := {id | some [id, _] in principals.doubts}

_names(values) if every value in values { regex.match(`[^*?]`, value) }

_is_broad(pattern, _) if resources.takes_in(pattern, "bedrock-agentcore")

_is_broad(_, kinds) if count(kinds) > 0

_said(found, more) := array.concat([{_wanted[action] | some action in found}], more)

_at(s, place) := {"id": s.policy, "pointer": concat("", [s.pointer, place])}

unseen := {finding.of(s, "not-read", [], []) | some s in subjects; s.id in _doubted}

# An agent that was not read, in any Region, may run with the role.
relies_on := {[subject, "*"] | some subject in subjects; subject.type == "AWS::IAM::Role"}
