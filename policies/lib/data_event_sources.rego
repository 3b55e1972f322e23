# METADATA
# title: What causes data events of which type
# description: |
#   A resource causes data events in its own region. A grant of an action causes them in every
#   region ("global").
package lens.lib.data_event_sources

import data.lens.lib.documents
import data.lens.lib.group
import data.lens.lib.principals

# [region, type] -> [{id, pointer, stem}, ...]: `id` and `pointer` show the resource or the grant.
# The ARNs in the events begin with `stem`, which is "" if they cannot be known in advance.
all := group.by_first(union({_resources, _grants, _streams}))

# A policy that was not shown may grant an action that no other policy grants.
doubtful := {["global", type] | some type in _by_grant; count(principals.unread) > 0} - object.keys(all)

# Resources, the types of their data events, and what follows their own ARN there.
_kinds := [
	[input.resources["AWS::Bedrock::Agent"], ["AWS::Bedrock::AgentAlias"], "/"],
	[input.resources["AWS::Bedrock::KnowledgeBase"], ["AWS::Bedrock::KnowledgeBase"], ""],
	[input.resources["AWS::Bedrock::Flow"], ["AWS::Bedrock::FlowAlias", "AWS::Bedrock::FlowExecution"], "/"],
	[input.resources["AWS::Bedrock::Guardrail"], ["AWS::Bedrock::Guardrail"], ""],
	[input.resources["AWS::Bedrock::Prompt"], ["AWS::Bedrock::PromptVersion"], ":"],
	[input.resources["AWS::Bedrock::DataAutomationProject"], ["AWS::Bedrock::DataAutomationProject"], ""],
	[input.resources["AWS::Bedrock::AutomatedReasoningPolicy"], ["AWS::Bedrock::AutomatedReasoningPolicy"], ""],
]

_resources := {[[r.region, type], {"id": r.id, "pointer": "/properties", "stem": stem}] |
	some [list, types, end] in _kinds
	some r in list
	some type in types
	stem := concat("", [replace(r.id, ":agent/", ":agent-alias/"), end])
}

_by_grant := {
	"bedrock:invokeinlineagent": "AWS::Bedrock::InlineAgent",
	"bedrock-mantle:createinference": "AWS::BedrockMantle::Project",
}

_grants := {[["global", type], {"id": arn, "pointer": "/properties", "stem": ""}] |
	some arn, actions in principals.model_use
	some action in actions
	type := _by_grant[action]
}

# A policy counts here only if it names the action: InvokeModel* is in many policies.
_streams := {[["global", type], {"id": held.id, "pointer": held.pointer, "stem": ""}] |
	some held in documents.policies
	some statement in held.document.Statement
	statement.Effect == "Allow"
	some action in statement.Action
	lower(action) == "bedrock:invokemodelwithbidirectionalstream"
	some type in ["AWS::Bedrock::Model", "AWS::Bedrock::AsyncInvoke"]
}
