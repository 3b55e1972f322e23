# METADATA
# title: Who may run commands in runtimes, code interpreters and browsers, and with which roles
# description: |
#   Commands in a runtime, code in an interpreter and the control of a browser run beside the
#   credentials of its execution role. A session needs two actions, and both on the tool. Other
#   controls judge patterns for a whole service (D12) and policies that AWS manages.
package lens.lib.tool_sessions

import data.lens.lib.agent_roles
import data.lens.lib.data_grants
import data.lens.lib.excess
import data.lens.lib.group
import data.lens.lib.principals
import data.lens.lib.resources
import data.lens.lib.wildcards

# What each way to run something needs, the type of what it runs in, and the member with its role.
_ways := [
	{
		"actions": {"bedrock-agentcore:invokeagentruntimecommand"},
		"type": "AWS::BedrockAgentCore::Runtime",
		"role": "roleArn",
	},
	{
		"actions": {"bedrock-agentcore:invokecodeinterpreter", "bedrock-agentcore:startcodeinterpretersession"},
		"type": "AWS::BedrockAgentCore::CodeInterpreterCustom",
		"role": "executionRoleArn",
	},
	{
		"actions": {
			"bedrock-agentcore:connectbrowserautomationstream",
			"bedrock-agentcore:startbrowsersession",
		},
		"type": "AWS::BedrockAgentCore::BrowserCustom",
		"role": "executionRoleArn",
	},
]

_wanted := union({way.actions | some way in _ways})

# [principal, way, the statements that name one of its actions, as in lib/statements.rego] of each
# principal that is granted all of them.
allows := [[p, way, found] |
	some p in _principals
	held := [s | some s in object.get(principals.statements, p.id, []); _counts(s)]
	count(held) > 0
	some way in _ways
	count(way.actions - object.get(principals.granted, p.id, set())) == 0
	found := [s | some s in held; count(s.named & way.actions) > 0]
	count(way.actions - union({s.named | some s in found})) == 0
]

_principals := [p |
	some type in ["AWS::IAM::Role", "AWS::IAM::User"]
	some p in input.resources[type]
]

_counts(s) if {
	s.effect == "Allow"
	count(s.named & _wanted) > 0
	policy := s.policy
	not data_grants.of_aws(policy)
}

# [principal, way, statement, path below it, pattern] where all actions of a way are allowed for
# every tool of a kind: each pattern that does so. For NotResource the pattern is empty.
broad := [[p, way, s, path, pattern] |
	some [p, way, found] in allows
	_everywhere(way, found)
	some s in found
	some [path, pattern] in _broad_at(s, way.actions)
]

_everywhere(way, found) if {
	every action in way.actions {
		_anywhere(found, action)
	}
}

_anywhere(found, action) if {
	some s in found
	action in s.named
	count(_broad_at(s, {action})) > 0
}

_broad_at(s, _) := {["NotResource", ""]} if s.statement.NotResource

_broad_at(s, needed) := {[sprintf("Resource/%d", [i]), pattern] |
	some i, pattern in s.statement.Resource
	_is_broad(pattern, needed)
} if {
	s.statement.Resource
}

_is_broad(pattern, _) if data.lens.lib.resources.takes_in(pattern, "bedrock-agentcore")

_is_broad(pattern, needed) if {
	some action in needed
	kinds := data.lens.lib.resources.broad[pattern] & data.lens.lib.resources.of_action[action]
	count(kinds - _of_aws) > 0
}

# AWS's own tools have no role.
_of_aws := {"browser", "code-interpreter"}

# [principal, tool, role, proof] of each runtime or tool with a role that a principal may run
# something in, and that its policies name. An endpoint may serve a version with another role.
named := [[p, tool, role, {"id": id, "pointer": sprintf("/properties/%s", [way.role])}] |
	some [p, way, found] in allows
	not _everywhere(way, found)
	some tool in input.resources[way.type]
	count(way.actions - union({s.named | some s in found; resources.reaches(s.statement, tool.id)})) == 0
	some [id, role] in _roles(tool, way.role)
	role != p.id
]

