# METADATA
# title: Remove vector stores that are idle or that nothing references
# description: >-
#   A collection of OpenSearch Serverless is billed in each hour, unless its group may shrink to nothing.
#   What a trial has left behind is easily forgotten.
# custom:
#   id: GENCOST04-BP01/idle-vector-store
#   severity: high
#   precision: medium
#   mode: automated
#   resources: [AWS::OpenSearchServerless::Collection, AWS::S3Vectors::Index]
#   lists:
#     - opensearchserverless:ListCollections
#     - opensearchserverless:BatchGetCollection
#     - s3vectors:ListIndexes
#   evidence: [opensearchserverless:BatchGetCollection, opensearchserverless:ListCollectionGroups,
#     opensearchserverless:BatchGetCollectionGroup, opensearchserverless:ListTagsForResource,
#     s3vectors:ListTagsForResource, bedrock-agent:ListKnowledgeBases, bedrock-agent:GetKnowledgeBase,
#     cloudwatch:GetMetricData]
#   metrics: {AWS::OpenSearchServerless::Collection/SearchRequestRate: idle_days}
#   params: {idle_days: 14, owner_tag: owner}
#   messages:
#     idle: nobody searched it in the last %s days, and its OCUs are billed all the same
#     unused: nobody searched it in the last %s days, no knowledge base names it, and it has no tag %s
#     unused-index: no knowledge base names it, and it has no tag %s
#     age-not-shown: AWS does not show when it was created
#     group-not-shown: collection group %s was not found
#     metric-not-read: "@metric-not-read"
#   item: none
#   remediation: >-
#     Delete the store, move vectors that are seldom searched to S3 Vectors, or put the collection into a
#     group whose minimum is 0.
package lens.controls.gencost04_bp01.idle_vector_store

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.metrics
import data.lens.lib.vector_costs

_params := input.params["GENCOST04-BP01/idle-vector-store"]

_days := _params.idle_days

_collections := _older(vector_costs.collections)

_indexes := _older(vector_costs.indexes)

_older(stores) := [store | days := _days; some store in stores; not vector_costs.is_young(store, days)]

subjects := {facts.subject(r) | some r in array.concat(_collections, _indexes)}

violations := ({finding.of(facts.subject(c), "idle", [_days], _proof(c)) |
	some c in _silent
	c.id in vector_costs.billed
} | {finding.absent(facts.subject(c), "unused", [_days, tag], _proof(c), vector_costs.uses) |
	tag := _params.owner_tag
	some c in _silent
	c.id in vector_costs.resting
	not vector_costs.kept(c, tag)
}) | {finding.absent(facts.subject(i), "unused-index", [tag], proof, vector_costs.uses) |
	tag := _params.owner_tag
	some i in _indexes
	not vector_costs.kept(i, tag)
	proof := [{"id": i.id, "pointer": "/properties"}]
}

unseen := ({finding.of(facts.subject(c), "metric-not-read", ["SearchRequestRate", days], []) |
	days := _days
	some c in _collections
	not metrics.read(c, "SearchRequestRate", days)
} | {finding.of(facts.subject(c), "age-not-shown", [], []) |
	some c in _collections
	not c.properties.createdDate
}) | {finding.of(facts.subject(c), "group-not-shown", [name], []) |
	some c in _collections
	some [id, name] in vector_costs.lost_groups
	id == c.id
}

# One search proves a pass, and the verdict on an index rests on no metric.
proven := {facts.subject(c) | some c in _collections; _searches(c) > 0} | {facts.subject(i) |
	some i in _indexes
	vector_costs.kept(i, _params.owner_tag)
}

# Each knowledge base of the Region may name a store.
relies_on := {[facts.subject(r), base.id] |
	some r in array.concat(_collections, _indexes)
	some base in input.resources["AWS::Bedrock::KnowledgeBase"]
	base.region == r.region
}

_silent := [c | some c in _collections; _searches(c) == 0; c.properties.createdDate]

_searches(c) := metrics.total(metrics.read(c, "SearchRequestRate", _days), _days)

_proof(c) := [{"id": c.id, "pointer": metrics.pointer("SearchRequestRate")}]
