# METADATA
# title: Record Bedrock data events for every resource type in use
# description: Calls of agents, knowledge bases, flows, guardrails and prompts are data events, which a trail records only where a selector names their type.
# custom:
#   id: GENSEC03-BP01/trail-data-events-bedrock
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::Account]
#   lists:
#     - bedrock-agent:ListAgents
#     - bedrock-agent:ListKnowledgeBases
#     - bedrock-agent:ListFlows
#     - bedrock-agent:ListPrompts
#     - bedrock:ListGuardrails
#     - bedrock:ListAutomatedReasoningPolicies
#     - bedrock-data-automation:ListDataAutomationProjects
#     - "@model-use-principals"
#   evidence: [cloudtrail:DescribeTrails, cloudtrail:GetTrailStatus, cloudtrail:GetEventSelectors, cloudtrail:ListEventDataStores, cloudtrail:GetEventDataStore]
#   params: {}
#   remediation: Add an advanced event selector for each missing type to a trail or event data store that logs in the Region.
#   iac: {terraform: aws_cloudtrail.advanced_event_selector, cloudformation: AWS::CloudTrail::Trail AdvancedEventSelectors.FieldSelectors}
#   peers: [prowler:cloudtrail_bedrock_logging_enabled, datadog:def-000-2zd, aws-samples-aiml:BR-06]
package lens.controls.gensec03_bp01.trail_data_events_bedrock

import data.lens.lib.data_events
import data.lens.lib.documents
import data.lens.lib.facts
import data.lens.lib.group
import data.lens.lib.principals
import data.lens.lib.text

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

_by_grant := {"bedrock:invokeinlineagent": "AWS::Bedrock::InlineAgent", "bedrock-mantle:createinference": "AWS::BedrockMantle::Project"}

# {[[region, type], {id, pointer, stem}], ...}: what calls for a type. A grant is good in every region.
_calls := ({[[r.region, type], {"id": r.id, "pointer": "/properties", "stem": stem}] |
	some kind in _kinds
	some r in kind[0]
	some type in kind[1]
	stem := concat("", [replace(r.id, ":agent/", ":agent-alias/"), kind[2]])
} | {[["global", _by_grant[action]], {"id": arn, "pointer": "/properties", "stem": ""}] |
	some arn, actions in principals.model_use
	some action in actions
}) | {[["global", type], {"id": held.id, "pointer": held.pointer, "stem": ""}] |
	some held in documents.policies
	some statement in held.document.Statement
	statement.Effect == "Allow"
	some action in statement.Action
	lower(action) == "bedrock:invokemodelwithbidirectionalstream" # named, not matched: InvokeModel* is in many a policy
	some type in ["AWS::Bedrock::Model", "AWS::Bedrock::AsyncInvoke"]
}

# [region, type] -> what calls for it.
_called := group.by_first(_calls)

# A policy that was not shown may grant what no other does.
_doubtful := {["global", type] | some type in _by_grant; count(principals.unread) > 0} - object.keys(_called)

_unrecorded := {place: calls |
	some place, calls in object.union({d: [] | some d in _doubtful}, _called)
	not data_events.recorded(place[1], place[0], {c.stem | some c in calls})
}

_subject(place) := object.union(facts.account(place[0]), {"item": place[1]})

subjects contains _subject(place) if some place in (_doubtful | object.keys(_called))

proven := subjects - {_subject(place) | some place, _ in _unrecorded}

violations contains {
	"subject": _subject(place),
	"message": sprintf("no active trail or event data store records all data events of %s; called for by %s", [place[1], text.names({c.id | some c in calls})]),
	"proof": array.slice(sort({{"id": c.id, "pointer": c.pointer} | some c in calls}), 0, 5),
	"absent_from": data_events.operations,
} if {
	some place, calls in _unrecorded
	not place in _doubtful
	count(data_events.hidden(place[0])) == 0
}

unseen contains {"subject": _subject(place), "message": message, "proof": []} if {
	some place, _ in _unrecorded
	some message in (data_events.hidden(place[0]) | {sprintf("policy %s was not shown", [text.quoted(u[1])]) | some u in principals.unread; place in _doubtful})
}
