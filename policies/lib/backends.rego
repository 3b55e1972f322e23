# METADATA
# title: What agents and gateways call
# description: |
#   The functions of the enabled action groups of the versions that agents serve, and the functions and
#   AgentCore runtimes of the targets of gateways.
package lens.lib.backends

import data.lens.lib.deployed
import data.lens.lib.facts
import data.lens.lib.group

# {of, name, part, arn, pointer}: `of` is the agent or gateway, and `part` its action group or
# target. The ARN is empty where none is known.
uses := {object.union(use, {"arn": arn, "pointer": pointer}) |
	some use in (_groups | _targets)
	some [arn, pointer] in _called(use.part)
}

_groups := {{"of": agent, "name": part.name, "part": part} |
	some route in deployed.agents
	agent := facts.get("AWS::Bedrock::Agent", route[0])
	some part in object.get(_groups_of, concat(":", route), [])
}

# ARN of an agent and its version -> enabled action groups.
_groups_of := group.by_first({[split(g.id, ":action-group/")[0], g] |
	some g in input.resources["AWS::Bedrock::AgentActionGroup"]
	g.properties.actionGroupState == "ENABLED"
})

_targets := {{"of": gateway, "name": part.name, "part": part} |
	some part in input.resources["AWS::BedrockAgentCore::GatewayTarget"]
	not part.properties.status == "DELETING"
	gateway := facts.get("AWS::BedrockAgentCore::Gateway", split(part.id, "/target/")[0])
}

_called(part) := called if {
	called := {[arn, sprintf("/properties/%s", [concat("/", path)])] |
		some path in _paths
		arn := object.get(part.properties, path, "")
		arn != ""
	}
	count(called) > 0
} else := {["", "/properties/status"]} if {
	_unread(part)
} else := {["", "/properties/status"]} if {
	_broken(part)
} else := set()

_paths := [
	["actionGroupExecutor", "lambda"],
	["targetConfiguration", "mcp", "lambda", "lambdaArn"],
	["targetConfiguration", "http", "agentcoreRuntime", "arn"],
]

_broken(part) if regex.match(`(FAILED|UNSUCCESSFUL)$`, part.properties.status)

# Whether it was not read what an action group or target calls.
_unread(part) if {
	some operation in ["bedrock-agent:GetAgentActionGroup", "bedrock-agentcore-control:GetGatewayTarget"]
	some place in [part.id, part.region]
	count(object.get(input.gaps, [operation, place], [])) > 0
}

# How the backend of a use is: fine, unread where its ARN is not known, or the message about what is
# wrong or not clear.
condition(use) := "elsewhere" if {
	region := split(use.arn, ":")[3]
	region != use.of.region
} else := how if {
	contains(use.arn, ":function:")
	how := _function(use)
} else := "runtime-state" if {
	account := split(use.arn, ":")[4]
	account != input.account
} else := how if {
	contains(use.arn, ":runtime/")
	how := _runtime(use)
} else := "unread"

# AWS answers for each function that exists. $LATEST is not asked about.
_function(use) := found if {
	config := facts.get("AWS::Lambda::FunctionConfiguration", sprintf("%s/configuration", [use.arn]))
	found := object.get(_states, object.get(config.properties, "State", ""), "function-state")
} else := "function-state" if {
	endswith(use.arn, ":$LATEST")
} else := "no-function"

_states := {"Active": "fine", "Inactive": "fine", "Failed": "function-failed"}

# A runtime that could not be changed answers as before.
_runtime(use) := found if {
	runtime := facts.get("AWS::BedrockAgentCore::Runtime", concat("/", array.slice(split(use.arn, "/"), 0, 2)))
	found := object.get(_statuses, runtime.properties.status, "runtime-state")
} else := "no-runtime"

_statuses := {"READY": "fine", "UPDATING": "fine", "UPDATE_FAILED": "fine", "CREATE_FAILED": "runtime-failed"}

# The status of a target that does not work.
broken(part) := part.properties.status if _broken(part)

# Whether a use certainly works.
works(use) if {
	condition(use) == "fine"
	part := use.part
	not _broken(part)
	not _unread(part)
	count(object.get(input.gaps, ["bedrock-agent:ListAgentAliases", use.of.id], [])) == 0
}
