# METADATA
# title: Where knowledge bases store vectors, and in how many zones
# description: |
#   The stores that AWS runs in this account: collections of OpenSearch Serverless, OpenSearch domains,
#   Aurora clusters and graphs of Neptune Analytics. A knowledge base without vectors, or one that is
#   being deleted, has no store here.
package lens.lib.vector_stores

import data.lens.lib.facts

# The knowledge bases with vectors. One that was not read may be one of them.
bases := [base |
	some base in input.resources["AWS::Bedrock::KnowledgeBase"]
	base.properties.status != "DELETING"
	kind := object.get(base.properties, ["knowledgeBaseConfiguration", "type"], "")
	not kind in {"KENDRA", "SQL"}
]

# [knowledge base, kind of the store, its ARN].
named := [[base, kind, arn] |
	some base in bases
	storage := base.properties.storageConfiguration
	kind := storage.type
	[_, path] := _kinds[kind]
	arn := object.get(storage, path, "")
	arn != ""
]

# [knowledge base, kind of the store, its record], for the stores that were read. A store of another
# account is never read.
held := [[base, kind, store] |
	some [base, kind, arn] in named
	[type, _] := _kinds[kind]
	store := facts.get(type, arn)
]

# The knowledge bases whose vectors AWS itself spreads over zones.
by_service := [base | some base in bases; _is_by_service(base)]

_is_by_service(base) if base.properties.knowledgeBaseConfiguration.type == "MANAGED"

_is_by_service(base) if base.properties.storageConfiguration.type == "S3_VECTORS"

# The indexes of S3 Vectors that no knowledge base names.
other_indexes := [index |
	some index in input.resources["AWS::S3Vectors::Index"]
	id := index.id
	not id in _indexes
]

# A knowledge base names its index by the ARN, or by the bucket and the name.
_indexes := {arn |
	some base in input.resources["AWS::Bedrock::KnowledgeBase"]
	store := base.properties.storageConfiguration.s3VectorsConfiguration
	parts := [object.get(store, part, "") | some part in ["vectorBucketArn", "indexName"]]
	arn := object.get(store, "indexArn", concat("/index/", parts))
}

# Kinds of stores that AWS does not run.
third_parties := {"PINECONE", "REDIS_ENTERPRISE_CLOUD", "MONGO_DB_ATLAS"}

# [knowledge base, message, arguments]: what is not known of the others.
doubts := array.concat(
	array.concat(
		[[base, "store-not-shown", [name(arn)]] |
			some [base, kind, arn] in named
			[type, _] := _kinds[kind]
			not facts.get(type, arn)
		],
		[[base, "spread-not-shown", [store.name]] |
			some [base, _, store] in held
			not spread(store)
			count(faults(store)) == 0
		],
	),
	array.concat(
		[[base, "no-store-shown", []] | some base in _unnamed; not base.properties.storageConfiguration.type],
		[[base, "type-not-known", [kind]] |
			some base in _unnamed
			kind := base.properties.storageConfiguration.type
			not kind in third_parties
		],
	),
)

_unnamed := [base |
	some base in bases
	not _is_by_service(base)
	id := base.id
	not id in _ids
]

_ids := {base.id | some [base, _, _] in named}

# Kind -> [type of the record, where its ARN stands].
_kinds := {
	"OPENSEARCH_SERVERLESS": [
		"AWS::OpenSearchServerless::Collection",
		["opensearchServerlessConfiguration", "collectionArn"],
	],
	"OPENSEARCH_MANAGED_CLUSTER": [
		"AWS::OpenSearchService::Domain",
		["opensearchManagedClusterConfiguration", "domainArn"],
	],
	"RDS": ["AWS::RDS::DBCluster", ["rdsConfiguration", "resourceArn"]],
	"NEPTUNE_ANALYTICS": ["AWS::NeptuneGraph::Graph", ["neptuneAnalyticsConfiguration", "graphArn"]],
}

# The name of a store, given its ARN.
name(arn) := regex.replace(arn, `^.*[/:]`, "")

# {[message, arguments, member], ...}: why a fault of one zone stops the store.
faults(store) := _of_collection(store) | (_of_domain(store) | (_of_cluster(store) | _of_graph(store)))

_of_collection(store) := {["no-standby", [store.name], "standbyReplicas"] |
	store.type == "AWS::OpenSearchServerless::Collection"
	store.properties.standbyReplicas == "DISABLED"
}

_of_domain(store) := {["no-zone-awareness", [store.name], "ClusterConfig"] |
	store.type == "AWS::OpenSearchService::Domain"
	store.properties.ClusterConfig.ZoneAwarenessEnabled == false
} | {["few-nodes", [store.name, nodes, zones], "ClusterConfig"] |
	store.type == "AWS::OpenSearchService::Domain"
	store.properties.ClusterConfig.ZoneAwarenessEnabled == true
	nodes := store.properties.ClusterConfig.InstanceCount
	zones := _zones(store)
	nodes < zones
}

# Zone awareness without a number means two zones.
_zones(store) := object.get(store.properties, ["ClusterConfig", "ZoneAwarenessConfig", _number], 2)

_number := "AvailabilityZoneCount"

_of_cluster(store) := {["one-zone", [store.name], "MultiAZ"] |
	store.type == "AWS::RDS::DBCluster"
	store.properties.MultiAZ == false
} | {["no-reader", [store.name], "DBClusterMembers"] |
	store.type == "AWS::RDS::DBCluster"
	members := store.properties.DBClusterMembers
	every member in members { member.IsClusterWriter == true }
}

_of_graph(store) := {["no-replica", [store.name], "replicaCount"] |
	store.type == "AWS::NeptuneGraph::Graph"
	store.properties.replicaCount < 1
}

# Whether what was read shows that the store outlasts one zone.
spread(store) if store.properties.standbyReplicas == "ENABLED"

spread(store) if {
	store.properties.ClusterConfig.ZoneAwarenessEnabled == true
	store.properties.ClusterConfig.InstanceCount >= _zones(store)
}

spread(store) if {
	store.properties.MultiAZ == true
	some member in store.properties.DBClusterMembers
	member.IsClusterWriter == false
}

spread(store) if store.properties.replicaCount >= 1
