# METADATA
# title: Send traces to CloudWatch Transaction Search in every Region that runs agents
# description: >-
#   AgentCore writes spans: each step of an agent, each call of a model, a tool or a memory. Without
#   Transaction Search they cannot be searched, and nobody sees why an agent answered as it did.
# custom:
#   id: GENOPS03-BP02/transaction-search-on
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::XRay::TransactionSearchConfig]
#   lists:
#     - bedrock-agentcore-control:ListAgentRuntimes
#     - bedrock-agentcore-control:ListGateways
#     - bedrock-agentcore-control:ListHarnesses
#     - bedrock-agentcore-control:ListMemories
#   evidence: [xray:GetTraceSegmentDestination, xray:GetIndexingRules]
#   params:
#     min_indexing_percent: 1
#   messages:
#     destination: traces go to %s, and not to CloudWatch Logs
#     pending: traces do not go to CloudWatch Logs yet; the status is %s
#     unindexed: no indexing rule covers at least %s percent of the spans
#   item: none
#   remediation: >-
#     Turn on Transaction Search in the Region, and set the percentage of spans that it indexes.
package lens.controls.genops03_bp02.transaction_search_on

import data.lens.lib.facts
import data.lens.lib.finding

_params := input.params["GENOPS03-BP02/transaction-search-on"]

_lists := [
	input.resources["AWS::BedrockAgentCore::Runtime"],
	input.resources["AWS::BedrockAgentCore::Gateway"],
	input.resources["AWS::BedrockAgentCore::Harness"],
	input.resources["AWS::BedrockAgentCore::Memory"],
]

_regions := {r.region | some list in _lists; some r in list}

_type := "AWS::XRay::TransactionSearchConfig"

subjects := {_subject(region) | some region in _regions}

_subject(region) := facts.subject({"type": _type, "id": id, "region": region}) if {
	id := sprintf("arn:%s:xray:%s:%s:transaction-search-config", [input.partition, region, input.account])
}

violations := _elsewhere | _unindexed

_configs := [config |
	some config in input.resources["AWS::XRay::TransactionSearchConfig"]
	config.region in _regions
]

_elsewhere := {finding.of(facts.subject(config), "destination", [config.properties.Destination], [proof]) |
	some config in _configs
	config.properties.Destination != "CloudWatchLogs"
	proof := {"id": config.id, "pointer": "/properties/Destination"}
} | {finding.of(facts.subject(config), "pending", [config.properties.Status], [proof]) |
	some config in _configs
	config.properties.Destination == "CloudWatchLogs"
	config.properties.Status != "ACTIVE"
	proof := {"id": config.id, "pointer": "/properties/Status"}
}

_unindexed := {finding.absent(subject, "unindexed", [least], [], _operations) |
	least := _params.min_indexing_percent
	some region in (_regions - _indexed)
	subject := _subject(region)
}

_operations := ["xray:GetTraceSegmentDestination", "xray:GetIndexingRules"]

_indexed := {rule.region |
	some rule in input.resources["AWS::XRay::IndexingRule"]
	rule.properties.Rule.Probabilistic.DesiredSamplingPercentage >= _params.min_indexing_percent
}
