# METADATA
# title: What agents call by their action groups, and whether a user confirms it
# description: |
#   The enabled action groups of deployed versions. AWS's own kinds of groups, such as its code
#   interpreter, have no functions of the account and do not count, and neither does a group without any
#   function or operation. Where the application itself runs the call (RETURN_CONTROL), it decides.
package lens.lib.action_groups

import data.lens.lib.deployed
import data.lens.lib.facts
import data.lens.lib.group

# [{subject, group, missed}]: the agent, the record, and the operations that would have shown that
# another version is deployed.
all := [{"subject": facts.subject(agent), "group": g, "missed": missed} |
	some [agent, route] in _deployed
	missed := object.get({"DRAFT": ["bedrock-agent:ListAgentAliases"]}, route[1], [])
	some g in object.get(_enabled, concat(":", route), [])
]

# An agent that is being deleted serves nothing.
_deployed := [[agent, route] |
	some route in deployed.agents
	agent := facts.get("AWS::Bedrock::Agent", route[0])
	not agent.properties.agentStatus == "DELETING"
]

# ARN of an agent and its version -> action groups.
_enabled := group.by_first({[split(g.id, ":action-group/")[0], g] |
	some g in input.resources["AWS::Bedrock::AgentActionGroup"]
	not g.properties.actionGroupState == "DISABLED"
	not g.properties.parentActionSignature
	not _is_empty(g)
})

_is_empty(g) if count(g.properties.functionSchema.functions) == 0

_is_empty(g) if _signs(g.properties).operations == 0

# Whether Amazon Bedrock runs the calls.
runs(g) if not g.properties.actionGroupExecutor.customControl

# {name of a function, ...} that asks no user. Without the member, it asks none.
unconfirmed(g) := {f.name |
	some f in g.properties.functionSchema.functions
	not f.requireConfirmation == "ENABLED"
}

# The number of operations in the API schema that change something and ask no user.
operations(g) := object.get(_signs(g.properties), "unconfirmed", 0)

# Why it is not known what a group calls: the name of a message.
unclear(g) := "in-s3" if {
	g.properties.apiSchema.s3
} else := "not-read" if {
	g.properties.apiSchema.payload
	not _understood(g)
} else := "not-shown" if {
	not g.properties.functionSchema.functions
	not g.properties.apiSchema.payload
}

_understood(g) if _signs(g.properties).operations >= 0

_signs(properties) := object.get(properties, ["apiSchema", "payload", "redacted", "signs"], {})

# What was not read of a deployed version, or of a group of it, may call anything: [subject, id].
relies_on := {[one.subject, one.group.id] | some one in all} | {[subject, id] |
	some [agent, route] in _deployed
	subject := facts.subject(agent)
	id := concat(":", route)
}
