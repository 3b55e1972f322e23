# METADATA
# title: The statements that matter
# description: |
#   Each statement of the account's identity policies that matches a known action, once, with its place and what it matches. All others are passed over.
package lens.lib.statements

import data.lens.lib.actions
import data.lens.lib.documents

# A managed policy's ARN, or that of the role, user or group with inline policies -> its statements, in order:
# {type, id, region, item, policy, pointer, effect, actions, named, statement}. `policy` is `id`: what holds the statement. Of `actions`, all known
# actions that it matches, `named` are those that D12 leaves to the finer controls.
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

# The Allow statements of the policies that are attached, and of the inline ones.
allows := [entry |
	some id, list in of
	not id in documents.idle
	some entry in list
	entry.effect == "Allow"
]
