# METADATA
# title: Alarm on the time that queries take in each vector store
# description: >-
#   Each answer of a knowledge base waits for its store, and a store that gets slower with its contents
#   tells nobody. Stores whose latency CloudWatch does not have are left out.
# custom:
#   id: GENPERF04-BP01/vector-query-latency-alarm
#   severity: medium
#   precision: high
#   mode: automated
#   resources: [AWS::Bedrock::KnowledgeBase, AWS::OpenSearchServerless::Collection]
#   lists: [bedrock-agent:ListKnowledgeBases, opensearchserverless:ListCollections]
#   evidence:
#     - bedrock-agent:GetKnowledgeBase
#     - opensearchserverless:BatchGetCollection
#     - rds:DescribeDBClusters
#     - "@actionable-alarms"
#   params: {}
#   messages:
#     no-alarm: no actionable alarm watches %s of %s
#   item: none
#   remediation: >-
#     Create an alarm on a high percentile of the latency of the collection, domain or cluster, with a
#     threshold from a test of retrieval and an action that tells an operator.
package lens.controls.genperf04_bp01.vector_query_latency_alarm

import data.lens.lib.alarms
import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.knowledge_base_settings as kb
import data.lens.lib.query_alarms
import data.lens.lib.vector_capacity
import data.lens.lib.vector_stores

# [subject, kind of the store, its ARN]. Stores of other accounts have their metrics there.
_stores := array.concat(
	[[facts.subject(base), kind, arn] |
		some [base, kind, arn] in vector_stores.named
		kb.serves(base)
		query_alarms.metrics[kind]
		split(arn, ":")[4] == input.account
	],
	[[facts.subject(c), "OPENSEARCH_SERVERLESS", c.id] |
		some c in vector_capacity.collections
		c.properties.status in {"ACTIVE", "UPDATING", "UPDATE_FAILED"}
		id := c.id
		not id in _named
	],
)

# A base that does not answer has no result that stands for that of its collection.
_named := {arn | some [base, _, arn] in vector_stores.named; kb.serves(base)}

# A knowledge base that was not read may have such a store.
subjects := {subject | some [subject, _, _] in _stores} | {facts.subject(base) |
	some base in kb.serving
	not base.properties.knowledgeBaseConfiguration
}

violations := {finding.absent(subject, "no-alarm", [metric, vector_stores.name(arn)], [], operations) |
	operations := [
		"bedrock-agent:GetKnowledgeBase",
		"cloudwatch:DescribeAlarms",
		"opensearchserverless:BatchGetCollection",
		"rds:DescribeDBClusters",
	]
	some [subject, kind, arn] in _stores
	[_, metric] := query_alarms.metrics[kind]
	count(query_alarms.watching(subject.region, kind, arn)) == 0
}

_seen := {[subject, id] |
	some [subject, kind, arn] in _stores
	some id in query_alarms.watching(subject.region, kind, arn)
}

proven := {subject | some [subject, _] in _seen; alarms.certain(subject.region)}

shown := {[subject, {"id": id, "pointer": "/properties"}] | some [subject, id] in _seen}

# A listed mute rule that was not read may silence any alarm.
relies_on := {[subject, rule.id] |
	some subject in subjects
	some rule in input.resources["AWS::CloudWatch::AlarmMuteRule"]
	rule.region == subject.region
} | {[subject, base.id] |
	some subject in subjects
	some base in input.resources["AWS::Bedrock::KnowledgeBase"]
	base.region == subject.region
}
