# METADATA
# title: Deliver logs and traces of every AgentCore gateway, memory and runtime
# description: >-
#   AgentCore keeps no log of a gateway or a memory by itself: each needs a delivery of its application
#   logs and one of its traces. A runtime writes its logs to a log group of its own, and its code may
#   export traces itself, which no call shows.
# custom:
#   id: GENOPS03-BP02/agentcore-telemetry-delivered
#   severity: high
#   precision: high
#   mode: automated
#   resources:
#     - AWS::BedrockAgentCore::Gateway
#     - AWS::BedrockAgentCore::Memory
#     - AWS::BedrockAgentCore::Runtime
#   lists:
#     - bedrock-agentcore-control:ListGateways
#     - bedrock-agentcore-control:ListMemories
#     - bedrock-agentcore-control:ListAgentRuntimes
#   evidence: ["@agentcore-telemetry"]
#   params: {}
#   messages:
#     no-logs: its application logs are not delivered
#     no-group: it has no log group, and its application logs are not delivered
#     no-traces: its traces are not delivered to X-Ray
#     maybe-traces: its traces are not delivered to X-Ray; check that its code exports them itself
#   item: none
#   remediation: >-
#     Create a log delivery for APPLICATION_LOGS and one for TRACES, or a telemetry rule that does so for
#     all resources of the type.
package lens.controls.genops03_bp02.agentcore_telemetry_delivered

import data.lens.lib.agentcore_telemetry
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.group

_gateways := {facts.subject(g) |
	some g in input.resources["AWS::BedrockAgentCore::Gateway"]
	g.properties.status == "READY"
}

# A memory that another resource manages, such as a harness, cannot be changed by itself.
_memories := {facts.subject(m) |
	some m in input.resources["AWS::BedrockAgentCore::Memory"]
	m.properties.status == "ACTIVE"
	not m.properties.managedByResourceArn
}

_runtimes := {facts.subject(r) |
	some r in input.resources["AWS::BedrockAgentCore::Runtime"]
	r.properties.status == "READY"
}

subjects := (_gateways | _memories) | _runtimes

_unlogged := {s |
	logged := agentcore_telemetry.logged
	some s in subjects
	id := s.id
	not id in logged
}

_untraced := {s |
	traced := agentcore_telemetry.traced
	some s in subjects
	id := s.id
	not id in traced
}

proven := (subjects - _unlogged) - _untraced

shown := {[s, proof] | some s in proven; some proof in _proofs[s.id]}

_proofs := group.by_first(agentcore_telemetry.shown)

# Log groups show nothing of gateways and memories.
_operations := [
	"logs:DescribeDeliverySources",
	"logs:DescribeDeliveries",
	"observabilityadmin:ListResourceTelemetry",
]

violations := (_silent | _lost) | _without_group

_silent := {finding.absent(s, "no-logs", [], [], _operations) | some s in (_unlogged - _runtimes)}

_lost := {finding.absent(s, "no-traces", [], [], _operations) | some s in (_untraced - _runtimes)}

_without_group := {finding.absent(s, "no-group", [], [], ["@agentcore-telemetry"]) |
	some s in (_unlogged & _runtimes)
}

reviews := {finding.of(s, "maybe-traces", [], []) | some s in (_untraced & _runtimes)}