_roles(tool, member) := {[tool.id, role] | role := tool.properties[member]} | {[v.id, role] |
	some v in object.get(_versions, tool.id, [])
	role := v.properties.roleArn
	role != object.get(tool.properties, member, "")
}

# ARN of a runtime -> its versions that an endpoint serves.
_versions := group.by_first({[agent_roles.runtime_of(v), v] |
	some v in input.resources["AWS::BedrockAgentCore::RuntimeVersion"]
})

# The action patterns of a role that a principal does not hold as a whole or, without such, the
# known actions that only the role is granted.
more(p, role) := names if {
	own := _statements(p.id)
	limit := _limit(p)
	names := {pattern |
		some pattern in _patterns(role)
		lowered := _lower(pattern)
		not _holds(own, limit, lowered)
	}
	count(names) > 0
} else := _only(p, role)

_only(p, role) := _granted(role) - _granted(p.id)

_granted(arn) := object.get(data.lens.lib.principals.granted, arn, set())

# The known actions that a role is granted for every resource of a kind, and a principal is not.
wider(p, role) := {action |
	some action in _granted(role)
	count(_breadth(role, action) - _breadth(p.id, action)) > 0
}

_breadth(arn, action) := union({kinds |
	some s in object.get(data.lens.lib.principals.statements, arn, [])
	s.effect == "Allow"
	action in s.actions
	kinds := resources.breadth(s.statement) & data.lens.lib.resources.of_action[action]
})

# Whether the comparison is certain: a boundary, a Deny or a NotAction may take patterns away, or
# add some.
certain(p, role) if {
	count(_only(p, role)) > 0
} else if {
	every id in [p.id, role] {
		_is_plain(id)
	}
}

_is_plain(id) if {
	object.get(data.lens.lib.boundaries.of, id, "") == ""
	every s in _statements(id) {
		_lists(s)
	}
}

_lists(s) if {
	s.Effect == "Allow"
	s.Action
}

_patterns(id) := {pattern |
	some s in _statements(id)
	s.Effect == "Allow"
	some pattern in s.Action
} | {"*" | some s in _statements(id); s.Effect == "Allow"; s.NotAction}

_statements(id) := [held.statement | some held in excess.of_principal(id)]

# The statements of a principal's boundary. Without one, everything is allowed.
_limit(p) := statements if {
	arn := object.get(data.lens.lib.boundaries.of, p.id, "")
	arn != ""
	statements := data.lens.lib.documents.default_of[arn].Statement
} else := [{"Effect": "Allow", "Action": ["*"]}]

_holds(own, limit, pattern) if {
	every statements in [own, limit] {
		_allows(statements, pattern)
		_keeps(statements, pattern)
	}
}

_allows(statements, pattern) if {
	some s in statements
	s.Effect == "Allow"
	_is_for(s, pattern)
}

_is_for(s, pattern) if excess.within(excess.lowered(s.Action), pattern)

_is_for(s, pattern) if {
	every other in s.NotAction { wildcards.apart(_lower(other), pattern) }
}

# Whether no Deny without a condition takes a part of it away.
_keeps(statements, pattern) if {
	every s in statements { _leaves(s, pattern) }
}

_leaves(s, _) if s.Effect == "Allow"

_leaves(s, _) if count(s.Condition) > 0

_leaves(s, pattern) if {
	every other in s.Action { wildcards.apart(_lower(other), pattern) }
}

_leaves(s, pattern) if excess.within(excess.lowered(s.NotAction), pattern)

_lower(pattern) := lower(wildcards.ascii(pattern))

# The roles of tools of which it is not known what they are granted: [principal, tool, role].
unknown := [[p, tool, role] |
	some [p, tool, role, _] in named
	_is_unknown(role)
]

_is_unknown(role) if count([r | some r in input.resources["AWS::IAM::Role"]; r.id == role]) == 0

_is_unknown(role) if role in _doubted

_doubted := {id | some [id, _] in principals.doubts}
