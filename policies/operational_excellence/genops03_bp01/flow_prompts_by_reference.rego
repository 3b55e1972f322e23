# METADATA
# title: Reference managed prompts in flow prompt nodes instead of inline text
# description: >-
#   A prompt whose text is in a node of the flow changes only with the flow, and no other flow or
#   application can use it. A managed prompt has versions of its own, and one place where it is tested
#   and reviewed.
# custom:
#   id: GENOPS03-BP01/flow-prompts-by-reference
#   severity: medium
#   precision: high
#   mode: automated
#   resources: [AWS::Bedrock::Flow]
#   lists: [bedrock-agent:ListFlows]
#   evidence: [bedrock-agent:GetFlow]
#   params: {}
#   messages:
#     inline: "these prompt nodes use no managed prompt: %s"
#   item: none
#   remediation: Create the prompt in Prompt Management, and point the node at the ARN of its version.
package lens.controls.genops03_bp01.flow_prompts_by_reference

import data.lens.lib.facts
import data.lens.lib.finding

# Flow -> its prompt nodes. A loop has a definition of its own, in a node of the flow.
_prompts := {id: nodes |
	some flow in input.resources["AWS::Bedrock::Flow"]
	id := flow.id
	nodes := {node | walk(flow.properties.definition, [_, node]); node.type == "Prompt"}
}

subjects := {facts.subject(flow) | some flow in input.resources["AWS::Bedrock::Flow"]; _judged(flow)}

_judged(flow) if count(_prompts[flow.id]) > 0

# Nobody knows whether a flow that was not read has prompt nodes.
_judged(flow) if count(facts.touching("bedrock-agent:GetFlow", facts.subject(flow), [])) > 0

violations contains finding.of(subject, "inline", [names], [proof]) if {
	some flow in input.resources["AWS::Bedrock::Flow"]
	subject := facts.subject(flow)
	names := {object.get(node, "name", "") | some node in _prompts[flow.id]; not _managed(node)}
	count(names) > 0
	proof := {"id": flow.id, "pointer": "/properties/definition"}
}

_managed(node) if node.configuration.prompt.sourceConfiguration.resource.promptArn
