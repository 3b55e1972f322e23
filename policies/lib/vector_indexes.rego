# METADATA
# title: What the indexes of knowledge bases are made for
# description: |
#   The number of dimensions of their vectors, and how they compare them. AWS shows this of S3 Vectors,
#   OpenSearch and Neptune Analytics, and not of a table in Aurora or of a store that others run.
package lens.lib.vector_indexes

import data.lens.lib.facts

# Kinds of stores of which AWS shows an index.
kinds := {"S3_VECTORS", "OPENSEARCH_SERVERLESS", "OPENSEARCH_MANAGED_CLUSTER", "NEPTUNE_ANALYTICS"}

# The knowledge bases with a store of one of some kinds. One that was not read may have any.
bases(some_kinds) := [base |
	some base in data.lens.lib.vector_stores.bases
	object.get(base.properties, ["storageConfiguration", "type"], "") in (some_kinds | _unread(base))
]

_unread(base) := {"" | not base.properties.knowledgeBaseConfiguration}

# How many dimensions the vectors of the index have.
dimension(base) := number if {
	number := base.properties.GetIndex.dimension
} else := number if {
	number := _field(base).dimension
} else := number if {
	arn := base.properties.storageConfiguration.neptuneAnalyticsConfiguration.graphArn
	number := facts.get("AWS::NeptuneGraph::Graph", arn).properties.vectorSearchConfiguration.dimension
}

# How the index measures distances. OpenSearch leaves out its defaults.
metric(base) := name if {
	name := base.properties.GetIndex.distanceMetric
} else := name if {
	name := _field(base).space_type
} else := "hamming" if {
	binary(base)
} else := "l2" if {
	_field(base)
}

# Whether the index holds binary vectors. S3 Vectors has none.
binary(base) if _field(base).data_type == "binary"

# The field of an index of OpenSearch that holds the vectors.
_field(base) := field if {
	storage := base.properties.storageConfiguration
	some member in ["opensearchServerlessConfiguration", "opensearchManagedClusterConfiguration"]
	fields := [one |
		some one in base.properties.GetIndex.fields
		one.name == storage[member].fieldMapping.vectorField
	]
	count(fields) == 1
	field := fields[0]
}
