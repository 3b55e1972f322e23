# METADATA
# title: Run the vector stores of knowledge bases in several Availability Zones
# description: >-
#   A knowledge base answers only while its vector store does. If the store, or the way to it, is in one
#   zone, a fault of that zone takes the knowledge away from every agent that uses it.
# custom:
#   id: GENREL02-BP01/vector-store-multi-az
#   severity: high
#   precision: high
#   mode: automated
#   resources: [AWS::Bedrock::KnowledgeBase]
#   lists: [bedrock-agent:ListKnowledgeBases]
#   evidence:
#     - bedrock-agent:GetKnowledgeBase
#     - opensearchserverless:BatchGetCollection
#     - opensearchserverless:BatchGetVpcEndpoint
#     - opensearch:DescribeDomains
#     - rds:DescribeDBClusters
#     - neptune-graph:GetGraph
#     - "@genai-vpcs"
#   workload: [functions, sagemaker, vpcs]
#   params: {}
#   messages:
#     no-standby: collection %s has no standby replicas
#     endpoint-zones: VPC endpoint %s of its collection has subnets in fewer than two Availability Zones
#     no-zone-awareness: zone awareness is off in OpenSearch domain %s
#     few-nodes: OpenSearch domain %s has %s data nodes for %s Availability Zones
#     one-zone: Aurora cluster %s runs in one Availability Zone
#     no-reader: Aurora cluster %s has no reader
#     no-replica: graph %s of Neptune Analytics has no replica
#     third-party: find out in how many Availability Zones its vector store runs, which is of type %s
#     store-not-shown: no call of this account shows its vector store %s
#     no-store-shown: AWS does not show its vector store
#     type-not-known: its vector store is of the type %s, which no rule knows
#     spread-not-shown: AWS does not show in how many Availability Zones its vector store %s runs
#     endpoint-not-shown: no call shows the Availability Zones of VPC endpoint %s of its collection
#   item: none
#   remediation: >-
#     Enable standby replicas, or zone awareness with a node in each zone, or add a reader or
#     replica in another zone. Give the VPC endpoint of a collection subnets of two zones.
package lens.controls.genrel02_bp01.vector_store_multi_az

import data.lens.lib.facts
import data.lens.lib.finding
import data.lens.lib.serverless_endpoints
import data.lens.lib.vector_stores

subjects := {facts.subject(base) | some base in vector_stores.bases}

violations := {finding.of(facts.subject(base), message, arguments, proof) |
	some [base, _, store] in vector_stores.held
	some [message, arguments, member] in vector_stores.faults(store)
	proof := [{"id": store.id, "pointer": sprintf("/properties/%s", [member])}]
} | {finding.of(facts.subject(base), "endpoint-zones", [e.name], proof) |
	some [base, e] in _served(serverless_endpoints.one_zone)
	proof := [{"id": e.id, "pointer": "/properties/subnetIds"}]
}

# [knowledge base with a collection, endpoint in its Region].
_served(list) := [[base, e] |
	some [base, kind, _] in vector_stores.held
	kind == "OPENSEARCH_SERVERLESS"
	some e in list
	e.region == base.region
]

proven := {facts.subject(base) | some base in vector_stores.by_service} | {facts.subject(base) |
	some [base, kind, store] in vector_stores.held
	vector_stores.spread(store)
	_way(kind, base.region)
}

_way(kind, _) if kind != "OPENSEARCH_SERVERLESS"

_way("OPENSEARCH_SERVERLESS", region) if region in serverless_endpoints.harmless

reviews := {finding.of(facts.subject(base), "third-party", [kind], proof) |
	some base in vector_stores.bases
	kind := base.properties.storageConfiguration.type
	kind in vector_stores.third_parties
	proof := [{"id": base.id, "pointer": "/properties/storageConfiguration"}]
}

unseen := {finding.of(facts.subject(base), message, arguments, proof) |
	some [base, message, arguments] in vector_stores.doubts
	proof := [{"id": base.id, "pointer": "/properties/storageConfiguration"}]
} | {finding.of(facts.subject(base), "endpoint-not-shown", [e.name], proof) |
	some [base, e] in _served(serverless_endpoints.unclear)
	proof := [{"id": e.id, "pointer": "/properties"}]
}

# Something that was not read may run in the VPC of an endpoint in one zone.
relies_on := {[facts.subject(base), place] |
	some [base, e] in _served(serverless_endpoints.narrow)
	some place in {e.id, "*"}
}
