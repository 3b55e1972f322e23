# METADATA
# title: Sources of data events
# description: |
#   A resource causes data events in its own Region. A grant of an action can cause them in every
#   Region ("global").
package lens.lib.data_event_sources

import data.lens.lib.documents
import data.lens.lib.group
import data.lens.lib.principals

# [region, type] -> [{id, pointer, stem}, ...]: `id` and `pointer` show the resource or the grant.
# The ARNs in the events begin with `stem`, which is "" if they cannot be known in advance.
all := group.by_first(union({_resources, _grants, _streams}))

# Types that only a policy that was not read may cause: it may grant an action that no other policy
# grants.
doubtful := {["global", type] | some type in _by_grant; count(principals.unread) > 0} - object.keys(all)

# [resources, types of their data events, what follows the resource's ARN in the events]
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

# A policy counts only if it names the exact action, because many policies have InvokeModel*.
_streams := {[["global", type], {"id": held.id, "pointer": held.pointer, "stem": ""}] |
	some held in documents.policies
	some statement in held.document.Statement
	statement.Effect == "Allow"
	some action in statement.Action
	lower(action) == "bedrock:invokemodelwithbidirectionalstream"
	some type in ["AWS::Bedrock::Model", "AWS::Bedrock::AsyncInvoke"]
}
