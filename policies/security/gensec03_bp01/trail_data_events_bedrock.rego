# METADATA
# title: Record Bedrock data events for every resource type in use
# description: >-
#   Calls of agents, knowledge bases, flows, guardrails and prompts are data events. A trail records
#   data events only if a selector names their type.
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
#   evidence: ["@trails"]
#   params: {}
#   messages:
#     not-recorded: no active trail or event data store records all data events of this type (caused by %s)
#     trail-hidden: a trail in another Region may record them, but %s failed in %s with %s (allow %s)
#     policy-hidden: "%s could not be read, and may allow calls that cause such events"
#   item: type
#   remediation: >-
#     Add an advanced event selector for each missing type to a trail or event data store that logs in the
#     Region.
package lens.controls.gensec03_bp01.trail_data_events_bedrock

import data.lens.lib.data_event_sources
import data.lens.lib.data_events
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.principals

_sources := object.union({place: [] | some place in data_event_sources.doubtful}, data_event_sources.all)

_unrecorded := {place: found |
	some place, found in _sources
	[region, type] := place
	not data_events.recorded(type, region, {source.stem | some source in found})
}

_subject(place) := object.union(facts.account(place[0]), {"item": place[1]})

subjects := {_subject(place) | some place, _ in _sources}

proven := subjects - {_subject(place) | some place, _ in _unrecorded}

violations contains finding.absent(subject, "not-recorded", [ids], proof, ["@trails"]) if {
	some place, found in _unrecorded
	not data_event_sources.doubtful[place]
	count(data_events.hidden(place[0])) == 0
	ids := {source.id | some source in found}
	proof := array.slice(sort({{"id": source.id, "pointer": source.pointer} | some source in found}), 0, 5)
	subject := _subject(place)
}

unseen contains finding.of(subject, "trail-hidden", gap, []) if {
	some place, _ in _unrecorded
	some gap in data_events.hidden(place[0])
	subject := _subject(place)
}

unseen contains finding.of(subject, "policy-hidden", [policy], []) if {
	some place, _ in _unrecorded
	place in data_event_sources.doubtful
	some [_, policy] in principals.unread
	subject := _subject(place)
}
