# METADATA
# title: Record calls of generative AI in CloudTrail, and those that invocation logging misses
# description: >-
#   CloudTrail says who changed an agent and who called a model. Invocation logging knows neither, and
#   sees no calls of agents, knowledge bases and flows, and none of the bedrock-mantle endpoint.
# custom:
#   id: GENOPS02-BP01/api-activity-recorded
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::Account]
#   lists: ["@regions-in-use", cloudwatch:ListMetrics]
#   evidence: ["@regions-in-use", cloudwatch:ListMetrics, "@trails"]
#   params: {}
#   messages:
#     no-trail: >-
#       no single trail or event data store records reads and writes in every Region in use (%s);
#       GENSEC03-BP01/trail-records-model-calls says what each lacks
#     not-recorded: >-
#       no active trail or event data store records all data events of this type (caused by %s); of
#       agents, knowledge bases and flows, GENSEC03-BP01/trail-data-events-bedrock reports it too
#     trail-hidden: a trail in another Region may record them, but %s failed in %s with %s (allow %s)
#   workload: [sagemaker]
#   item: type
#   remediation: Record management events in every Region, and select all data events of each missing type.
package lens.controls.genops02_bp01.api_activity_recorded

import data.lens.lib.bedrock_regions
import data.lens.lib.data_event_sources
import data.lens.lib.data_events
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.model_call_trails
import data.lens.lib.regions
import data.lens.lib.selectors
import data.lens.lib.trails

_management := object.union(facts.account("global"), {"item": "management"})

_mantle := "AWS::BedrockMantle::Project"

# [Region, type] -> [{id, pointer, stem}, ...], as in data_event_sources.
_sources := object.union(
	{place: found |
		some place, found in data_event_sources.all
		place[0] != "global"
		place[1] in {"AWS::Bedrock::AgentAlias", "AWS::Bedrock::KnowledgeBase", "AWS::Bedrock::FlowAlias"}
	},
	{[region, _mantle]: metrics |
		some region in bedrock_regions.mantle
		metrics := [{"id": m.id, "pointer": "/properties", "stem": ""} |
			some m in input.resources["AWS::CloudWatch::Metric"]
			m.region == region
			m.properties.Namespace == "AWS/BedrockMantle"
		]
	},
)

# The types that count for one. For the endpoint, any type of bedrock-mantle does.
_types(type) := {type} | {value |
	type == _mantle
	some trail in trails.all
	some selector in selectors.advanced(trail)
	some field in selector.FieldSelectors
	some value in field.Equals
	startswith(value, "AWS::BedrockMantle::")
}

_recorded contains place if {
	some place, found in _sources
	some type in _types(place[1])
	data_events.recorded(type, place[0], {source.stem | some source in found})
}

_subject(place) := object.union(facts.account(place[0]), {"item": place[1]})

subjects := {_management | count(regions.in_use) > 0} | {_subject(place) | some place, _ in _sources}

proven := {_subject(place) | some place in _recorded} | {_management |
	count(regions.in_use) > 0
	model_call_trails.everywhere
}

violations contains finding.absent(_management, "no-trail", [regions.in_use], [], ["@trails"]) if {
	model_call_trails.missing
}

violations contains finding.absent(subject, "not-recorded", [ids], proof, ["@trails"]) if {
	some place in (object.keys(_sources) - _recorded)
	count(data_events.hidden(place[0])) == 0
	ids := {source.id | some source in _sources[place]}
	proof := array.slice(sort({object.remove(source, ["stem"]) | some source in _sources[place]}), 0, 5)
	subject := _subject(place)
}

unseen contains finding.of(subject, "trail-hidden", gap, []) if {
	some place in (object.keys(_sources) - _recorded)
	some gap in data_events.hidden(place[0])
	subject := _subject(place)
}
