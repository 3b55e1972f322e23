# METADATA
# title: The statements that match a known action
# description: |
#   Each statement of the account's identity policies that matches a known action, with its place and
#   the actions that it matches. A statement is here once, however many principals have it.
package lens.lib.statements

import data.lens.lib.actions
import data.lens.lib.documents

# ARN of a managed policy, or of a role, user or group with inline policies -> its statements, in
# order: {type, id, region, item, policy, pointer, effect, actions, named, statement}. `policy`
# equals `id`. `actions` and `named` are those of actions.of_statement.
of := {id: found |
	some id, list in documents.held_by
	found := [entry |
		some held in list
		some i, statement in held.document.Statement
		matched := actions.of_statement(statement)
		entry := {
			"type": held.type,
			"id": id,
			"region": held.region,
			"item": held.item,
			"policy": id,
			"pointer": sprintf("%s/Statement/%d", [held.pointer, i]),
			"effect": statement.Effect,
			"actions": matched.actions,
			"named": matched.named,
			"statement": statement,
		}
	]
	count(found) > 0
}

# The Allow statements of attached managed policies and of inline policies.
allows := [entry |
	some id, list in of
	not documents.idle[id]
	some entry in list
	entry.effect == "Allow"
]
