# METADATA
# title: Back each agent with functions and tools that run in its own Region
# description: >-
#   An agent whose tools run in another Region fails with that Region, and a tool that does not exist fails
#   always.
# custom:
#   id: GENREL05-BP03/agent-backends-regional
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::Bedrock::Agent, AWS::BedrockAgentCore::Gateway]
#   lists:
#     - bedrock-agent:ListAgents
#     - bedrock-agent:GetAgentVersion
#     - bedrock-agent:ListAgentActionGroups
#     - bedrock-agentcore-control:ListGateways
#     - bedrock-agentcore-control:ListGatewayTargets
#   evidence:
#     - bedrock-agent:ListAgentAliases
#     - bedrock-agent:GetAgentActionGroup
#     - bedrock-agentcore-control:GetGatewayTarget
#     - bedrock-agentcore-control:ListAgentRuntimes
#     - lambda:GetFunctionConfiguration
#   params: {}
#   messages:
#     elsewhere: "%s is in another Region"
#     no-function: function %s does not exist
#     function-failed: the state of function %s is Failed
#     function-state: whether function %s works is not known
#     no-runtime: runtime %s does not exist
#     runtime-failed: the status of runtime %s is CREATE_FAILED
#     runtime-state: whether runtime %s works is not known
#     target: its status is %s
#   item: part
#   remediation: Deploy the function or runtime in the Region, and point the action group or target at it.
package lens.controls.genrel05_bp03.agent_backends_regional

import data.lens.lib.backends
import data.lens.lib.facts
import data.lens.lib.finding

_subject(use) := facts.item(use.of, use.name)

subjects := {_subject(use) | some use in backends.uses}

# An agent whose aliases were not read may serve another version.
violations := {finding.absent(_subject(use), message, [use.arn], [_proof(use)], operations) |
	some use in backends.uses
	message := backends.condition(use)
	operations := _faults[message]
} | {finding.of(_subject(use), "target", [status], [{"id": use.part.id, "pointer": "/properties/status"}]) |
	some use in backends.uses
	status := backends.broken(use.part)
}

_faults := {
	"elsewhere": ["bedrock-agent:ListAgentAliases"],
	"no-function": ["bedrock-agent:ListAgentAliases", "lambda:GetFunctionConfiguration"],
	"function-failed": ["bedrock-agent:ListAgentAliases"],
	"no-runtime": ["bedrock-agentcore-control:ListAgentRuntimes"],
	"runtime-failed": ["bedrock-agentcore-control:ListAgentRuntimes"],
}

_proof(use) := {"id": use.part.id, "pointer": use.pointer}

unseen := {finding.of(_subject(use), message, [use.arn], []) |
	some use in backends.uses
	message := backends.condition(use)
	message in {"function-state", "runtime-state"}
}

# An action group or a target that was not read may name another function.
relies_on := {[_subject(use), use.part.id] | some use in backends.uses}

# What was seen to work works, whatever else was not read.
proven := {_subject(use) | some use in backends.uses} - {_subject(use) |
	some use in backends.uses
	not backends.works(use)
}
