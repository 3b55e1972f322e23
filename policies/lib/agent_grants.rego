# METADATA
# title: What the policies of agent roles allow
# description: |
#   The Allow statements of the roles that agent-like resources run with (D9), and how broad each
#   statement is. Functions name rules of other packages in full, because regorus would leave them
#   undefined otherwise.
package lens.lib.agent_grants

import data.lens.lib.actions
import data.lens.lib.agent_roles
import data.lens.lib.documents
import data.lens.lib.principals

# {subject, statement, proof, granted} of each Allow statement of each role; `granted` are the known
# actions that the role effectively has (D2).
allows := [object.union(allow, {"subject": agent_roles.subject(arn)}) |
	some arn, role in agent_roles.records
	some allow in allows_of(role)
]

# The same of any role, without the subject.
allows_of(role) := [{
	"statement": held.statement,
	"proof": {"id": held.policy, "pointer": held.pointer},
	"granted": object.get(data.lens.lib.principals.granted, role.id, set()),
} |
	some held in documents.statements(role)
	held.statement.Effect == "Allow"
]

# {subject, policy, proof}: attached managed policies of AWS that give full access.
full_access := {{"subject": agent_roles.subject(arn), "policy": policy, "proof": proof} |
	some arn, role in agent_roles.records
	some [policy, proof] in full_access_of(role)
}

# {[policy, proof], ...}: those of any role.
full_access_of(role) := {[policy.PolicyArn, proof] |
	some i, policy in role.properties.AttachedManagedPolicies
	startswith(policy.PolicyArn, sprintf("arn:%s:iam::aws:policy/", [input.partition]))
	regex.match(`/(AdministratorAccess|PowerUserAccess|[^/]*FullAccess)$`, policy.PolicyArn)
	proof := {"id": role.id, "pointer": sprintf("/properties/AttachedManagedPolicies/%d", [i])}
}

# {message, patterns, actions}: the Resource patterns of a statement in `allows`, each with the
# actions for which it is broad (D3). An action counts only if the statement names it and the role
# effectively has it. Action patterns in `skipped` do not count.
broad(allow, skipped) := _reaches(allow.statement, named & allow.granted) if {
	named := actions.of([p | some p in allow.statement.Action; not p in skipped])
}

_reaches(statement, found) := {{"message": "not-resource", "patterns": [], "actions": found}} if {
	statement.NotResource
}

_reaches(statement, found) := {{"message": "broad", "patterns": [pattern], "actions": wide} |
	some pattern in statement.Resource
	wide := {action | some action in found; _broad(pattern, action)}
} if {
	statement.Resource
}

_broad(pattern, action) if data.lens.lib.resources.takes_in(pattern, split(action, ":")[0])

_broad(pattern, action) if _work_on(data.lens.lib.resources.broad[pattern], action)

_work_on(kinds, action) if count(data.lens.lib.resources.of_action[action] & kinds) > 0

# {subject, statement, policy, pointer, asked, kinds} of each Allow statement that names an action
# in `wanted`: `asked` are those actions, `kinds` the kinds of resources that they work on. Other
# controls judge patterns for a whole service (D12). Actions without resource types are left out,
# because no policy can name a resource for them.
on(wanted) := [object.union(s, {"asked": asked, "kinds": kinds}) |
	some s in _named
	asked := {action | some action in (s.named & wanted); count(data.lens.lib.resources.of_action[action]) > 0}
	count(asked) > 0
	kinds := union({data.lens.lib.resources.of_action[action] | some action in asked})
]

_named := [object.union(s, {"subject": agent_roles.subject(arn)}) |
	some arn, _ in agent_roles.records
	some s in principals.statements[arn]
	s.effect == "Allow"
]

# The action patterns by which a statement of `on` names its actions that work on one of `kinds`. A
# statement with NotAction names no action, so the patterns in `instead` are used for it.
names(allow, kinds, instead) := {pattern |
	matched := {action | some action in allow.asked; _work_on(kinds, action)}
	some pattern in object.get(allow.statement, "Action", instead)
	count(actions.of([pattern]) & matched) > 0
}

# [ARN of the role, ARN of its boundary, names]: the action patterns of a list that the boundary of
# a role allows on every resource.
past_boundaries(list) := {[arn, limit, allowed[limit]] |
	allowed := {boundary: names |
		some boundary, everywhere in data.lens.lib.boundaries.everywhere
		names := {name | some name in list; count(actions.of([name]) & everywhere) > 0}
		count(names) > 0
	}
	some [arn, limit] in _bounded
	allowed[limit]
}

_bounded := {[arn, data.lens.lib.boundaries.of[arn]] | some arn, _ in agent_roles.records}
