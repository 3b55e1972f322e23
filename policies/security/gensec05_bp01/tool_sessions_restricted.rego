# METADATA
# title: Restrict who may run commands inside agent runtimes, code interpreters and browsers
# description: These calls run code beside the credentials of the execution role, past agent and guardrail.
# custom:
#   id: GENSEC05-BP01/tool-sessions-restricted
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::IAM::Role, AWS::IAM::User]
#   lists: [iam:GetAccountAuthorizationDetails]
#   evidence:
#     - bedrock-agentcore-control:ListAgentRuntimes
#     - bedrock-agentcore-control:GetAgentRuntime
#     - bedrock-agentcore-control:ListAgentRuntimeEndpoints
#     - bedrock-agentcore-control:ListCodeInterpreters
#     - bedrock-agentcore-control:GetCodeInterpreter
#     - bedrock-agentcore-control:ListBrowsers
#     - bedrock-agentcore-control:GetBrowser
#   params: {}
#   messages:
#     broad: a statement allows it to run code in every resource that %s matches
#     not-resource: a NotResource statement allows it to run code in every other resource
#     more: "it may run code in %s, and role %s there may do what it may not itself: %s"
#     wider: "it may run code in %s, and role %s there may do more widely what it may itself: %s"
#     perhaps-more: it may run code in %s. Decide whether role %s there may do more than it may itself
#     role-not-read: it may run code in %s, and it is not known what role %s there may do
#     not-read: one of its policies could not be read
#   item: none
#   remediation: >-
#     Name the runtimes and tools, remove the role of a tool that needs none, and leave commands to operators.
package lens.controls.gensec05_bp01.tool_sessions_restricted

import data.lens.lib.documents
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.principals
import data.lens.lib.tool_sessions

# A policy that was not read may allow it.
subjects := {facts.subject(p) | some [p, _, _] in tool_sessions.allows} | {facts.subject(p) |
	some type in ["AWS::IAM::Role", "AWS::IAM::User"]
	some p in input.resources[type]
	p.id in _doubted
}

_doubted := {id | some [id, _] in principals.unread} | object.keys(documents.unreadable)

_limited := {id | some [id, _] in principals.doubts}

violations := {finding.of(facts.subject(p), message, arguments, [proof]) |
	some [p, _, s, path, pattern] in tool_sessions.broad
	id := p.id
	not id in _limited
	[message, arguments] := _broad(pattern)
	proof := {"id": s.policy, "pointer": sprintf("%s/%s", [s.pointer, path])}
} | {finding.of(facts.subject(p), message, [tool.id, role, names], [proof]) |
	some [p, tool, role, proof] in _compared
	tool_sessions.certain(p, role)
	[message, names] := _excess(p, role)
}

_broad(pattern) := ["broad", [pattern]] if pattern != ""

_broad("") := ["not-resource", []]

_compared := [one |
	some one in tool_sessions.named
	id := one[0].id
	not id in _limited
	role := one[2]
	not role in _unknown
]

_unknown := {role | some [_, _, role] in tool_sessions.unknown}

_excess(p, role) := ["more", names] if {
	names := tool_sessions.more(p, role)
	count(names) > 0
} else := ["wider", names] if {
	names := tool_sessions.wider(p, role)
	count(names) > 0
}

reviews := {finding.of(facts.subject(p), "perhaps-more", [tool.id, role], [proof]) |
	some [p, tool, role, proof] in _compared
	not tool_sessions.certain(p, role)
	_excess(p, role)
}

unseen := {finding.of(facts.subject(p), "role-not-read", [tool.id, role], [_at(tool)]) |
	some [p, tool, role] in tool_sessions.unknown
} | {finding.of(subject, "not-read", [], [_at(subject)]) |
	some subject in subjects
	subject.id in _limited
}

_at(one) := {"id": one.id, "pointer": "/properties"}

# A tool that was not read, in any Region, may run with another role.
relies_on := {[subject, "*"] | some subject in subjects}
